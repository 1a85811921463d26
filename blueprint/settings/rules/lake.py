"""The Lustre file system: sizes that AWS accepts, beside the nodes that use it."""

from collections.abc import Iterator

from blueprint.facts import lustre
from blueprint.facts.instances import instance, instances
from blueprint.settings.draft import Draft
from blueprint.settings.problems import Problem, shown


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
    """EFA on the file system is for nodes that have EFA; it cannot be switched off later."""
    if not draft.flag("lake.lustre.efa"):
        return
    kind = draft.text("training.instance_type")
    if not draft.has("training"):
        yield Problem("lake.lustre.efa", "true", "false: there is no training part, so no node would use it")
    elif kind is not None and kind in instances() and not instance(kind).has_efa:
        yield Problem("lake.lustre.efa", "true", f"false: {kind} has no EFA")
