"""The group in which nodes talk EFA to each other."""

from constructs import Construct
from sovereign.security_group import ALL, ClosedGroup


class EfaSecurityGroup(ClosedGroup):
    """Lets the nodes of one cluster talk EFA to each other.

    EFA checks the group, not addresses: both rules name this group itself, and an egress rule to an address range does not
    satisfy it (EC2 User Guide, Prepare an EFA-enabled security group).
    """

    def __init__(self, scope: Construct, construct_id: str, *, vpc_id: str) -> None:
        super().__init__(scope, construct_id, vpc_id=vpc_id, description="Nodes of one cluster: EFA within, HTTPS to the endpoints")
        self.talks_to(self, ALL, why="EFA among the nodes")
