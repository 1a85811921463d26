"""A security group that starts closed: in, out, and for the group itself."""

from collections.abc import Sequence
from typing import Any

from aws_cdk.aws_ec2 import CfnSecurityGroup, CfnSecurityGroupEgress, CfnSecurityGroupIngress

from constructs import Construct
from sovereign.acknowledgement import Pack, acknowledge

NOWHERE = CfnSecurityGroup.EgressProperty(
    ip_protocol="icmp",
    from_port=252,
    to_port=86,
    cidr_ip="255.255.255.255/32",
    description="Nowhere: with no rule at all EC2 would add one to everywhere",
)
Ports = tuple[int, int]
"""First and last TCP port."""

HTTPS: Ports = (443, 443)
ALL: Ports = (-1, -1)
"""Every protocol and port, which EFA asks for."""

BY_GROUP = "The source is a security group and no address: EFA asks for all traffic between the members of two groups."

Rule = CfnSecurityGroupIngress | CfnSecurityGroupEgress


class ClosedGroup(Construct):
    """A security group to which rules are added one by one, each its own resource, so that two groups may name each other.

    Attributes:
        rules: Every rule that names this group, for those who must wait for them.
    """

    def __init__(self, scope: Construct, construct_id: str, *, vpc_id: str, description: str) -> None:
        super().__init__(scope, construct_id)
        self.group = CfnSecurityGroup(self, "Group", vpc_id=vpc_id, group_description=description, security_group_egress=[NOWHERE])
        self.rules: list[Rule] = []

    @property
    def group_id(self) -> str:
        """The group's id."""
        return self.group.attr_group_id

    def talks_to(self, other: "ClosedGroup", *ports: Ports, why: str, recorded_in: Construct | None = None) -> None:
        """Opens `ports` from this group to `other`, which may be itself: the way out here and the way in there.

        Args:
            other: The group to reach.
            *ports: What to open.
            why: Becomes the rules' description.
            recorded_in: Where the rules stand; by default with this group. A later stack keeps the rules it needs itself,
                so that an earlier one never depends on it.
        """
        scope = recorded_in or self
        for first, last in ports:
            name = f"{self.node.id}To{other.node.id}{'All' if (first, last) == ALL else first}"
            out = CfnSecurityGroupEgress(
                scope, f"{name}Out", group_id=self.group_id, destination_security_group_id=other.group_id, **_traffic(first, last, why)
            )
            into = CfnSecurityGroupIngress(
                scope, f"{name}In", group_id=other.group_id, source_security_group_id=self.group_id, **_traffic(first, last, why)
            )
            if (first, last) == ALL:
                acknowledge(into, Pack.NIST, "EC2RestrictedCommonPorts", reason=BY_GROUP)
            for group in {self, other}:
                group.rules += [out, into]

    def talks_to_addresses(self, cidrs: Sequence[str], *ports: Ports, why: str) -> None:
        """Opens `ports` to address ranges."""
        for cidr in cidrs:
            for first, last in ports:
                self.rules.append(
                    CfnSecurityGroupEgress(
                        self, f"To{_id(cidr)}Port{first}", group_id=self.group_id, cidr_ip=cidr, **_traffic(first, last, why)
                    )
                )

    def hears_addresses(self, cidrs: Sequence[str], *ports: Ports, why: str) -> None:
        """Opens `ports` from address ranges of this network."""
        for cidr in cidrs:
            for first, last in ports:
                self.rules.append(
                    CfnSecurityGroupIngress(
                        self, f"From{_id(cidr)}Port{first}", group_id=self.group_id, cidr_ip=cidr, **_traffic(first, last, why)
                    )
                )


def _traffic(first: int, last: int, why: str) -> dict[str, Any]:
    if (first, last) == ALL:
        return {"ip_protocol": "-1", "description": why}
    return {"ip_protocol": "tcp", "from_port": first, "to_port": last, "description": why}


def _id(cidr: str) -> str:
    return cidr.replace(".", "x").replace("/", "s")
