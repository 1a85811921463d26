"""The Lustre file system: sizes that AWS accepts, beside the nodes that use it."""

from collections.abc import Iterator

from blueprint.facts import lustre
from blueprint.facts.instances import instance
from blueprint.settings.draft import Draft
from blueprint.settings.problems import Problem, shown
from blueprint.settings.rules.groups import Group, groups


def capacity_is_offered(draft: Draft) -> Iterator[Problem]:
    """FSx creates a file system of this size at this throughput."""
    capacity, throughput = draft.number("lake.lustre.capacity_gib"), draft.number("lake.lustre.throughput_mbps_per_tib")
    efa = draft.flag("lake.lustre.efa")
    possible = [row for name, row in lustre.throughputs().items() if throughput is None or name == str(throughput)]
    if capacity is None or any(sizes.accepts(capacity, efa=efa) for sizes in possible):
        return
    under = f" with EFA at {throughput or 'any'} MB/s a TiB" if efa else ""
    yield Problem(
        "lake.lustre.capacity_gib", shown(capacity), f"allowed{under}: {' or '.join(dict.fromkeys(s.rule(efa=efa) for s in possible))}"
    )


def metadata_is_offered(draft: Draft) -> Iterator[Problem]:
    """FSx provisions this number of metadata operations."""
    iops, offered = draft.number("lake.lustre.metadata_iops"), lustre.metadata_iops()["ssd"]
    if iops is not None and not offered.accepts(iops):
        yield Problem("lake.lustre.metadata_iops", shown(iops), f"allowed: {offered.rule}; or absent, and FSx goes by the size")


def file_system_stands_beside_the_nodes(draft: Draft) -> Iterator[Problem]:
    """The file system is in a zone of the network, and in the training nodes' zone: a read across zones is slow, and billed."""
    zone, nodes_zone = draft.text("lake.lustre.zone"), draft.text("training.zone")
    zones = [name for _, name in draft.texts("network.zones")]
    if zone is None:
        return
    if zones and zone not in zones:
        yield Problem("lake.lustre.zone", shown(zone), f"one of network.zones: {', '.join(zones)}")
    elif nodes_zone and zone != nodes_zone:
        yield Problem("lake.lustre.zone", shown(zone), f"the zone of the training nodes: {nodes_zone}")


def efa_has_a_client(draft: Draft) -> Iterator[Problem]:
    """EFA on the file system is for nodes that talk EFA, on any platform; it cannot be switched off later."""
    if not draft.flag("lake.lustre.efa"):
        return
    nodes = list(groups(draft))
    if not nodes and not draft.has("training"):
        yield Problem("lake.lustre.efa", "true", "false: there is no training part, so no node would use it")
        return
    reasons = [_why_no_client(group) for group in nodes]
    if nodes and all(reasons):
        yield Problem("lake.lustre.efa", "true", f"false: {', '.join(dict.fromkeys(filter(None, reasons)))}")


def _why_no_client(group: Group) -> str | None:
    """Why a group does not reach the file system by EFA; None where it does, or where its type is not known."""
    if group.kind and not instance(group.kind).has_efa:
        return f"{group.kind} has no EFA"
    return f"{group.field}.efa is false" if group.draft.is_off("efa") else None
