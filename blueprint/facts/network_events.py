"""Which endpoints CloudTrail can watch: it records calls through a VPC endpoint for certain services only."""

from collections.abc import Iterable
from functools import cache

from blueprint.facts.partitions import service_principal
from blueprint.facts.table import Row, read

GATEWAY = "s3"
"""The one gateway endpoint of every network here."""


class NetworkEvents(Row):
    """The event sources that CloudTrail takes, and the endpoints that are not called as their event source."""

    event_sources: frozenset[str]
    other_names: dict[str, str]


@cache
def _known() -> NetworkEvents:
    return read("network_events.yaml", NetworkEvents)["cloudtrail"]


@cache
def event_sources() -> frozenset[str]:
    """Every event source for which there are network activity events, such as `kms.amazonaws.com`."""
    return frozenset(map(service_principal, _known().event_sources))


def watched_sources(endpoints: Iterable[str]) -> tuple[str, ...]:
    """The event sources behind `endpoints`, each once, in alphabetical order; an endpoint that CloudTrail cannot watch gives none.

    Args:
        endpoints: Short names, such as `sagemaker.runtime`.
    """
    first = {_known().other_names.get(name, name.split(".")[0]) for name in endpoints}
    return tuple(source for source in map(service_principal, sorted(first)) if source in event_sources())
