"""A Slurm controller that AWS runs, and the ways between it and the nodes."""

from aws_cdk.aws_pcs import CfnCluster

from blueprint.facts.slurm_ports import slurm_ports
from blueprint.settings import Pcs
from constructs import Construct
from sovereign.pcs_settings import SlurmSettings, written
from sovereign.security_group import ClosedGroup


class PcsCluster(Construct):
    """The cluster: its controller stands in the service's account and reaches in by one network interface, in a group of its own.

    Its secret, with which nodes and controller know each other, is made and kept by the service: the API takes none of ours, and no key.

    Attributes:
        cluster: The cluster.
        controller: The group of the controller's interface, with the rules both ways.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        deployment: str,
        spec: Pcs,
        settings: SlurmSettings,
        vpc_id: str,
        subnet_id: str,
        nodes: ClosedGroup,
    ) -> None:
        super().__init__(scope, construct_id)
        ports = slurm_ports()
        self.controller = ClosedGroup(self, "Controller", vpc_id=vpc_id, description="The interface of the Slurm controller that AWS runs")
        self.controller.talks_to(
            nodes, ports["slurmd"].both, ports["srun"].both, why="The controller to slurmd, and to an srun that waits", recorded_in=self
        )
        nodes.talks_to(
            self.controller,
            ports["slurmctld"].both,
            ports["slurmdbd"].both,
            why="Nodes to the controller and to its account of jobs",
            recorded_in=self,
        )
        self.cluster = CfnCluster(
            self,
            "Cluster",
            name=deployment,
            size=spec.size,
            scheduler=CfnCluster.SchedulerProperty(type="SLURM", version=spec.slurm_version),
            networking=CfnCluster.NetworkingProperty(
                subnet_ids=[subnet_id], security_group_ids=[self.controller.group_id], network_type="IPV4"
            ),
            slurm_configuration=CfnCluster.SlurmConfigurationProperty(
                scale_down_idle_time_in_seconds=spec.scale_down_idle_s,
                accounting=_accounting(spec),
                slurm_custom_settings=written(CfnCluster.SlurmCustomSettingProperty, settings.cluster),
                cgroup_custom_settings=written(CfnCluster.CgroupCustomSettingProperty, settings.cgroup),
                slurmdbd_custom_settings=written(CfnCluster.SlurmdbdCustomSettingProperty, settings.slurmdbd),
            ),
        )
        # A node that starts before its rules would be down before it was ever up.
        for rule in self.controller.rules:
            self.cluster.add_resource_dependency(rule)


def _accounting(spec: Pcs) -> CfnCluster.AccountingProperty:
    kept = spec.accounting
    days = kept.purge_days if kept.mode == "STANDARD" else None
    return CfnCluster.AccountingProperty(mode=kept.mode, default_purge_time_in_days=days)
