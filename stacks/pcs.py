"""A Slurm cluster whose controller AWS runs."""

from blueprint.facts.data_classes import DataClass
from blueprint.settings import Deployment, Pcs, Slurm
from clusters.pcs.nodes import arguments, scripts_of
from clusters.pcs.settings import settings
from constructs import Construct
from sovereign.data_keys import DataKeys
from sovereign.names import log_group_name
from sovereign.node_template import NodeGround
from sovereign.operator_sessions import OperatorSessions
from sovereign.own_log_group import OwnLogGroup
from sovereign.pcs_cluster import PcsCluster
from sovereign.pcs_logs import PcsLogs
from sovereign.pcs_nodes import PcsNodes, pcs_queue
from sovereign.pcs_profile import LOG_GROUP, pcs_profile
from sovereign.pcs_scripts import PcsScripts
from stacks.lake import LakeStack
from stacks.network import NetworkStack
from stacks.part_stack import PartStack


class PcsStack(PartStack):
    """AWS PCS: cluster, groups of nodes and queues, beside the lake's file system."""

    def __init__(
        self,
        scope: Construct,
        *,
        deployment: Deployment,
        spec: Pcs,
        slurm: Slurm,
        keys: DataKeys,
        network: NetworkStack,
        lake: LakeStack,
        sessions: OperatorSessions | None,
    ) -> None:
        super().__init__(scope, "pcs", deployment=deployment, description="A Slurm cluster of AWS PCS beside Lustre")
        name, kept_days = deployment.name, deployment.audit.log_retention_days
        subnet_id = network.vpc.tiers["nodes"].subnet_in(deployment.lake.lustre.zone).attr_subnet_id
        told = settings(slurm, spec)
        self.cluster = PcsCluster(
            self,
            "Slurm",
            deployment=name,
            spec=spec,
            settings=told,
            vpc_id=network.vpc.vpc_id,
            subnet_id=subnet_id,
            nodes=network.nodes,
        )
        PcsLogs(
            self, "Logs", deployment=name, cluster_arn=self.cluster.cluster.attr_arn, key=keys[DataClass.LOGS], retention_days=kept_days
        )
        OwnLogGroup(self, "LogGroup", name=log_group_name(name, LOG_GROUP), key=keys[DataClass.LOGS], retention_days=kept_days)
        scripts = PcsScripts(self, "Scripts", deployment=name, by_group=scripts_of(spec, lustre_efa=deployment.lake.lustre.efa))
        profile = pcs_profile(
            self,
            deployment=name,
            cluster=self.cluster.cluster,
            keys=keys,
            file_system_arn=lake.lustre.arn,
            sessions_key=sessions.key if sessions else None,
            scripts=scripts,
        )
        ground = NodeGround(image=spec, subnet_id=subnet_id, door=network.nodes, key=keys[DataClass.VOLUMES], profile=profile)
        told_at_boot = arguments(lake.lustre.dns_name, lake.lustre.mount_name)
        self.groups = {
            group.name: PcsNodes(
                self,
                spec=group,
                within=self.cluster,
                settings=told,
                ground=ground,
                actions=scripts.actions(group.name, told_at_boot),
            )
            for group in (*spec.groups, *([spec.login] if spec.login else []))
        }
        for partition in slurm.partitions:
            pcs_queue(self, partition, told, self.cluster, self.groups)
