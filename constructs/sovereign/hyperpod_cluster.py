"""A SageMaker HyperPod cluster."""

from collections.abc import Mapping
from dataclasses import dataclass

from aws_cdk.aws_kms import IKey
from aws_cdk.aws_sagemaker import CfnCluster

from blueprint.settings import HyperPod, HyperPodGroup
from blueprint.settings.hyperpod import Patching
from constructs import Construct
from sovereign.acknowledgement import Pack, acknowledge
from sovereign.hyperpod_orchestration import Orchestration
from sovereign.names import hyperpod_cluster_name
from sovereign.script_folder import ScriptFolder
from sovereign.security_group import ClosedGroup


@dataclass(frozen=True)
class Place:
    """Where the nodes stand.

    Attributes:
        subnet_id: The nodes' subnet: one, for EFA and Lustre do not cross zones.
        nodes: The nodes' security group.
        key: Closes the nodes' volumes.
    """

    subnet_id: str
    nodes: ClosedGroup
    key: IKey


@dataclass(frozen=True)
class Start:
    """How a node comes up.

    Attributes:
        scripts: The lifecycle scripts.
        entry: The one among them that HyperPod starts.
        roles: The execution role's ARN, by what the node is.
    """

    scripts: ScriptFolder
    entry: str
    roles: Mapping[str, str]


class HyperPodCluster(Construct):
    """Groups of nodes in one zone, with both volumes under our key.

    The root volume takes a key only as an entry of its own without a size; the second entry is the disk at /opt/sagemaker (API reference,
    ClusterEbsVolumeConfig). Without continuous provisioning HyperPod takes no key, and the second disk is left out.

    Attributes:
        cluster: The cluster.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, deployment: str, spec: HyperPod, place: Place, start: Start, under: Orchestration
    ) -> None:
        super().__init__(scope, construct_id)
        self._spec, self._place, self._start, self._under = spec, place, start, under
        self.cluster = CfnCluster(
            self,
            "Cluster",
            cluster_name=hyperpod_cluster_name(deployment),
            vpc_config=CfnCluster.VpcConfigProperty(security_group_ids=[place.nodes.group_id], subnets=[place.subnet_id]),
            instance_groups=[self._group(group) for group in spec.groups],
            node_recovery=spec.node_recovery.capitalize(),
            node_provisioning_mode="Continuous" if self._is_continuous else None,
            **under.of_cluster(),
        )
        if spec.image_release:
            acknowledge(
                self.cluster,
                Pack.CLOUDFORMATION,
                "F3002",
                reason="The CDK's copy of the registry is older than ImageReleaseVersion; cfn-lint, a scanner here, checks all names.",
            )

    @property
    def _is_continuous(self) -> bool:
        return self._spec.provisioning == "continuous"

    def _group(self, group: HyperPodGroup) -> CfnCluster.ClusterInstanceGroupProperty:
        start = self._start
        return CfnCluster.ClusterInstanceGroupProperty(
            instance_group_name=group.name,
            instance_type=group.instance_type,
            instance_count=group.nodes,
            min_instance_count=group.minimum_nodes,
            execution_role=start.roles[group.role],
            image_id=self._spec.image_id,
            image_release_version=self._spec.image_release,
            life_cycle_config=CfnCluster.ClusterLifeCycleConfigProperty(source_s3_uri=start.scripts.uri, on_create=start.entry),
            threads_per_core=group.threads_per_core,
            training_plan_arn=group.training_plan,
            on_start_deep_health_checks=list(group.deep_health_checks) or None,
            instance_storage_configs=[*self._volumes(group), *self._under.storage()],
            scheduled_update_config=scheduled(self._spec.patching) if self._spec.patching else None,
            **self._under.of_group(group),
        )

    def _volumes(self, group: HyperPodGroup) -> list[CfnCluster.ClusterInstanceStorageConfigProperty]:
        if not self._is_continuous:
            return []
        key = self._place.key.key_arn
        root = CfnCluster.ClusterEbsVolumeConfigProperty(root_volume=True, volume_kms_key_id=key)
        data = CfnCluster.ClusterEbsVolumeConfigProperty(root_volume=False, volume_size_in_gb=group.data_volume_gib, volume_kms_key_id=key)
        return [CfnCluster.ClusterInstanceStorageConfigProperty(ebs_volume_config=volume) for volume in (root, data)]


def scheduled(patching: Patching) -> CfnCluster.ScheduledUpdateConfigProperty:
    """Some nodes at a time, and back again where an alarm says so."""
    batch = CfnCluster.CapacitySizeConfigProperty(type="CAPACITY_PERCENTAGE", value=patching.nodes_at_a_time_percent)
    alarms = [CfnCluster.AlarmDetailsProperty(alarm_name=alarm) for alarm in patching.stop_alarms]
    return CfnCluster.ScheduledUpdateConfigProperty(
        schedule_expression=patching.schedule,
        deployment_config=CfnCluster.DeploymentConfigProperty(
            rolling_update_policy=CfnCluster.RollingUpdatePolicyProperty(maximum_batch_size=batch, rollback_maximum_batch_size=batch),
            wait_interval_in_seconds=patching.wait_s,
            auto_rollback_configuration=alarms or None,
        ),
    )
