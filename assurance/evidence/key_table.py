"""The reviewed table beside the registry schemas: `keys.yaml`, read and checked."""

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from yaml import safe_load

from assurance.evidence.doors import Test, read_test

Row = TypeVar("Row", bound="TableRow")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A type, a property path and the reason for the row."""

    type: str
    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class NeededIf(TableRow):
    """A place judged only where the test agrees."""

    test: Test


@dataclass(frozen=True, slots=True)
class ExcusedIf(TableRow):
    """A place where a rule of `key_excuses` may find that AWS refuses a key."""

    rule: str


@dataclass(frozen=True, slots=True)
class Also(TableRow):
    """A property that has to be there, unless another one is."""

    unless: str


@dataclass(frozen=True, slots=True)
class KeyTable:
    """Everything in `keys.yaml`."""

    needed_if: tuple[NeededIf, ...]
    not_a_key: tuple[TableRow, ...]
    excused_if: tuple[ExcusedIf, ...]
    also: tuple[Also, ...]
    encrypts_always: tuple[str, ...] = ()
    no_key: dict[str, str] = field(default_factory=dict)
    no_data: tuple[str, ...] = ()
    nvme_families: frozenset[str] = frozenset()

    def always_on(self, type_name: str) -> bool:
        """Whether a type encrypts whatever its switch says, which then only chooses the key."""
        return type_name in self.encrypts_always

    def stores_nothing(self, type_name: str) -> bool:
        """Whether a type was reviewed and stores no data of its own."""
        return any(fnmatchcase(type_name, pattern) for pattern in self.no_data)


@cache
def key_table() -> KeyTable:
    """The table."""
    content: dict[str, Any] = safe_load((files("assurance.evidence") / "keys.yaml").read_text(encoding="utf-8"))
    return KeyTable(
        needed_if=tuple(NeededIf(row["type"], row["path"], row["reason"], read_test(row)) for row in content["needed_if"]),
        not_a_key=tuple(TableRow(row["type"], row["path"], row["reason"]) for row in content["not_a_key"]),
        excused_if=tuple(ExcusedIf(row["type"], row["path"], row["reason"], row["rule"]) for row in content["excused_if"]),
        also=tuple(Also(row["type"], row["path"], row["says"], row.get("unless", "")) for row in content["also"]),
        encrypts_always=tuple(row["type"] for row in content["always_on"]),
        no_key={row["type"]: row["reason"] for row in content["no_key"]},
        no_data=tuple(content["no_data"]),
        nvme_families=frozenset(content["nvme_families"]),
    )


def row_for(rows: tuple[Row, ...], type_name: str, path: tuple[str, ...]) -> Row | None:
    """The row about one place of a type, or None."""
    return next((row for row in rows if row.type == type_name and row.path == ".".join(path)), None)
