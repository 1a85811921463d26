"""Regions: partition, zones, what they lack, and which is nearest."""

from collections.abc import Iterable
from functools import cache
from math import asin, cos, radians, sin, sqrt

from blueprint.facts.table import Row, Table, nearest, read

EARTH_RADIUS_KM = 6371.0


class Feature(Row):
    """Something a deployment can ask of a region, and the CloudFormation type that it needs.

    Attributes:
        type: The type whose absence in a region's schemas means that the region lacks it.
        with_it: Further types, absent wherever that one is and nowhere else.
    """

    title: str
    type: str
    with_it: tuple[str, ...] = ()


class Region(Row):
    """One region.

    Attributes:
        zones: Full zone names, such as `eu-central-1a`.
        lacks: Names of features that CloudFormation does not offer there.
        services_known: False where no source says what is lacking.
    """

    partition: str
    city: str
    latitude: float
    longitude: float
    zones: tuple[str, ...]
    lacks: frozenset[str]
    services_known: bool

    def distance_km(self, other: "Region") -> float:
        """Great-circle distance between the two cities (haversine formula)."""
        here, there = radians(self.latitude), radians(other.latitude)
        half = sin((there - here) / 2) ** 2 + cos(here) * cos(there) * sin(radians(other.longitude - self.longitude) / 2) ** 2
        return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(half)))


@cache
def regions() -> Table[Region]:
    """All regions by name, with their zones' letters made full names."""
    rows = read("regions.yaml", Region)
    return Table({name: row.model_copy(update={"zones": tuple(name + letter for letter in row.zones)}) for name, row in rows.items()})


@cache
def features() -> Table[Feature]:
    """All features by name."""
    return read("features.yaml", Feature)


def region(name: str) -> Region:
    """One region.

    Raises:
        UnknownFactError: No such region.
    """
    return regions()[name]


def nearest_first(name: str, among: Iterable[str]) -> tuple[str, ...]:
    """Other regions of the same partition, the nearest first; names that the table does not have are left out."""
    here = region(name)
    others = (regions()[other] for other in set(among) if other in regions() and other != name)
    return tuple(
        sorted((r.name for r in others if r.partition == here.partition), key=lambda other: (here.distance_km(region(other)), other))
    )


def nearest_name(name: str) -> str | None:
    """The region's name that was probably meant, or None."""
    return nearest(name, tuple(regions()))
