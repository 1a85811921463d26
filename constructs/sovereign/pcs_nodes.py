"""Nodes of a PCS cluster: one group of like ones, and the queues that run on groups."""

from collections.abc import Mapping

from aws_cdk.aws_ec2 import CfnPlacementGroup
from aws_cdk.aws_pcs import CfnComputeNodeGroup, CfnQueue

from blueprint.settings import NodeGroup, Partition, PcsNodeGroup
from constructs import Construct
from sovereign.node_template import NodeGround, NodeTemplate
from sovereign.pcs_cluster import PcsCluster
from sovereign.pcs_settings import SlurmSettings, written


class PcsNodes(Construct):
    """Nodes that PCS starts from our launch template: as many as the queues need, or all the time where they are bought.

    Attributes:
        template: The launch template; the group takes its newest version, so that a changed image or script reaches the next node.
        group: The node group.
    """

    def __init__(
        self,
        scope: Construct,
        *,
        spec: NodeGroup,
        within: PcsCluster,
        settings: SlurmSettings,
        ground: NodeGround,
        actions: CfnComputeNodeGroup.NodeLifecycleActionsProperty,
    ) -> None:
        super().__init__(scope, f"Nodes-{spec.name}")
        self.template = NodeTemplate(self, "Launch", spec=spec, ground=ground, placement_group=self._side_by_side(spec))
        self.group = CfnComputeNodeGroup(
            self,
            "Group",
            name=spec.name,
            cluster_id=within.cluster.attr_id,
            ami_id=ground.image.image_id,
            iam_instance_profile_arn=ground.profile.attr_arn,
            instance_configs=[CfnComputeNodeGroup.InstanceConfigProperty(instance_type=spec.instance_type)],
            custom_launch_template=CfnComputeNodeGroup.CustomLaunchTemplateProperty(
                template_id=self.template.id, version=self.template.version
            ),
            purchase_option="CAPACITY_BLOCK" if isinstance(spec, PcsNodeGroup) and spec.capacity_block else "ONDEMAND",
            scaling_configuration=CfnComputeNodeGroup.ScalingConfigurationProperty(
                min_instance_count=spec.standing_nodes if isinstance(spec, PcsNodeGroup) else spec.nodes, max_instance_count=spec.nodes
            ),
            subnet_ids=[ground.subnet_id],
            slurm_configuration=_told(settings, spec.name),
            node_lifecycle_actions=actions,
        )

    def _side_by_side(self, spec: NodeGroup) -> str | None:
        """On-demand nodes that run jobs ask for a place beside each other; a block brings one, a reservation was made in one or in none."""
        if not isinstance(spec, PcsNodeGroup) or spec.capacity_block:
            return None
        if spec.reservation:
            return spec.reservation.placement_group
        return CfnPlacementGroup(self, "SideBySide", strategy="cluster").ref if spec.nodes > 1 else None


def _told(settings: SlurmSettings, group: str) -> CfnComputeNodeGroup.SlurmConfigurationProperty | None:
    """PCS derives a record of gres.conf from the type and merges ours with it, so that the GPU has the name that jobs ask for."""
    if group not in settings.node_groups:
        return None
    return CfnComputeNodeGroup.SlurmConfigurationProperty(
        slurm_custom_settings=written(CfnComputeNodeGroup.SlurmCustomSettingProperty, settings.node_groups[group]),
        gres_custom_settings=[dict(settings.gres[group])] if group in settings.gres else None,
    )


def pcs_queue(
    scope: Construct, partition: Partition, settings: SlurmSettings, within: PcsCluster, groups: Mapping[str, PcsNodes]
) -> CfnQueue:
    """The queue of a partition, over its groups of nodes."""
    return CfnQueue(
        scope,
        f"Queue-{partition.name}",
        name=partition.name,
        cluster_id=within.cluster.attr_id,
        compute_node_group_configurations=[
            CfnQueue.ComputeNodeGroupConfigurationProperty(compute_node_group_id=groups[name].group.attr_id) for name in partition.groups
        ],
        slurm_configuration=CfnQueue.SlurmConfigurationProperty(
            slurm_custom_settings=written(CfnQueue.SlurmCustomSettingProperty, settings.queues[partition.name])
        ),
    )
