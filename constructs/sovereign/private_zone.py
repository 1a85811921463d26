"""Names that only this network, and those that come in by a line, can ask for."""

from collections.abc import Sequence

from aws_cdk import Stack
from aws_cdk.aws_ec2 import CfnSecurityGroupIngress
from aws_cdk.aws_elasticloadbalancingv2 import CfnLoadBalancer
from aws_cdk.aws_route53 import CfnHostedZone, CfnRecordSet
from aws_cdk.aws_route53resolver import CfnResolverEndpoint

from constructs import Construct
from sovereign.isolated_vpc import Tier
from sovereign.security_group import ClosedGroup

DNS = 53
SERVICE = "service"
"""The balancer's label in the zone."""


def zone_names(zone: str) -> tuple[str, ...]:
    """What the DNS firewall has to answer of a zone. The network's own resolver answers all of it and asks nobody else."""
    return zone, f"*.{zone}"


class PrivateZone(Construct):
    """A private hosted zone of this network; with a balancer, its name in it."""

    def __init__(self, scope: Construct, construct_id: str, *, name: str, vpc_id: str, balancer: CfnLoadBalancer | None) -> None:
        super().__init__(scope, construct_id)
        zone = CfnHostedZone(self, "Zone", name=name, vpcs=[CfnHostedZone.VPCProperty(vpc_id=vpc_id, vpc_region=Stack.of(self).region)])
        if balancer:
            CfnRecordSet(
                self,
                "Balancer",
                hosted_zone_id=zone.attr_id,
                name=f"{SERVICE}.{name}",
                type="A",
                alias_target=CfnRecordSet.AliasTargetProperty(
                    dns_name=balancer.attr_dns_name, hosted_zone_id=balancer.attr_canonical_hosted_zone_id, evaluate_target_health=False
                ),
            )


class InboundResolver(Construct):
    """Where the far end of a line asks for names here: the zone's, and the private names of the interface endpoints.

    It answers and asks nobody: a rule or an endpoint for what goes out does not exist. What it answers, the DNS firewall decides, for its
    questions come to the network's resolver as everybody's do (Route 53 guide, How Resolver DNS Firewall works).
    """

    def __init__(self, scope: Construct, construct_id: str, *, deployment: str, vpc_id: str, tier: Tier, cidrs: Sequence[str]) -> None:
        super().__init__(scope, construct_id)
        group = ClosedGroup(self, "Resolver", vpc_id=vpc_id, description="Inbound resolver: DNS from declared ranges")
        for cidr in cidrs:
            for protocol in ("tcp", "udp"):
                rule = CfnSecurityGroupIngress(
                    self,
                    f"{protocol.capitalize()}From{cidr.replace('.', 'x').replace('/', 's')}",
                    group_id=group.group_id,
                    ip_protocol=protocol,
                    from_port=DNS,
                    to_port=DNS,
                    cidr_ip=cidr,
                    description="DNS from a declared range",
                )
                group.rules.append(rule)
        self.endpoint = CfnResolverEndpoint(
            self,
            "Endpoint",
            name=f"{deployment}-inbound",
            direction="INBOUND",
            resolver_endpoint_type="IPV4",
            protocols=["Do53"],
            security_group_ids=[group.group_id],
            ip_addresses=[CfnResolverEndpoint.IpAddressRequestProperty(subnet_id=subnet) for subnet in tier.subnet_ids],
        )
