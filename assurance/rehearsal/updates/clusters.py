"""Clusters that a service runs."""

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.shapes import call
from assurance.rehearsal.types.pcs import GROUP, QUEUE
from assurance.rehearsal.updates import tags
from assurance.rehearsal.updates.model import Given, Update, joint
from assurance.rehearsal.values import Json

FIXED = {"Name", "ClusterId", "InstanceConfigs", "Networking", "Size", "Tags"}
"""What the registry replaces, and tags, which have calls of their own."""


def _changing(given: Given, before: Given) -> dict[str, Json]:
    return {name: value for name, value in given.items() if name not in FIXED and before.get(name) != value}


def _cluster(aws: Aws, arn: str, given: Given, before: Given) -> None:
    """A version is changed by its number alone: the scheduler stays Slurm."""
    changing = _changing(given, before)
    if "Scheduler" in changing:
        changing["Scheduler"] = {"Version": changing["Scheduler"]["Version"]}
    call(aws.pcs, "update_cluster", clusterIdentifier=arn.rsplit("/", 1)[-1], **changing)


def _group(aws: Aws, arn: str, given: Given, before: Given) -> None:
    """Where the template's version changed, the template goes with it."""
    changing = _changing(given, before)
    if template := changing.pop("CustomLaunchTemplate", None):
        changing["customLaunchTemplate"] = {"id": template["TemplateId"], "version": template["Version"]}
    cluster, _, group = arn.partition(GROUP)
    call(
        aws.pcs,
        "update_compute_node_group",
        clusterIdentifier=cluster.rsplit("/", 1)[-1],
        computeNodeGroupIdentifier=group,
        **changing,
    )


def _queue(aws: Aws, arn: str, given: Given, before: Given) -> None:
    cluster, _, queue = arn.partition(QUEUE)
    call(aws.pcs, "update_queue", clusterIdentifier=cluster.rsplit("/", 1)[-1], queueIdentifier=queue, **_changing(given, before))


PCS_TAGS = tags.tagger(
    "pcs", "tag_resource", "untag_resource", lambda _aws, arn: {"resourceArn": arn}, tags="tags", keys="tagKeys", write=dict
)


def _delivery_tags(kind: str) -> Update:
    return tags.tagger(
        "logs", "tag_resource", "untag_resource", tags.by_arn("resourceArn", "logs", f"{kind}:"), tags="tags", keys="tagKeys", write=dict
    )


NODE_GROUP = (
    "AmiId",
    "CustomLaunchTemplate",
    "IamInstanceProfileArn",
    "NodeLifecycleActions",
    "PurchaseOption",
    "ScalingConfiguration",
    "SlurmConfiguration",
    "SubnetIds",
)
UPDATES: dict[str, dict[str, Update]] = {
    "AWS::PCS::Cluster": {**joint("Scheduler", "SlurmConfiguration", by=_cluster), "Tags": PCS_TAGS},
    "AWS::PCS::ComputeNodeGroup": {**joint(*NODE_GROUP, by=_group), "Tags": PCS_TAGS},
    "AWS::PCS::Queue": {**joint("ComputeNodeGroupConfigurations", "SlurmConfiguration", by=_queue), "Tags": PCS_TAGS},
    "AWS::Logs::DeliverySource": {"Tags": _delivery_tags("delivery-source")},
    "AWS::Logs::DeliveryDestination": {"Tags": _delivery_tags("delivery-destination")},
    "AWS::Logs::Delivery": {"Tags": _delivery_tags("delivery")},
}
