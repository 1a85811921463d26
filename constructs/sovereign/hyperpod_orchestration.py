"""What shares the nodes of a HyperPod cluster out: Slurm of its own, or a Kubernetes cluster that is there."""

from collections.abc import Sequence
from typing import Any, Protocol

from aws_cdk.aws_sagemaker import CfnCluster

from blueprint.settings import HyperPod, HyperPodGroup, Slurm

Storage = CfnCluster.ClusterInstanceStorageConfigProperty


class Orchestration(Protocol):
    """What the two differ in."""

    def of_cluster(self) -> dict[str, Any]:
        """Properties of the cluster."""

    def of_group(self, group: HyperPodGroup) -> dict[str, Any]:
        """Properties of one group, beside its storage."""

    def storage(self) -> Sequence[Storage]:
        """What every node has beside its own disks."""


class UnderSlurm:
    """HyperPod's own Slurm; every node has the lake.

    Args:
        spec: The cluster.
        slurm: The model that says which partition a group is in.
        lustre: The file system's DNS name and mount name, and where it is mounted.
    """

    def __init__(self, spec: HyperPod, slurm: Slurm, lustre: tuple[str, str, str]) -> None:
        self._spec, self._lustre = spec, lustre
        self._partitions = {group: partition.name for partition in slurm.partitions for group in partition.groups}

    def of_cluster(self) -> dict[str, Any]:
        """The strategy, and the accounting's database."""
        strategy, database = self._spec.slurm_strategy, self._spec.accounting
        return {
            "orchestrator": CfnCluster.OrchestratorProperty(
                slurm=CfnCluster.ClusterOrchestratorSlurmConfigProperty(
                    slurm_config_strategy=strategy.capitalize() if strategy else None,
                    accounting_database=CfnCluster.ClusterAccountingDatabaseProperty(
                        endpoint=database.endpoint, port=database.port, name=database.database, secret_arn=database.secret
                    )
                    if database
                    else None,
                )
            )
        }

    def of_group(self, group: HyperPodGroup) -> dict[str, Any]:
        """What the nodes are to Slurm, and in which partition."""
        partition = self._partitions.get(group.name)
        names = [partition] if partition else None
        return {"slurm_config": CfnCluster.ClusterSlurmConfigProperty(node_type=group.role.capitalize(), partition_names=names)}

    def storage(self) -> Sequence[Storage]:
        """The lake, which HyperPod mounts."""
        dns_name, mount_name, path = self._lustre
        return [
            Storage(fsx_lustre_config=CfnCluster.ClusterFsxLustreConfigProperty(dns_name=dns_name, mount_name=mount_name, mount_path=path))
        ]


class UnderKubernetes:
    """Nodes of an EKS cluster; its pods mount the lake by the CSI driver.

    Args:
        spec: The cluster.
        cluster_arn: The EKS cluster's.
        scaling_role: The role with which HyperPod's Karpenter adds and takes away nodes; None where it does not.
    """

    def __init__(self, spec: HyperPod, cluster_arn: str, scaling_role: str | None) -> None:
        self._spec, self._cluster_arn, self._scaling_role = spec, cluster_arn, scaling_role

    def of_cluster(self) -> dict[str, Any]:
        """The cluster, scaling and the tier of checkpoints in memory."""
        percent = self._spec.tiered_checkpoints_percent
        tiers = CfnCluster.TieredStorageConfigProperty(mode="Enable", instance_memory_allocation_percentage=percent) if percent else None
        made: dict[str, Any] = {
            "orchestrator": CfnCluster.OrchestratorProperty(
                eks=CfnCluster.ClusterOrchestratorEksConfigProperty(cluster_arn=self._cluster_arn)
            ),
            "tiered_storage_config": tiers,
        }
        if self._scaling_role:
            scaling = CfnCluster.ClusterAutoScalingConfigProperty(mode="Enable", auto_scaler_type="Karpenter")
            made |= {"auto_scaling": scaling, "cluster_role": self._scaling_role}
        return made

    def of_group(self, group: HyperPodGroup) -> dict[str, Any]:
        """Labels and taints of its nodes."""
        if not (group.labels or group.taints):
            return {}
        taints = [_taint(text) for text in group.taints]
        labels = dict(text.split("=", 1) for text in group.labels)
        return {"kubernetes_config": CfnCluster.ClusterKubernetesConfigProperty(labels=labels or None, taints=taints or None)}

    def storage(self) -> Sequence[Storage]:
        """Nothing: volumes are the pods'."""
        return []


def _taint(text: str) -> CfnCluster.ClusterKubernetesTaintProperty:
    written, _, effect = text.rpartition(":")
    key, _, value = written.partition("=")
    return CfnCluster.ClusterKubernetesTaintProperty(key=key, value=value, effect=effect)
