"""Why a finding of a scanner may stand: `acknowledgements.yaml`, read and held against what was found."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib.resources import files
from typing import Any

from yaml import safe_load

from assurance.evidence.scanners.scan import ScannerFinding

FIELDS = frozenset({"scanner", "rule", "places", "reason"})
MAY_HAVE = frozenset({"sometimes", "type"})
TOO_WIDE = frozenset("*?[")
"""A stack's part is never a pattern: a row stays inside the stacks that it names."""


class BadAcknowledgementsError(ValueError):
    """The table is not as it has to be; one line a problem."""


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """One row.

    Attributes:
        scanner: Whose finding.
        rule: The rule's id.
        places: `part/construct path`; a `*` stands for the rest of a path.
        reason: Why it may stand; an auditor reads it.
        type: The CloudFormation type that a pattern is for; empty for any.
        sometimes: Why the finding is at these places in some deployments only; empty where it has to be in all that have them.
    """

    scanner: str
    rule: str
    places: tuple[str, ...]
    reason: str
    sometimes: str = ""
    type: str = ""

    def names(self, place: str, of_type: str) -> bool:
        """Whether the row speaks of a place that is of a type."""
        return self.type in {"", of_type} and any(fnmatchcase(place, pattern) for pattern in self.places)

    def excuses(self, finding: ScannerFinding) -> bool:
        """Whether the row answers a finding."""
        return (self.scanner, self.rule) == (finding.scanner, finding.rule) and self.names(finding.place, finding.type)


def acknowledgements(text: str | None = None) -> tuple[Acknowledgement, ...]:
    """The table.

    Args:
        text: YAML, instead of the project's own.

    Raises:
        BadAcknowledgementsError: With one line for each row that is not as it has to be.
    """
    content = safe_load(text if text is not None else (files(__package__) / "acknowledgements.yaml").read_text(encoding="utf-8"))
    rows: list[dict[str, Any]] = content["acknowledged"]
    if problems := [f"row {number}: {problem}" for number, row in enumerate(rows, 1) for problem in _problems(row)]:
        raise BadAcknowledgementsError("\n".join(problems))
    return tuple(
        Acknowledgement(
            row["scanner"],
            row["rule"],
            tuple(row["places"]),
            " ".join(row["reason"].split()),
            " ".join(row.get("sometimes", "").split()),
            row.get("type", ""),
        )
        for row in rows
    )


def unused(rows: Iterable[Acknowledgement], found: Iterable[ScannerFinding], places: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Rows that excuse nothing at a place that this deployment has.

    A row about a stack that the deployment does not have is silent. At every place that it names and that is there, the finding has to
    be there too: so a pattern cannot reach further than what it excuses, and a mended resource is noticed.

    Yields:
        A sentence for each such place.
    """
    made = {(finding.scanner, finding.rule, finding.place) for finding in found}
    there = sorted(set(places))
    for row in rows:
        for place, of_type in there if not row.sometimes else ():
            if row.names(place, of_type) and (row.scanner, row.rule, place) not in made:
                yield f"{place}: {row.scanner} {row.rule}: acknowledged, but nothing is found here: remove it from acknowledgements.yaml"


def _problems(row: dict[str, Any]) -> Iterator[str]:
    if row.keys() - MAY_HAVE != FIELDS:
        yield f"has to have {', '.join(sorted(FIELDS))}, may have {', '.join(sorted(MAY_HAVE))}, and has {', '.join(sorted(row))}"
        return
    for name in sorted(row.keys() - {"places"}):
        if not isinstance(row[name], str) or not row[name].strip():
            yield f"{name}: {row[name]!r} has to be text"
    if not isinstance(row["places"], list) or not row["places"]:
        yield f"places: {row['places']!r} has to be a list of places"
        return
    for place in row["places"]:
        part, _, rest = str(place).partition("/")
        if not rest or TOO_WIDE & set(part) or not rest.strip("*?/"):
            yield f"places: {place!r} has to be a stack's part and a construct in it, such as audit/AccessLogs/Bucket"
