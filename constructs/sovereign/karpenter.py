"""What Karpenter needs outside the cluster: its own rights, its nodes' rights, and the notices of nodes that go."""

from collections.abc import Mapping

from aws_cdk import Stack
from aws_cdk.aws_eks import CfnAccessEntry
from aws_cdk.aws_iam import CfnInstanceProfile, PolicyStatement
from aws_cdk.aws_kms import IKey

from blueprint.settings.keys import Keys
from constructs import Construct
from sovereign.eks_cluster import EksCluster
from sovereign.eks_identities import EksIdentities, disk_key
from sovereign.interruption_queue import InterruptionQueue
from sovereign.names import karpenter_profile_name
from sovereign.service_role import ServiceRole
from sovereign.services import principal, via

NAMESPACE, SERVICE_ACCOUNT = "kube-system", "karpenter"
"""Where its chart is installed; the API server serves that namespace first when it is pressed (Karpenter, Getting started)."""

POOL = "karpenter.sh/nodepool"
FROM = ("image", "snapshot", "security-group", "subnet", "capacity-reservation", "placement-group")
NEW = ("fleet", "instance", "volume", "network-interface", "launch-template")
LOOKING = (
    "ec2:DescribeCapacityReservations",
    "ec2:DescribeImages",
    "ec2:DescribeInstances",
    "ec2:DescribeInstanceTypeOfferings",
    "ec2:DescribeInstanceTypes",
    "ec2:DescribeLaunchTemplates",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSpotPriceHistory",
    "ec2:DescribeSubnets",
)
"""Karpenter's CloudFormation reference, without what a network with no way out cannot ask or needs not: prices, parameters, IAM.

Prices at spot are asked for even so (aws/karpenter-provider-aws #8961), and instance profiles in some versions (#8609), which fails
without harm: a pool here names its profile, and buys on demand or from reservations.
"""


class Karpenter(Construct):
    """Karpenter's role, bound to its service account; the profile and role of its nodes, made beforehand; its queue.

    It starts nothing but what carries the cluster's tag, ends nothing else, and passes no role but the nodes'.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        deployment: str,
        eks: EksCluster,
        identities: EksIdentities,
        node_role: ServiceRole,
        volumes_key: IKey,
        keys: Keys,
    ) -> None:
        super().__init__(scope, construct_id)
        self._eks, self._stack = eks, Stack.of(self)
        self.notices = InterruptionQueue(self, "Notices", deployment=deployment, keys=keys)
        self.profile = CfnInstanceProfile(
            self, "Profile", instance_profile_name=karpenter_profile_name(deployment), roles=[node_role.role.role_name]
        )
        CfnAccessEntry(self, "Nodes", cluster_name=eks.cluster.ref, principal_arn=node_role.arn, type="EC2_LINUX")
        role = identities.role("Karpenter", [*self._starts(), *self._cares(node_role), *disk_key(self, volumes_key)])
        role.acknowledge_wildcards(
            [*(self._ec2(kind) for kind in sorted({*FROM, *NEW})), "*"],
            reason="Nodes are named as they come and held by the cluster's tag; descriptions know no resource.",
        )
        identities.bind("KarpenterPods", NAMESPACE, SERVICE_ACCOUNT, role)

    def _starts(self) -> list[PolicyStatement]:
        """From images, subnets and groups of this account it makes what it tags as the cluster's."""
        launches = ["ec2:CreateFleet", "ec2:RunInstances"]
        new = [self._ec2(kind) for kind in NEW]
        asked, held = self._tags("aws:RequestTag"), self._tags("aws:ResourceTag")
        made = {"ec2:CreateAction": ["CreateFleet", "CreateLaunchTemplate", "RunInstances"]}
        return [
            PolicyStatement(actions=launches, resources=[self._ec2(kind) for kind in FROM]),
            PolicyStatement(actions=launches, resources=[self._ec2("launch-template")], conditions=held),
            PolicyStatement(actions=[*launches, "ec2:CreateLaunchTemplate"], resources=new, conditions=asked),
            PolicyStatement(
                actions=["ec2:CreateTags"], resources=new, conditions={**asked, "StringEquals": {**asked["StringEquals"], **made}}
            ),
            PolicyStatement(
                actions=["ec2:TerminateInstances", "ec2:DeleteLaunchTemplate"],
                resources=[self._ec2("instance"), self._ec2("launch-template")],
                conditions=held,
            ),
            PolicyStatement(actions=list(LOOKING), resources=["*"]),
        ]

    def _cares(self, node_role: ServiceRole) -> list[PolicyStatement]:
        """Its cluster, its nodes' role, its notices."""
        by_sqs = {"StringEquals": {"kms:ViaService": via(self._stack.region, "sqs")}}
        return [
            PolicyStatement(actions=["eks:DescribeCluster"], resources=[self._eks.cluster.attr_arn]),
            PolicyStatement(
                actions=["iam:PassRole"],
                resources=[node_role.arn],
                conditions={"StringEquals": {"iam:PassedToService": principal("ec2")}},
            ),
            PolicyStatement(
                actions=["sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"], resources=[self.notices.queue.attr_arn]
            ),
            PolicyStatement(
                actions=["kms:Decrypt"],
                resources=[self.notices.key.key_arn],
                conditions=by_sqs,
            ),
        ]

    def _tags(self, key: str) -> dict[str, Mapping[str, str]]:
        return {
            "StringEquals": {f"{key}/kubernetes.io/cluster/{self._eks.name}": "owned"},
            "StringLike": {f"{key}/{POOL}": "*"},
        }

    def _ec2(self, kind: str) -> str:
        return f"arn:{self._stack.partition}:ec2:{self._stack.region}:{self._stack.account}:{kind}/*"
