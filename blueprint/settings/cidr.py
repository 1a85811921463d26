"""IPv4 ranges: reading one with a reason where it cannot be read, and finding those that overlap."""

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Interface, IPv4Network, IPv6Interface

SHORTEST_PREFIX, LONGEST_PREFIX = 16, 28
"""What a VPC and a subnet may measure (Amazon VPC guide, VPC CIDR blocks and Subnet sizing)."""

RESERVED_BY_AWS = 5
"""Addresses that AWS keeps of every subnet: the first four and the last (Amazon VPC guide, Subnet sizing)."""

PRIVATE = tuple(map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")))
"""RFC 1918, and the shared space of RFC 6598."""

SERVICE_RANGE = IPv4Network("172.17.0.0/16")
"""SageMaker and Docker use it inside their hosts (Amazon VPC guide, VPC CIDR blocks)."""


def parse(text: str) -> IPv4Network | str:
    """Read a range, or say what is allowed instead."""
    try:
        interface = IPv4Interface(text)
    except ValueError:
        if _is_ipv6(text):
            return "an IPv4 range: IPv6 is refused, for its addresses are public and only a gateway stands between"
        return "an IPv4 range such as 10.20.0.0/16"
    network = interface.network
    if "/" not in text or text.count(".") != 3 or not text.rsplit("/", 1)[1].isdecimal():
        return f"an IPv4 range with its prefix length, such as {interface.ip}/24"
    if interface.ip != network.network_address:
        return f"no address bits beyond the prefix: {network}"
    if not SHORTEST_PREFIX <= network.prefixlen <= LONGEST_PREFIX:
        return f"a prefix of /{SHORTEST_PREFIX} to /{LONGEST_PREFIX}"
    return network


def _is_ipv6(text: str) -> bool:
    try:
        IPv6Interface(text)
    except ValueError:
        return False
    return True


def enclosing(text: str) -> IPv4Network | None:
    """The range that a text means even where it has bits beyond its prefix, so that what should lie in it can still be checked."""
    try:
        network = IPv4Interface(text).network
    except ValueError:
        return None
    return network if network.prefixlen <= LONGEST_PREFIX else None


def overlapping(networks: Sequence[IPv4Network]) -> Iterator[tuple[int, int]]:
    """Pairs of positions whose ranges share an address, smaller position first.

    Two CIDR ranges are nested or apart. So in the order of their first address, wider before narrower, a range overlaps exactly those
    before it that have not ended: one sweep finds every pair.
    """
    order = sorted(range(len(networks)), key=lambda i: (int(networks[i].network_address), networks[i].prefixlen))
    still_open: list[int] = []
    for position in order:
        first = networks[position].network_address
        while still_open and networks[still_open[-1]].broadcast_address < first:
            still_open.pop()
        yield from ((min(position, other), max(position, other)) for other in still_open)
        still_open.append(position)


def usable_addresses(network: IPv4Network) -> int:
    """Addresses that a subnet leaves to its interfaces."""
    return network.num_addresses - RESERVED_BY_AWS
