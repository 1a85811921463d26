"""What a line to another network opens here: the way back to its ranges, and HTTPS from them."""

from collections.abc import Sequence
from dataclasses import dataclass

from aws_cdk.aws_ec2 import CfnRoute, CfnSecurityGroupIngress

from constructs import Construct, IDependable
from sovereign.isolated_vpc import Tier


@dataclass(frozen=True)
class Hearer:
    """A tier of subnets that a line may reach, and the group there that hears HTTPS from it."""

    tier: Tier
    group_id: str


class Line(Construct):
    """Static routes from named tiers to the permitted ranges, and a rule for HTTPS from each range: nothing is taken over from the far end.

    Exactly one of `virtual_gateway` and `transit_gateway` leads there.

    Attributes:
        routes: For those who must wait for them.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        cidrs: Sequence[str],
        hearers: Sequence[Hearer],
        after: IDependable,
        virtual_gateway: str | None = None,
        transit_gateway: str | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        self.routes: list[CfnRoute] = []
        for hearer in hearers:
            place = hearer.tier.name.capitalize()
            for cidr in cidrs:
                name = cidr.replace(".", "x").replace("/", "s")
                route = CfnRoute(
                    self,
                    f"{place}To{name}",
                    route_table_id=hearer.tier.route_table.attr_route_table_id,
                    destination_cidr_block=cidr,
                    gateway_id=virtual_gateway,
                    transit_gateway_id=transit_gateway,
                )
                route.node.add_dependency(after)
                self.routes.append(route)
                CfnSecurityGroupIngress(
                    self,
                    f"{place}From{name}",
                    group_id=hearer.group_id,
                    ip_protocol="tcp",
                    from_port=443,
                    to_port=443,
                    cidr_ip=cidr,
                    description=f"HTTPS to the {hearer.tier.name} from a declared range",
                )
