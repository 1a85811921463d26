"""The way from the nodes to a database that stands in the same network."""

from aws_cdk.aws_ec2 import CfnSecurityGroupEgress, CfnSecurityGroupIngress

from blueprint.settings.hyperpod import Accounting
from constructs import Construct
from sovereign.security_group import ClosedGroup


class AccountingWay(Construct):
    """Opens the database's port from the nodes' group to the database's, and nothing beside it."""

    def __init__(self, scope: Construct, construct_id: str, *, database: Accounting, nodes: ClosedGroup) -> None:
        super().__init__(scope, construct_id)
        traffic = {"ip_protocol": "tcp", "from_port": database.port, "to_port": database.port, "description": "Slurm's accounting"}
        CfnSecurityGroupEgress(
            self,
            "Out",
            group_id=nodes.group_id,
            destination_security_group_id=database.security_group,
            **traffic,  # type: ignore[arg-type]
        )
        CfnSecurityGroupIngress(
            self,
            "In",
            group_id=database.security_group,
            source_security_group_id=nodes.group_id,
            **traffic,  # type: ignore[arg-type]
        )
