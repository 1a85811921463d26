"""Groups of nodes that EKS keeps: it starts, drains and replaces them; image, disk, cards and first start are ours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aws_cdk.aws_ec2 import CfnPlacementGroup
from aws_cdk.aws_eks import CfnNodegroup
from aws_cdk.aws_kms import IKey

from blueprint.facts.instances import instance
from blueprint.settings import Ec2NodeGroup, Eks, EksNodeGroup
from constructs import Construct
from sovereign.eks_cluster import EksCluster
from sovereign.node_template import LaunchGround, NodeTemplate
from sovereign.security_group import ClosedGroup
from sovereign.service_role import ServiceRole

GPU = "nvidia.com/gpu"
SYSTEM = "system"
EFFECTS = {"NoSchedule": "NO_SCHEDULE"}
"""Kubernetes' words for what a taint does, in the words of EKS's API."""


@dataclass(frozen=True)
class AmazonLinux:
    """A pinned image of Amazon Linux 2023: a root volume under another name than its own would keep the image's key."""

    image_id: str
    root_device: str = "/dev/xvda"


@dataclass(frozen=True)
class NodePlan:
    """One group: what its nodes are, where they stand, and what the scheduler is told of them.

    Attributes:
        spec: Name, type, count, disk, cards, and what was bought for it.
        image: A pinned image.
        subnet_ids: Where.
        labels: Kubernetes labels.
        taints: Each key=value:effect, as the kubelet takes it.
    """

    spec: Ec2NodeGroup
    image: AmazonLinux
    subnet_ids: tuple[str, ...]
    labels: Mapping[str, str]
    taints: tuple[str, ...] = ()


def node_plans(spec: Eks, *, everywhere: Sequence[str], beside: str) -> list[NodePlan]:
    """The system's nodes, then the groups.

    Args:
        spec: The cluster.
        everywhere: The nodes' subnets in all zones.
        beside: The one in the zone of the file system.
    """
    own = spec.system
    plain = Ec2NodeGroup(name=SYSTEM, instance_type=own.instance_type, nodes=own.nodes, root_volume_gib=own.root_volume_gib, efa=False)
    system = NodePlan(plain, AmazonLinux(spec.images.standard), tuple(everywhere), {"group": SYSTEM, "purpose": SYSTEM})
    return [system, *(_group(spec, group, beside) for group in spec.groups)]


def _group(spec: Eks, group: EksNodeGroup, subnet_id: str) -> NodePlan:
    """Nodes with GPUs take only pods that ask for one."""
    has_gpu = instance(group.instance_type).accelerators > 0
    return NodePlan(
        group,
        AmazonLinux(spec.images.nvidia if has_gpu else spec.images.standard),
        (subnet_id,),
        {"group": group.name, "purpose": group.purpose} | dict(label.split("=", 1) for label in group.labels),
        (f"{GPU}=true:NoSchedule",) if has_gpu else (),
    )


class EksNodes(Construct):
    """One managed group from a launch template of our own: own-key volumes, IMDSv2 that pods do not reach, no public address.

    A group of a Capacity Block starts empty: EC2 refuses launches before the block does, and `aws eks update-nodegroup-config` sets its
    size when it has started, and to nothing before it ends (docs/operations/eks.md). A later deployment leaves that size as it is, for
    CloudFormation sends what differs between two templates.
    """

    def __init__(
        self, scope: Construct, *, plan: NodePlan, eks: EksCluster, door: ClosedGroup, key: IKey, role: ServiceRole, user_data: str
    ) -> None:
        spec = plan.spec
        super().__init__(scope, f"Nodes-{spec.name}")
        ground = LaunchGround(image=plan.image, door=door, key=key, user_data=user_data)
        self.template = NodeTemplate(self, "Launch", spec=spec, ground=ground, placement_group=self._placement(spec))
        block = spec.capacity_block
        now = 0 if block else spec.nodes
        self.group = CfnNodegroup(
            self,
            "Group",
            cluster_name=eks.cluster.ref,
            nodegroup_name=spec.name,
            node_role=role.arn,
            subnets=list(plan.subnet_ids),
            capacity_type="CAPACITY_BLOCK" if block else "ON_DEMAND",
            launch_template=CfnNodegroup.LaunchTemplateSpecificationProperty(id=self.template.id, version=self.template.version),
            scaling_config=CfnNodegroup.ScalingConfigProperty(min_size=0 if block else spec.nodes, max_size=spec.nodes, desired_size=now),
            update_config=CfnNodegroup.UpdateConfigProperty(max_unavailable=1),
            node_repair_config=CfnNodegroup.NodeRepairConfigProperty(enabled=True),
            labels=dict(plan.labels),
            taints=[_taint(taint) for taint in plan.taints] or None,
        )

    def _placement(self, spec: Ec2NodeGroup) -> str | None:
        """A block brings its own placement, a reservation the group that it was made in; EFA nodes on demand ask for one."""
        if spec.capacity_block:
            return None
        if spec.reservation:
            return spec.reservation.placement_group
        has_efa = any(card.interface_type != "interface" for card in spec.network_interfaces)
        return CfnPlacementGroup(self, "SideBySide", strategy="cluster").ref if has_efa else None


def _taint(text: str) -> CfnNodegroup.TaintProperty:
    key, _, rest = text.partition("=")
    value, _, effect = rest.partition(":")
    return CfnNodegroup.TaintProperty(key=key, value=value, effect=EFFECTS[effect])
