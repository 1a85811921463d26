"""How what belongs to a cluster that a service runs is removed."""

from collections.abc import Callable, Mapping

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.types.pcs import GROUP, QUEUE
from assurance.rehearsal.values import Json


def _within(kind: str, operation: str, parameter: str) -> Callable[[Aws, str, Mapping[str, Json]], object]:
    def remove(aws: Aws, arn: str, _given: Mapping[str, Json]) -> None:
        cluster, _, identity = arn.partition(kind)
        getattr(aws.pcs, operation)(clusterIdentifier=cluster.rsplit("/", 1)[-1], **{parameter: identity})

    return remove


CLUSTERS: dict[str, Callable[[Aws, str, Mapping[str, Json]], object]] = {
    "AWS::PCS::Cluster": lambda aws, arn, _: aws.pcs.delete_cluster(clusterIdentifier=arn.rsplit("/", 1)[-1]),
    "AWS::PCS::ComputeNodeGroup": _within(GROUP, "delete_compute_node_group", "computeNodeGroupIdentifier"),
    "AWS::PCS::Queue": _within(QUEUE, "delete_queue", "queueIdentifier"),
    "AWS::Logs::DeliverySource": lambda aws, name, _: aws.logs.delete_delivery_source(name=name),
    "AWS::Logs::DeliveryDestination": lambda aws, name, _: aws.logs.delete_delivery_destination(name=name),
    "AWS::Logs::Delivery": lambda aws, identity, _: aws.logs.delete_delivery(id=identity),
}
