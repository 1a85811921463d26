"""A fixed group of training nodes, side by side on one network fabric."""

from aws_cdk import CfnAutoScalingScheduledAction, CfnUpdatePolicy
from aws_cdk.aws_autoscaling import CfnAutoScalingGroup, CfnScheduledAction
from aws_cdk.aws_ec2 import CfnPlacementGroup

from blueprint.settings import CapacityBlock, Ec2, Ec2NodeGroup
from blueprint.settings.nodes import scale_in
from constructs import Construct
from sovereign.acknowledgement import Pack, acknowledge
from sovereign.node_template import NodeGround, NodeTemplate


class EfaNodes(Construct):
    """EC2 nodes from one launch template: as many as were asked for, in one zone, with no public address.

    The group neither grows nor shrinks: training uses all of its nodes or none. It replaces a node that EC2 calls unhealthy. Nodes of a
    Capacity Block come when it starts, since EC2 refuses earlier launches, and go before EC2 ends them.
    """

    def __init__(self, scope: Construct, *, spec: Ec2NodeGroup, plan: Ec2, ground: NodeGround) -> None:
        super().__init__(scope, f"Nodes-{spec.name}")
        self.template = NodeTemplate(self, "Launch", spec=spec, ground=ground)
        block = spec.capacity_block
        waits = block is not None and block.id not in plan.running_blocks
        now = 0 if waits else spec.nodes
        self.nodes = CfnAutoScalingGroup(
            self,
            "Nodes",
            min_size=str(now),
            max_size=str(now),
            desired_capacity=str(now),
            vpc_zone_identifier=[ground.subnet_id],
            health_check_type="EC2",
            health_check_grace_period=600,
            launch_template=CfnAutoScalingGroup.LaunchTemplateSpecificationProperty(
                launch_template_id=self.template.id, version=self.template.version
            ),
            placement_group=self._placement(spec),
            tags=[CfnAutoScalingGroup.TagPropertyProperty(key="Name", value=self.template.node_name, propagate_at_launch=True)],
        )
        if block:
            self._come_and_go(block, plan, nodes=spec.nodes if waits else None)
        self._acknowledge()

    def _placement(self, spec: Ec2NodeGroup) -> str | None:
        """A block brings its own placement, a reservation the group that it was made in; on demand, the nodes ask for one."""
        if spec.capacity_block:
            return None
        if spec.reservation:
            return spec.reservation.placement_group
        return CfnPlacementGroup(self, "SideBySide", strategy="cluster").ref

    def _come_and_go(self, block: CapacityBlock, plan: Ec2, nodes: int | None) -> None:
        """Two moments at which Auto Scaling itself sets the size, which a later deployment then leaves as it is."""
        self.nodes.cfn_options.update_policy = CfnUpdatePolicy(
            auto_scaling_scheduled_action=CfnAutoScalingScheduledAction(ignore_unmodified_group_size_properties=True)
        )
        if nodes is not None:
            self._at("Starts", block.starts, nodes)
        self._at("Ends", scale_in(block.ends, plan.scale_in_minutes), 0)

    def _at(self, name: str, moment: str, nodes: int) -> None:
        CfnScheduledAction(
            self,
            name,
            auto_scaling_group_name=self.nodes.ref,
            start_time=moment,
            min_size=nodes,
            max_size=nodes,
            desired_capacity=nodes,
        )

    def _acknowledge(self) -> None:
        acknowledge(
            self.nodes,
            Pack.GUARD,
            "autoscaling_multiple_az_check",
            "autoscaling_mixed_instances_policy_multiple_instance_types_check",
            reason="One training job needs like nodes side by side in one zone: EFA and Lustre do not cross zones.",
        )
        acknowledge(
            self.nodes,
            Pack.SOLUTIONS,
            "AS3",
            reason="The group has a fixed size; each launch and end is in the audit trail, and the job's own log says which node it lost.",
        )
