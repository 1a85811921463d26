"""Attacks on `no_way_out`: IPv6, whose addresses are public wherever they stand."""

from assurance.evidence.mutations.draft import Draft
from assurance.evidence.mutations.no_way_out.shared import SUBNET, VPC, register

TEMPLATE = "AWS::EC2::LaunchTemplate"


@register
def ipv6_range_from_amazon(draft: Draft) -> None:
    """A range of public IPv6 addresses for the network."""
    network = draft.first(VPC)
    network.beside("AWS::EC2::VPCCidrBlock", VpcId=network.ref, AmazonProvidedIpv6CidrBlock=True)


@register
def ipv6_for_every_interface(draft: Draft) -> None:
    """A subnet that gives each interface an IPv6 address."""
    draft.first(SUBNET).properties["AssignIpv6AddressOnCreation"] = True


@register
def ipv6_subnet(draft: Draft) -> None:
    """A subnet with an IPv6 range."""
    draft.first(SUBNET).properties["Ipv6CidrBlock"] = "2001:db8:1234:1a00::/64"


@register
def ipv6_for_the_nodes(draft: Draft) -> None:
    """Nodes that ask for an IPv6 address each."""
    draft.first(TEMPLATE).properties["LaunchTemplateData"]["NetworkInterfaces"][0]["Ipv6AddressCount"] = 1
