"""A network with no way out."""

from collections.abc import Sequence
from dataclasses import dataclass

from aws_cdk import Stack, Tags
from aws_cdk.aws_ec2 import CfnRouteTable, CfnSubnet, CfnSubnetRouteTableAssociation, CfnVPC

from blueprint.facts.regions import region as region_row
from constructs import Construct
from sovereign.acknowledgement import Pack, acknowledge


@dataclass(frozen=True)
class Tier:
    """The subnets of one purpose, in the order of the zones."""

    name: str
    cidrs: tuple[str, ...]
    subnets: tuple[CfnSubnet, ...]
    route_table: CfnRouteTable

    @property
    def subnet_ids(self) -> list[str]:
        """The subnets' ids."""
        return [subnet.attr_subnet_id for subnet in self.subnets]

    def subnet_in(self, zone: str) -> CfnSubnet:
        """The subnet of one zone."""
        return next(subnet for subnet in self.subnets if subnet.availability_zone == zone)


class IsolatedVpc(Construct):
    """Private subnets and nothing else: no internet gateway, no NAT, no public address; a route table a tier, with the local route alone.

    The zones are given, never looked up: two accounts see different zones under one name, and synthesis asks AWS nothing.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, deployment: str, cidr: str, zones: Sequence[str], tiers: dict[str, Sequence[str]]
    ) -> None:
        super().__init__(scope, construct_id)
        self.vpc = CfnVPC(self, "Vpc", cidr_block=cidr, enable_dns_support=True, enable_dns_hostnames=True, instance_tenancy="default")
        Tags.of(self.vpc).add("Name", deployment)
        self.cidr = cidr
        self.tiers = {name: self._tier(deployment, name, zones, cidrs) for name, cidrs in tiers.items()}
        acknowledge(
            self.vpc,
            Pack.NIST,
            "VPCDefaultSecurityGroupClosed",
            reason="ClosedDefaultGroup empties it and keeps it so; the rule knows only the CDK's function, which runs outside the network.",
        )

    @property
    def vpc_id(self) -> str:
        """The network's id."""
        return self.vpc.attr_vpc_id

    def _tier(self, deployment: str, name: str, zones: Sequence[str], cidrs: Sequence[str]) -> Tier:
        table = CfnRouteTable(self, f"{name.capitalize()}Routes", vpc_id=self.vpc_id)
        Tags.of(table).add("Name", f"{deployment}-{name}")
        subnets = tuple(
            self._subnet(f"{deployment}-{name}-{zone}", f"{name.capitalize()}{index}", zone, cidr, table)
            for index, (zone, cidr) in enumerate(zip(zones, cidrs, strict=True), 1)
        )
        return Tier(name, tuple(cidrs), subnets, table)

    def _subnet(self, label: str, construct_id: str, zone: str, cidr: str, table: CfnRouteTable) -> CfnSubnet:
        subnet = CfnSubnet(self, construct_id, vpc_id=self.vpc_id, availability_zone=zone, cidr_block=cidr, map_public_ip_on_launch=False)
        Tags.of(subnet).add("Name", label)
        if region_row(Stack.of(self).region).services_known:  # the rule knows no zone where the schemas are not known
            acknowledge(
                subnet,
                Pack.CLOUDFORMATION,
                "W3010",
                reason="The deployment file names its zones: which one holds the capacity block is not a matter of chance.",
            )
        CfnSubnetRouteTableAssociation(
            self, f"{construct_id}Routes", subnet_id=subnet.attr_subnet_id, route_table_id=table.attr_route_table_id
        )
        return subnet
