"""The nodes that train."""

from aws_cdk.aws_iam import CfnInstanceProfile

from blueprint.facts.data_classes import DataClass
from blueprint.settings import Deployment, Ec2
from clusters.nodes.node import Lustre, Node
from clusters.nodes.user_data import user_data
from constructs import Construct
from sovereign.data_keys import DataKeys
from sovereign.efa_nodes import EfaNodes
from sovereign.names import log_group_name
from sovereign.node_role import node_role
from sovereign.node_template import NodeGround
from sovereign.operator_sessions import OperatorSessions
from sovereign.own_log_group import OwnLogGroup
from stacks.lake import LakeStack
from stacks.network import NetworkStack
from stacks.part_stack import PartStack


class TrainingStack(PartStack):
    """EC2 nodes beside the lake's file system."""

    def __init__(
        self,
        scope: Construct,
        *,
        deployment: Deployment,
        spec: Ec2,
        zone: str,
        keys: DataKeys,
        network: NetworkStack,
        lake: LakeStack,
        sessions: OperatorSessions | None,
    ) -> None:
        super().__init__(scope, "training", deployment=deployment, description="Training nodes with EFA beside Lustre")
        self.log_group = OwnLogGroup(
            self,
            "LogGroup",
            name=log_group_name(deployment.name, "nodes"),
            key=keys[DataClass.LOGS],
            retention_days=deployment.audit.log_retention_days,
        )
        role = node_role(
            self,
            "Role",
            deployment=deployment.name,
            keys=keys,
            file_system_arn=lake.lustre.arn,
            sessions_key=sessions.key if sessions else None,
        )
        profile = CfnInstanceProfile(self, "Profile", roles=[role.role.role_name])
        file_system = Lustre(lake.lustre.dns_name, lake.lustre.mount_name, deployment.lake.lustre.efa)
        for group in spec.groups:
            ground = NodeGround(
                image=spec,
                subnet_id=network.vpc.tiers["nodes"].subnet_in(zone).attr_subnet_id,
                door=network.nodes,
                key=keys[DataClass.VOLUMES],
                profile=profile,
                user_data=user_data(Node(group.instance_type, efa=group.efa, lustre=file_system)),
            )
            EfaNodes(self, spec=group, plan=spec, ground=ground)
