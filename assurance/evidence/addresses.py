"""Address ranges: which are private, which are a network's own, which are the public internet's."""

from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import TypeAlias

from assurance.evidence.graph import TemplateGraph
from assurance.evidence.values import Value, references

Network: TypeAlias = IPv4Network | IPv6Network

PRIVATE: tuple[Network, ...] = tuple(
    ip_network(block)
    for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "fc00::/7", "fe80::/10")
)
"""RFC 1918, RFC 6598, RFC 3927, RFC 4193 and RFC 4291."""

NOWHERE = ip_network("255.255.255.255/32")
"""What the CDK writes so that EC2 adds no rule of its own; nothing is routed there."""

WIDEST_NETWORK = 8
"""A range wider than this cannot be a network's own, whatever the template says; a VPC's is at most a /16."""


def is_inside(cidr: Value, ours: tuple[Network, ...]) -> bool:
    """Whether a range is private, one of our networks' or nowhere; the range of a network, by reference, is."""
    if any(reference.attribute in {"CidrBlock", "Ipv6CidrBlocks"} for reference in references(cidr)):
        return True
    network = _network(cidr)
    return network is not None and (network == NOWHERE or any(_contains(outer, network) for outer in (*PRIVATE, *ours)))


def ranges_of_networks(graph: TemplateGraph) -> Iterator[Network]:
    """The ranges of the deployment's networks."""
    for resource in graph.of_type("AWS::EC2::VPC", "AWS::EC2::VPCCidrBlock"):
        for cidr in resource.at("CidrBlock"):
            network = _network(cidr)
            if network is not None and network.prefixlen >= WIDEST_NETWORK:
                yield network


def _contains(outer: Network, inner: Network) -> bool:
    if isinstance(outer, IPv4Network):
        return isinstance(inner, IPv4Network) and inner.subnet_of(outer)
    return isinstance(inner, IPv6Network) and inner.subnet_of(outer)


def _network(cidr: Value) -> Network | None:
    try:
        return ip_network(cidr, strict=False) if isinstance(cidr, str) else None
    except ValueError:
        return None
