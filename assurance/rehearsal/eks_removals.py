"""How a Kubernetes cluster, what belongs to it, and a queue are removed."""

from collections.abc import Mapping

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.values import Json


def _nodegroup(aws: Aws, identity: str, _given: Mapping[str, Json]) -> None:
    cluster, _, name = identity.partition("/")
    aws.eks.delete_nodegroup(clusterName=cluster, nodegroupName=name)


def _addon(aws: Aws, identity: str, given: Mapping[str, Json]) -> None:
    cluster, _, name = identity.partition("|")
    aws.eks.delete_addon(clusterName=cluster, addonName=name, preserve=str(given.get("PreserveOnDelete", False)).lower() == "true")


def _entry(aws: Aws, identity: str, _given: Mapping[str, Json]) -> None:
    principal, _, cluster = identity.partition("|")
    aws.eks.delete_access_entry(clusterName=cluster, principalArn=principal)


def _association(aws: Aws, arn: str, _given: Mapping[str, Json]) -> None:
    _, cluster, identity = arn.split("/")
    aws.eks.delete_pod_identity_association(clusterName=cluster, associationId=identity)


def _queue_policy(aws: Aws, physical_id: str, _given: Mapping[str, Json]) -> None:
    """An empty policy is none (SQS API reference, SetQueueAttributes)."""
    _, *queues = physical_id.split("|")
    for queue in queues:
        aws.sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": ""})


EKS = {
    "AWS::EKS::AccessEntry": _entry,
    "AWS::EKS::Addon": _addon,
    "AWS::EKS::Cluster": lambda aws, name, _: aws.eks.delete_cluster(name=name),
    "AWS::EKS::Nodegroup": _nodegroup,
    "AWS::EKS::PodIdentityAssociation": _association,
    "AWS::SQS::Queue": lambda aws, url, _: aws.sqs.delete_queue(QueueUrl=url),
    "AWS::SQS::QueuePolicy": _queue_policy,
}
