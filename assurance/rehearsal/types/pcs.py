"""Clusters, node groups and queues of AWS PCS."""

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.shapes import call
from assurance.rehearsal.types.model import Made, ResourceType
from assurance.rehearsal.values import Json

GROUP, QUEUE = "/computenodegroup/", "/queue/"


def create_cluster(aws: Aws, given: Properties, name: str) -> Made:
    """A cluster: but for its name, CloudFormation's properties are the API's own."""
    made = call(aws.pcs, "create_cluster", clusterName=given.take("Name", name), **given.rest())["cluster"]
    return Made(made["arn"], {"Arn": made["arn"], "Id": made["id"]})


def read_cluster(aws: Aws, arn: str) -> dict[str, Json]:
    """The cluster and its tags."""
    return _with_tags(aws, arn, lambda: aws.pcs.get_cluster(clusterIdentifier=arn.rsplit("/", 1)[-1])["cluster"])


def create_group(aws: Aws, given: Properties, name: str) -> Made:
    """A group of nodes; a launch template is named by `TemplateId` where the API says `id`."""
    cluster, template = given.need("ClusterId"), given.part("CustomLaunchTemplate")
    made = call(
        aws.pcs,
        "create_compute_node_group",
        clusterIdentifier=cluster,
        computeNodeGroupName=given.take("Name", name),
        customLaunchTemplate={"id": template.need("TemplateId"), "version": template.need("Version")},
        **given.rest(),
    )["computeNodeGroup"]
    template.finish()
    return Made(made["arn"], {"Arn": made["arn"], "Id": made["id"]})


def read_group(aws: Aws, arn: str) -> dict[str, Json]:
    """The group in the template's words, and its tags."""
    cluster, group = _within(arn, GROUP)
    asked = {"clusterIdentifier": cluster, "computeNodeGroupIdentifier": group}
    found = _with_tags(aws, arn, lambda: aws.pcs.get_compute_node_group(**asked)["computeNodeGroup"])
    template = found["customLaunchTemplate"]
    return {**found, "CustomLaunchTemplate": {"TemplateId": template["id"], "Version": template["version"]}}


def create_queue(aws: Aws, given: Properties, name: str) -> Made:
    """A queue over groups."""
    cluster, called = given.need("ClusterId"), given.take("Name", name)
    made = call(aws.pcs, "create_queue", clusterIdentifier=cluster, queueName=called, **given.rest())["queue"]
    return Made(made["arn"], {"Arn": made["arn"], "Id": made["id"]})


def read_queue(aws: Aws, arn: str) -> dict[str, Json]:
    """The queue and its tags."""
    cluster, queue = _within(arn, QUEUE)
    return _with_tags(aws, arn, lambda: aws.pcs.get_queue(clusterIdentifier=cluster, queueIdentifier=queue)["queue"])


def _with_tags(aws: Aws, arn: str, ask: Json) -> dict[str, Json]:
    try:
        return {**ask(), "Tags": aws.pcs.list_tags_for_resource(resourceArn=arn)["tags"]}
    except aws.pcs.exceptions.ResourceNotFoundException:
        raise LookupError(f"boto3 finds no {arn}") from None


def _within(arn: str, kind: str) -> tuple[str, str]:
    """A cluster's id, and that of what is in it."""
    cluster, _, identity = arn.partition(kind)
    return cluster.rsplit("/", 1)[-1], identity


TYPES = (
    ResourceType("AWS::PCS::Cluster", create_cluster, read_cluster),
    ResourceType("AWS::PCS::ComputeNodeGroup", create_group, read_group),
    ResourceType("AWS::PCS::Queue", create_queue, read_queue),
)
