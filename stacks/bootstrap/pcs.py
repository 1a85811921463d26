"""What CloudFormation may do for a cluster of AWS PCS; nothing where the deployment file has none."""

from typing import Any

from blueprint.facts.pcs_limits import ROLE_PATH
from blueprint.settings import Deployment
from sovereign.services import principal
from stacks.bootstrap.names import Resource, Statement, allow, arn, managed_policy

Condition = dict[str, Any]

KINDS = ("Cluster", "ComputeNodeGroup", "Queue")
SECRETS = "secret:pcs!*"
"""PCS makes a cluster's secret as whoever asks for the cluster (PCS guide, Minimum permissions); the name is no text's that was seen."""
DELIVERIES = {
    "delivery-source": "DeleteDeliverySource GetDeliverySource PutDeliverySource",
    "delivery-destination": (
        "DeleteDeliveryDestination DeleteDeliveryDestinationPolicy GetDeliveryDestination GetDeliveryDestinationPolicy "
        "PutDeliveryDestination PutDeliveryDestinationPolicy"
    ),
    "delivery": "CreateDelivery DeleteDelivery GetDelivery UpdateDeliveryConfiguration",
}


def role_paths(deployment: Deployment) -> tuple[str, ...]:
    """Paths of roles beside the usual one: PCS takes no role without a path of its own, or a name of its own."""
    return (ROLE_PATH.lstrip("/"),) if _is_there(deployment) else ()


def pcs_policies(deployment: Deployment) -> dict[str, Resource]:
    """One policy more where there is a cluster."""
    if not _is_there(deployment):
        return {}
    name = deployment.name
    statements = [*_clusters(name), *_nodes(name), *_logs(name)]
    return {"ExecutePcs": managed_policy(f"{name}-execute-pcs", "A Slurm cluster of AWS PCS", *statements)}


def _is_there(deployment: Deployment) -> bool:
    return bool(deployment.training and deployment.training.pcs)


def _clusters(name: str) -> list[Statement]:
    """Groups and queues are named under their cluster."""
    things = [arn("pcs", "cluster/*")]
    requested: Condition = {
        "StringEquals": {"aws:RequestTag/deployment": name},
        "StringEqualsIfExists": {"aws:ResourceTag/deployment": name},
    }
    tagged: Condition = {"StringEquals": {"aws:ResourceTag/deployment": name}}
    changes = [f"pcs:{verb}{kind}" for verb in ("Delete", "Update") for kind in KINDS]
    service: Condition = {"StringEquals": {"iam:AWSServiceName": principal("pcs")}}
    secrets = [f"secretsmanager:{verb}" for verb in ("CreateSecret", "RotateSecret", "TagResource")]
    return [
        allow("CreateClusters", [*(f"pcs:Create{kind}" for kind in KINDS), "pcs:TagResource"], things, requested),
        allow("ChangeClusters", [*changes, "pcs:AllowVendedLogDeliveryForResource", "pcs:UntagResource"], things, tagged),
        allow("ReadClusters", [*(f"pcs:Get{kind}" for kind in KINDS), "pcs:ListTagsForResource"], things),
        allow("MakeTheClustersSecret", secrets, arn("secretsmanager", SECRETS)),
        allow(
            "PlaceTheController",
            ["ec2:CreateNetworkInterface"],
            [arn("ec2", kind) for kind in ("network-interface/*", "security-group/*", "subnet/*")],
        ),
        allow("LetPcsMakeItsRole", ["iam:CreateServiceLinkedRole"], arn("iam", "role/aws-service-role/*", regional=False), service),
    ]


def _nodes(name: str) -> list[Statement]:
    """A group is tried, and ended, as whoever asks for it."""
    return [
        allow("TryFleets", ["ec2:CreateFleet"], arn("ec2", "*")),
        allow("EndNodes", ["ec2:TerminateInstances"], arn("ec2", "instance/*"), {"StringEquals": {"aws:ResourceTag/deployment": name}}),
    ]


def _logs(name: str) -> list[Statement]:
    named = {kind: arn("logs", f"{kind}:{name}-*" if kind != "delivery" else "delivery:*") for kind in DELIVERIES}
    # A delivery is allowed on its two ends, too: CreateDelivery names them.
    ends = [named["delivery-source"], named["delivery-destination"]]
    tags = ["logs:ListTagsForResource", "logs:TagResource", "logs:UntagResource"]
    return [
        allow(
            f"Keep{kind.title().replace('-', '')}s",
            [*(f"logs:{verb}" for verb in verbs.split()), *tags],
            [named[kind], *(ends if kind == "delivery" else [])],
        )
        for kind, verbs in DELIVERIES.items()
    ] + [allow("ReadDeliveries", ["logs:DescribeDeliveries", "logs:DescribeDeliverySources"], "*")]
