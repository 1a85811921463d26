"""A way in, as `deployment.json` says that the deployment file declares it."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network

KINDS = ("break_glass", "sessions", "private_link", "vpn", "transit_gateway", "direct_connect", "private_zones", "certificates")
LINES = ("vpn", "transit_gateway", "direct_connect")
"""Ways that carry packets by a route."""

RANGES = ("cidrs", "clients", "subnets")
"""Fields that hold address ranges."""


class BadWayError(ValueError):
    """What is declared cannot be read; the message names the field."""


@dataclass(frozen=True, slots=True)
class Way:
    """One declared way.

    Attributes:
        kind: The field below `ways_in`.
        fields: Each field's values as text, in the file's order.
    """

    kind: str
    fields: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def field(self) -> str:
        """Where the deployment file declares it."""
        return f"ways_in.{self.kind}"

    def values(self, field: str) -> tuple[str, ...]:
        """What a field says; empty where it is not there."""
        return dict(self.fields).get(field, ())

    def ranges(self, *fields: str) -> tuple[IPv4Network, ...]:
        """The address ranges of some fields."""
        return tuple(IPv4Network(text) for field in fields for text in self.values(field))

    @property
    def permitted(self) -> tuple[IPv4Network, ...]:
        """From where it lets anybody come."""
        return self.ranges("cidrs", "clients")

    def __str__(self) -> str:
        return "; ".join(f"{name} {', '.join(values)}" for name, values in self.fields if values)


def read_ways(content: object) -> tuple[Way, ...]:
    """The ways of `deployment.json`.

    Raises:
        BadWayError: An unknown kind, a value that is no text, number, or list of these, or a range that is none.
    """
    if not isinstance(content, Mapping):
        raise BadWayError("ways_in has to be an object")
    if strangers := [str(kind) for kind in content if kind not in KINDS]:
        raise BadWayError(f"ways_in.{strangers[0]}: no claim knows this way; there are: {', '.join(KINDS)}")
    return tuple(_way(kind, fields) for kind, fields in content.items())


def _way(kind: str, fields: object) -> Way:
    if not isinstance(fields, Mapping):
        raise BadWayError(f"ways_in.{kind} has to be an object")
    way = Way(kind, tuple((str(name), _texts(f"ways_in.{kind}.{name}", value)) for name, value in fields.items()))
    for name in RANGES:
        for text in way.values(name):
            try:
                IPv4Network(text)
            except ValueError:
                raise BadWayError(f"ways_in.{kind}.{name}: {text!r} is no IPv4 range") from None
    return way


def _texts(place: str, value: object) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    if not all(isinstance(item, str | int) for item in items):
        raise BadWayError(f"{place} has to be text, a number, or a list of these")
    return tuple(str(item) for item in items)
