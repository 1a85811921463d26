"""The network's range and zones."""

from collections.abc import Iterator

from blueprint.settings import cidr
from blueprint.settings.draft import Draft
from blueprint.settings.problems import Problem, shown
from blueprint.settings.rules.place import region_of


def range_is_private(draft: Draft) -> Iterator[Problem]:
    """The range can be read, is nobody's public address, and is not used inside AWS's own hosts."""
    text = draft.text("network.cidr")
    if text is None:
        return
    network = cidr.parse(text)
    if isinstance(network, str):
        yield Problem("network.cidr", shown(text), network)
    elif not any(network.subnet_of(private) for private in cidr.PRIVATE):
        yield Problem("network.cidr", shown(text), f"a range inside {', '.join(map(str, cidr.PRIVATE))}")
    elif network.overlaps(cidr.SERVICE_RANGE):
        yield Problem(
            "network.cidr", shown(text), f"a range apart from {cidr.SERVICE_RANGE}, which SageMaker and Docker use inside their hosts"
        )


def zones_are_the_regions(draft: Draft) -> Iterator[Problem]:
    """Each zone belongs to the region and stands once."""
    region = region_of(draft)
    seen: set[str] = set()
    for field, zone in draft.texts("network.zones"):
        if zone in seen:
            yield Problem(field, shown(zone), "each zone once")
        elif region and zone not in region.zones:
            yield Problem(field, shown(zone), f"a zone of {region.name}: {', '.join(region.zones)}")
        seen.add(zone)
