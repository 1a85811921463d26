"""Kubernetes clusters and what belongs to them; queues."""

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.shapes import call
from assurance.rehearsal.types import sqs
from assurance.rehearsal.types.eks import allow, as_the_api_logs
from assurance.rehearsal.updates.model import Given, Update, again, joint
from assurance.rehearsal.updates.tags import difference, tagger
from assurance.rehearsal.values import Json

CONFIG = ("AccessConfig", "DeletionProtection", "ResourcesVpcConfig", "UpgradePolicy", "ZonalShiftConfig")
NETWORK = ("EndpointPrivateAccess", "EndpointPublicAccess", "PublicAccessCidrs", "ControlPlaneEgressMode")
NODES = ("Labels", "NodeRepairConfig", "ScalingConfig", "Taints", "UpdateConfig")


def _cluster(aws: Aws, name: str, given: Given, before: Given) -> None:
    """One call for each setting, as the service asks for it (UpdateClusterConfig)."""
    for part in CONFIG:
        if given.get(part) == before.get(part) or part not in given:
            continue
        value: Json = given[part]
        if part == "ResourcesVpcConfig":
            value = {key: value[key] for key in NETWORK if key in value}
        if part == "AccessConfig":
            value = {"AuthenticationMode": value["AuthenticationMode"]}
        call(aws.eks, "update_cluster_config", name=name, **{part: value})
    if given.get("Logging") != before.get("Logging"):
        call(aws.eks, "update_cluster_config", name=name, logging=as_the_api_logs(given.get("Logging")))


def _version(aws: Aws, name: str, given: Given, _before: Given) -> None:
    call(aws.eks, "update_cluster_version", name=name, version=given["Version"])


def _nodes(aws: Aws, identity: str, given: Given, before: Given) -> None:
    cluster, _, name = identity.partition("/")
    labels, gone = difference(given, before, "Labels")
    now, then = given.get("Taints", []), before.get("Taints", [])
    kept = {(taint["Key"], taint["Effect"]) for taint in now}
    removed = [taint for taint in then if (taint["Key"], taint["Effect"]) not in kept]
    call(
        aws.eks,
        "update_nodegroup_config",
        clusterName=cluster,
        nodegroupName=name,
        labels={"addOrUpdateLabels": labels, "removeLabels": gone} if labels or gone else None,
        taints={"addOrUpdateTaints": now, "removeTaints": removed} if now != then else None,
        **{part: given.get(part) for part in ("NodeRepairConfig", "ScalingConfig", "UpdateConfig")},
    )


def _template(aws: Aws, identity: str, given: Given, _before: Given) -> None:
    """The nodes are replaced by ones from the newer version."""
    cluster, _, name = identity.partition("/")
    call(aws.eks, "update_nodegroup_version", clusterName=cluster, nodegroupName=name, launchTemplate=given["LaunchTemplate"])


def _addon(aws: Aws, identity: str, given: Given, _before: Given) -> None:
    cluster, _, name = identity.partition("|")
    parts = ("AddonVersion", "ConfigurationValues", "ResolveConflicts")
    call(aws.eks, "update_addon", clusterName=cluster, addonName=name, **{part: given.get(part) for part in parts})


def _policies(aws: Aws, identity: str, given: Given, before: Given) -> None:
    principal, _, cluster = identity.partition("|")
    now = given.get("AccessPolicies", [])
    for policy in now:
        allow(aws, cluster, principal, policy)
    for policy in before.get("AccessPolicies", []):
        if policy["PolicyArn"] not in {each["PolicyArn"] for each in now}:
            aws.eks.disassociate_access_policy(clusterName=cluster, principalArn=principal, policyArn=policy["PolicyArn"])


def _association(aws: Aws, arn: str, given: Given, _before: Given) -> None:
    _, cluster, identity = arn.split("/")
    call(aws.eks, "update_pod_identity_association", clusterName=cluster, associationId=identity, roleArn=given["RoleArn"])


def _queue(aws: Aws, url: str, given: Given, _before: Given) -> None:
    properties = Properties({name: value for name, value in given.items() if name in sqs.ATTRIBUTES})
    aws.sqs.set_queue_attributes(QueueUrl=url, Attributes=sqs.attributes_of(aws, properties))


def _arn(read: str) -> Update:
    """Tags by the ARN that a describing call tells."""

    def update(aws: Aws, identity: str, given: Given, before: Given) -> None:
        arn = _found(aws, read, identity)
        TAGS(aws, arn, given, before)

    return update


def _found(aws: Aws, read: str, identity: str) -> str:
    if read == "nodegroup":
        cluster, _, name = identity.partition("/")
        return str(aws.eks.describe_nodegroup(clusterName=cluster, nodegroupName=name)["nodegroup"]["nodegroupArn"])
    if read == "addon":
        cluster, _, name = identity.partition("|")
        return str(aws.eks.describe_addon(clusterName=cluster, addonName=name)["addon"]["addonArn"])
    if read == "entry":
        principal, _, cluster = identity.partition("|")
        return str(aws.eks.describe_access_entry(clusterName=cluster, principalArn=principal)["accessEntry"]["accessEntryArn"])
    return identity if identity.startswith("arn:") else aws.arn("eks", f"cluster/{identity}")


TAGS = tagger("eks", "tag_resource", "untag_resource", lambda _aws, arn: {"resourceArn": arn}, tags="tags", keys="tagKeys", write=dict)
QUEUE_TAGS = tagger("sqs", "tag_queue", "untag_queue", lambda _aws, url: {"QueueUrl": url}, write=dict)
UPDATES: dict[str, dict[str, Update]] = {
    "AWS::EKS::Cluster": {**joint(*CONFIG, "Logging", by=_cluster), "Version": _version, "Tags": _arn("cluster")},
    "AWS::EKS::Nodegroup": {**joint(*NODES, by=_nodes), "LaunchTemplate": _template, "Tags": _arn("nodegroup")},
    "AWS::EKS::Addon": {**joint("AddonVersion", "ConfigurationValues", "ResolveConflicts", by=_addon), "Tags": _arn("addon")},
    "AWS::EKS::AccessEntry": {"AccessPolicies": _policies, "Tags": _arn("entry")},
    "AWS::EKS::PodIdentityAssociation": {"RoleArn": _association, "Tags": _arn("association")},
    "AWS::SQS::Queue": {**joint(*sqs.ATTRIBUTES, by=_queue), "Tags": QUEUE_TAGS},
    "AWS::SQS::QueuePolicy": {"PolicyDocument": again("AWS::SQS::QueuePolicy")},
}
