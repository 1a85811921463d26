"""Subnets: one a zone and tier, inside the network, apart from each other, large enough for what lies in them."""

from collections.abc import Iterator
from ipaddress import IPv4Network

from blueprint.facts.endpoints import interface_endpoints
from blueprint.settings import cidr
from blueprint.settings.draft import Draft
from blueprint.settings.problems import Problem, shown
from blueprint.settings.rules.groups import groups
from blueprint.settings.rules.place import region_of

TIERS = ("nodes", "endpoints")

FILE_SERVERS = 16
"""Addresses kept for the file system's servers, which take one each; AWS publishes no count by size, so this is a margin."""


def one_a_zone(draft: Draft) -> Iterator[Problem]:
    """Every tier has as many subnets as the network has zones."""
    zones = draft.length("network.zones")
    for tier in TIERS:
        count = draft.length(f"network.subnets.{tier}")
        if zones is not None and count is not None and count != zones:
            yield Problem(f"network.subnets.{tier}", f"{count} subnets", f"{zones}, one a zone in the order of network.zones")


def each_fits(draft: Draft) -> Iterator[Problem]:
    """Each subnet can be read, lies in the network and holds its tier's addresses."""
    outer = cidr.enclosing(draft.text("network.cidr") or "")
    for tier in TIERS:
        for field, text in draft.texts(f"network.subnets.{tier}"):
            subnet = cidr.parse(text)
            if isinstance(subnet, str):
                yield Problem(field, shown(text), subnet)
            elif outer and not subnet.subnet_of(outer):
                yield Problem(field, shown(text), f"a range inside network.cidr, {outer}")
            elif (usable := cidr.usable_addresses(subnet)) < (needed := _needed(draft, tier)):
                why = f"holds {usable} addresses (AWS keeps {cidr.RESERVED_BY_AWS}); {tier} need {needed}: /{_prefix_for(needed)} or wider"
                yield Problem(field, shown(text), why)


def none_overlap(draft: Draft) -> Iterator[Problem]:
    """No two subnets share an address."""
    entries = [(field, cidr.parse(text)) for tier in TIERS for field, text in draft.texts(f"network.subnets.{tier}")]
    read = [(field, subnet) for field, subnet in entries if isinstance(subnet, IPv4Network)]
    for first, second in sorted(cidr.overlapping([subnet for _, subnet in read])):
        yield Problem(read[second][0], shown(str(read[second][1])), f"a range apart from {read[first][0]}, {read[first][1]}")


def _needed(draft: Draft, tier: str) -> int:
    """Addresses that a tier may need in one zone, where every node, instance and endpoint takes one.

    A balancer, an attachment and a resolver's endpoint stand beside the endpoints.
    """
    if tier == "nodes":
        return FILE_SERVERS + sum(group.draft.number("nodes") or 0 for group in groups(draft)) + (draft.number("serving.instances") or 0)
    workloads = [part for part in ("training", "serving", "eks") if draft.has(part)]
    region = region_of(draft)
    ways = sum(draft.has(f"ways_in.{way}") for way in ("private_link", "transit_gateway", "private_zones"))
    return len(interface_endpoints(workloads, region.name)) + ways if region else ways


def _prefix_for(addresses: int) -> int:
    return 32 - (addresses + cidr.RESERVED_BY_AWS - 1).bit_length()
