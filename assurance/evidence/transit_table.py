"""What decides whether connections are encrypted: `transit.yaml`, read and checked."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from yaml import safe_load

from assurance.evidence.claim import Finding
from assurance.evidence.doors import Test, read_test
from assurance.evidence.graph import Resource
from assurance.evidence.values import ABSENT, Reference, Text, Unknown, Value, at, render


@dataclass(frozen=True, slots=True)
class TransitRow:
    """One property of one type.

    Attributes:
        type: The CloudFormation type.
        where: The part of a resource that the row is about; empty for the whole.
        says: What is wrong, where something is.
        encrypted: One of these has to hold for certain.
        plain: This may not hold.
        only_if: The row speaks only where this may hold.
    """

    type: str
    where: tuple[str, ...]
    says: str
    encrypted: tuple[Test, ...]
    plain: Test | None
    only_if: Test | None

    def findings(self, resource: Resource) -> Iterator[Finding]:
        """Why a resource of this type may speak in plain text."""
        for part in resource.at(*self.where):
            if part == ABSENT or (self.only_if and not any(self.only_if.agrees(value) for value in _values(part, self.only_if))):
                continue
            if self.encrypted and not any(all(test.agrees(value) for value in _values(part, test)) for test in self.encrypted):
                test = self.encrypted[0]
                yield self._finding(resource, test, _values(part, test)[0])
            for value in _values(part, self.plain) if self.plain else ():
                if self.plain and (self.plain.agrees(value) or isinstance(value, (Reference, Text, Unknown))):
                    yield self._finding(resource, self.plain, value)

    def _finding(self, resource: Resource, test: Test, value: Value) -> Finding:
        place = ".".join((*self.where, test.property))
        return Finding(resource.path, resource.type, self.says, (f"{place} = {'nothing' if value == ABSENT else render(value)[:80]}",))


@dataclass(frozen=True, slots=True)
class Demand:
    """The parameter by which a database of one engine demands TLS, and from which version on it does so by itself."""

    engine: str
    parameter: str
    since: float | None


@dataclass(frozen=True, slots=True)
class TransitTable:
    """Everything in `transit.yaml`."""

    rows: tuple[TransitRow, ...]
    demands: tuple[Demand, ...]
    by_service: dict[str, str]
    plain_ports: dict[int, str]
    encrypting_families: frozenset[str]
    plain_families: frozenset[str]


@cache
def transit_table() -> TransitTable:
    """The table."""
    content: dict[str, Any] = safe_load((files("assurance.evidence") / "transit.yaml").read_text(encoding="utf-8"))
    return TransitTable(
        rows=tuple(_row(row) for row in content["rows"]),
        demands=tuple(Demand(row["engine"], row["parameter"], row.get("from")) for row in content["parameters"]),
        by_service={row["type"]: row["reason"] for row in content["by_service"]},
        plain_ports=content["plain_ports"],
        encrypting_families=frozenset(content["encrypting_families"]),
        plain_families=frozenset(content["plain_families"]),
    )


def _row(row: dict[str, Any]) -> TransitRow:
    return TransitRow(
        type=row["type"],
        where=tuple(row["where"].split(".")) if "where" in row else (),
        says=row["says"],
        encrypted=tuple(read_test(test) for test in row.get("encrypted", [])),
        plain=read_test(row["plain"]) if "plain" in row else None,
        only_if=read_test(row["only_if"]) if "only_if" in row else None,
    )


def _values(part: Value, test: Test) -> list[Value]:
    """The possible values of a test's property below a part; a missing property is one of them."""
    return [*at(part, *test.property.split("."))] or [ABSENT]
