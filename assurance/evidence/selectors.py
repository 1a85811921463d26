"""What a trail's event selectors really match, the basic ones and the advanced ones read as one.

Source: CloudTrail User Guide, Logging data events, Filtering data events by using advanced event selectors: the fields of a selector all
have to agree; of a field's values one wanted value is enough, and none of the unwanted ones may agree.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assurance.evidence.graph import Resource
from assurance.evidence.values import ABSENT, Absent, Choice, Unknown, Value, listed, possible, render, truth, walk

WANTED = ("Equals", "StartsWith", "EndsWith")
UNWANTED = ("NotEquals", "NotStartsWith", "NotEndsWith")
READS, WRITES = "reads", "writes"
BOTH = frozenset({READS, WRITES})

Terms = tuple[tuple[str, str], ...]
"""Pairs of operator and text."""


@dataclass(frozen=True, slots=True)
class Field:
    """What a selector asks of one field of an event: one of `wanted`, where there is any, and none of `unwanted`."""

    wanted: Terms = ()
    unwanted: Terms = ()

    def only(self) -> str | None:
        """The one value that the field may have, if it is held to one."""
        return self.wanted[0][1] if len(self.wanted) == 1 and self.wanted[0][0] == "Equals" and not self.unwanted else None

    def __str__(self) -> str:
        return ", ".join(f"{operator} {text}" for operator, text in (*self.wanted, *self.unwanted))


@dataclass(frozen=True, slots=True)
class Selector:
    """One selector.

    Attributes:
        name: As the template gives it, or its place.
        category: `Management`, `Data` or `NetworkActivity`.
        fields: What it asks of every other field.
    """

    name: str
    category: str
    fields: dict[str, Field]

    @property
    def type(self) -> str:
        """The type of the resources whose data events it takes; empty where it names none or several."""
        return self.fields.get("resources.type", Field()).only() or ""

    @property
    def takes(self) -> frozenset[str]:
        """Whether it takes calls that read, calls that write, or both."""
        field = self.fields.get("readOnly")
        if field is None:
            return BOTH
        answers = {True: frozenset({READS}), False: frozenset({WRITES})}
        return answers.get(truth(field.only() or ""), frozenset())  # type: ignore[arg-type]  # None has no answer

    def narrowed_by(self, *allowed: str) -> tuple[str, ...]:
        """What it asks of fields beyond those that are allowed, as text."""
        return tuple(f"{name} {field}" for name, field in self.fields.items() if name not in allowed)

    def takes_all_of(self, prefixes: tuple[str, ...]) -> bool:
        """Whether it takes events of everything whose ARN begins with one of some prefixes that mean the same resource."""
        field = self.fields.get("resources.ARN")
        if field is None:
            return True
        if any(operator != "NotStartsWith" or _meet(text, prefixes) for operator, text in field.unwanted):
            return False
        return not field.wanted or any(
            operator == "StartsWith" and prefix.startswith(text) for operator, text in field.wanted for prefix in prefixes
        )

    def touches(self, prefixes: tuple[str, ...]) -> bool:
        """Whether it takes at least some events below the prefixes."""
        field = self.fields.get("resources.ARN")
        return field is None or not field.wanted or any(operator != "EndsWith" and _meet(text, prefixes) for operator, text in field.wanted)


def _meet(text: str, prefixes: tuple[str, ...]) -> bool:
    return any(prefix.startswith(text) or text.startswith(prefix) for prefix in prefixes)


ALL_MANAGEMENT = Selector("the default of a trail without selectors", "Management", {})


def readings(trail: Resource) -> Iterator[tuple[Selector, ...]]:
    """Every set of selectors that a trail may have; more than one where a condition is open until the deployment.

    A selector that the template does not tell counts as none.
    """
    for advanced in possible(trail.properties.get("AdvancedEventSelectors", ABSENT)):
        for basic in possible(trail.properties.get("EventSelectors", ABSENT)):
            found = [*_advanced(advanced), *_basic(basic)]
            is_default = all(isinstance(each, Absent) or each == [] for each in (advanced, basic))
            yield (ALL_MANAGEMENT,) if is_default else tuple(found)


def _advanced(selectors: Value) -> Iterator[Selector]:
    for index, body in enumerate(listed(selectors)):
        if not isinstance(body, dict) or not _is_told(body):
            continue
        fields: dict[str, Field] = {}
        for each in listed(body.get("FieldSelectors")):
            if isinstance(each, dict):
                fields[render(each.get("Field", ""))] = Field(_terms(each, WANTED), _terms(each, UNWANTED))
        category = fields.pop("eventCategory", Field()).only()
        if category:
            yield Selector(render(body.get("Name", f"AdvancedEventSelectors.{index}")), category, fields)


def _basic(selectors: Value) -> Iterator[Selector]:
    for index, body in enumerate(listed(selectors)):
        if not isinstance(body, dict) or not _is_told(body):
            continue
        name = f"EventSelectors.{index}"
        kind = {"ReadOnly": "true", "WriteOnly": "false"}.get(render(body.get("ReadWriteType", "All")))
        reads = {"readOnly": Field((("Equals", kind),))} if kind else {}
        if truth(body.get("IncludeManagementEvents", True)) is True:
            sources = tuple(("NotEquals", render(source)) for source in listed(body.get("ExcludeManagementEventSources")))
            yield Selector(name, "Management", reads | ({"eventSource": Field((), sources)} if sources else {}))
        for resource in listed(body.get("DataResources")):
            if isinstance(resource, dict):
                arns = tuple(("StartsWith", render(value)) for value in listed(resource.get("Values")))
                kinds = Field((("Equals", render(resource.get("Type", ""))),))
                yield Selector(name, "Data", {"resources.type": kinds, "resources.ARN": Field(arns)} | reads)


def _terms(field: dict[str, Any], operators: tuple[str, ...]) -> Terms:
    return tuple((operator, render(value)) for operator in operators for value in listed(field.get(operator, ABSENT)))


def _is_told(value: Value) -> bool:
    return not any(isinstance(inner, (Choice, Unknown)) for _, inner in walk(value))
