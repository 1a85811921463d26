"""Doors that a single resource is or has: the rows of `doors.yaml`, read against the graph."""

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from yaml import safe_load

from assurance.evidence.claim import Finding
from assurance.evidence.graph import Resource
from assurance.evidence.values import ABSENT, Value, render, truth


@dataclass(frozen=True, slots=True)
class Test:
    """Asks a property path for values: some that are listed, any at all (`present`) or none (`absent`)."""

    property: str
    wanted: tuple[Value, ...] | Literal["present", "absent"]

    def values(self, resource: Resource) -> list[Value]:
        """The possible values there; a missing property is one of them."""
        return [*resource.at(*self.property.split("."))] or [ABSENT]

    def agrees(self, value: Value) -> bool:
        """Whether one value is what the test asks for; what is symbolic is never a listed value."""
        if self.wanted == "present":
            return value != ABSENT
        if self.wanted == "absent":
            return value == ABSENT
        return (truth(value) if truth(value) is not None else value) in self.wanted

    def may_agree(self, value: Value) -> bool:
        """Whether one value is a symbol that may turn out to be a listed one."""
        return isinstance(self.wanted, tuple) and value != ABSENT and not _is_plain(value)


@dataclass(frozen=True, slots=True)
class Door:
    """One row of the table."""

    type: str
    door: Literal["always", "if", "unless"]
    says: str
    tests: tuple[Test, ...]

    def is_on(self, resource: Resource) -> bool:
        """Whether the row speaks of this resource."""
        return resource.type == self.type or ("*" in self.type and fnmatchcase(resource.type, self.type))

    def opened_by(self, resource: Resource) -> tuple[str, ...] | None:
        """What opens the door, as a path; None where it is certainly shut."""
        if self.door == "always":
            return (resource.type,)
        for test in self.tests:
            values = test.values(resource)
            if self.door == "unless" and all(test.agrees(value) for value in values):
                return None
            openers = [value for value in values if test.agrees(value) or (value != ABSENT and not _is_plain(value))]
            if self.door == "if" and openers:
                return (f"{test.property} = {_shown(openers[0])}",)
        if self.door == "if":
            return None
        return tuple(f"{test.property} = {' or '.join(_shown(value) for value in test.values(resource))}" for test in self.tests)


@cache
def doors() -> tuple[Door, ...]:
    """The table."""
    rows = safe_load((files("assurance.evidence") / "doors.yaml").read_text(encoding="utf-8"))
    return tuple(Door(row["type"], row["door"], row["says"], tuple(read_test(test) for test in row.get("closed", [row]))) for row in rows)


def open_doors(resource: Resource) -> Iterator[Finding]:
    """Every door that this resource opens."""
    for door in doors():
        if door.is_on(resource) and (path := door.opened_by(resource)) is not None:
            yield Finding(resource.path, resource.type, door.says, path)


def read_test(row: dict[str, Any]) -> Test:
    """A test as a row of a table writes it: `property` and `is`."""
    wanted = row.get("is", [])
    return Test(row.get("property", ""), wanted if isinstance(wanted, str) else tuple(wanted))  # type: ignore[arg-type]  # a test reads every row


def _is_plain(value: Value) -> bool:
    return value is None or isinstance(value, (str, int, float, bool, list, dict))


def _shown(value: Value) -> str:
    text = "nothing" if value == ABSENT else render(value)
    return text if len(text) <= 60 else text[:57] + "..."
