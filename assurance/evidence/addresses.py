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

LINK_LOCAL: tuple[Network, ...] = (ip_network("169.254.0.0/16"), ip_network("fe80::/10"))
"""Addresses of the link itself, such as the resolver's and the instance's own data."""

NOWHERE = ip_network("255.255.255.255/32")
"""What the CDK writes so that EC2 adds no rule of its own; nothing is routed there."""

WIDEST_NETWORK = 8
"""A range wider than this cannot be a network's own, whatever the template says; a VPC's is at most a /16."""


def is_inside(cidr: Value, admitted: tuple[Network, ...]) -> bool:
    """Whether a range is one of the admitted or nowhere; the range of a network, by reference, is."""
    if any(reference.attribute in {"CidrBlock", "Ipv6CidrBlocks"} for reference in references(cidr)):
        return True
    network = _network(cidr)
    return network is not None and (network == NOWHERE or any(_contains(outer, network) for outer in admitted))


def is_private(cidr: Value) -> bool:
    """Whether a range is private, whosever it is."""
    return is_inside(cidr, PRIVATE)


def admitted_ranges(graph: TemplateGraph, *, comes_in: bool = False) -> tuple[Network, ...]:
    """The ranges that a security group may deal with.

    Private ones and the networks' own. Where it is known which ways in are declared, a private range beyond the networks is somebody
    else's network: then it has to be declared, and connections only come from there.
    """
    ours = tuple(ranges_of_networks(graph))
    if graph.scope.ways is None:
        return (*PRIVATE, *ours)
    declared = [cidr for way in graph.scope.ways for cidr in way.permitted] if comes_in else []
    return (*LINK_LOCAL, *ours, *declared)


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
