"""What a template's value can be once it is read: plain JSON, or a symbol where the template alone does not say."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import singledispatch
from typing import TypeAlias

Value: TypeAlias = object
"""JSON (None, bool, int, float, str, list, dict) whose leaves may also be one of the symbols below."""


@dataclass(frozen=True, slots=True)
class Absent:
    """No value: `AWS::NoValue`, or a property that is not there."""


ABSENT = Absent()


@dataclass(frozen=True, slots=True)
class Reference:
    """A resource of the graph, or one of its attributes (`Ref` has none)."""

    resource: str
    attribute: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that the template does not tell, with the expression that asks for it and the resources it comes from."""

    expression: str
    of: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """A string with symbols in it: literal parts, references and unknown parts in order."""

    parts: tuple["str | Reference | Unknown", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several values: `Fn::If` on a condition that is open until the deployment."""

    condition: str
    options: tuple[Value, ...]


def possible(value: Value) -> Iterator[Value]:
    """Yield every value that this one can turn out to be; a plain value yields itself."""
    if isinstance(value, Choice):
        for option in value.options:
            yield from possible(option)
    else:
        yield value


def at(value: Value, *path: str) -> Iterator[Value]:
    """Yield every possible value at a property path; `*` stands for each entry of a list or of a map.

    A property that may be missing yields `ABSENT`; an empty list yields nothing; a symbol on the way yields itself, because what lies
    below it is not known.
    """
    for candidate in possible(value):
        if not path or isinstance(candidate, (Reference, Unknown, Text, Absent)):
            yield candidate
            continue
        head, *rest = path
        if head == "*":
            entries = candidate if isinstance(candidate, list) else list(candidate.values()) if isinstance(candidate, dict) else [candidate]
            for entry in entries:
                yield from at(entry, *rest)
        elif isinstance(candidate, dict):
            yield from at(candidate.get(head, ABSENT), *rest)
        else:
            yield ABSENT


def walk(value: Value, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Value]]:
    """Yield every value inside this one, containers before their contents, each with its property path."""
    waiting = [(path, value)]
    while waiting:  # a stack, for most of an audit's time is spent here
        here, each = waiting.pop()
        yield here, each
        if isinstance(each, dict):
            waiting.extend([((*here, str(key)), inner) for key, inner in reversed(each.items())])
        elif isinstance(each, list):
            waiting.extend([((*here, str(index)), each[index]) for index in range(len(each) - 1, -1, -1)])
        elif isinstance(each, Choice):
            waiting.extend([(here, option) for option in reversed(each.options)])


def references(value: Value) -> Iterator[Reference]:
    """Yield every reference inside a value, those inside strings and unknown values too."""
    for _, inner in walk(value):
        if isinstance(inner, Reference):
            yield inner
        elif isinstance(inner, Unknown):
            yield from inner.of
        elif isinstance(inner, Text):
            for part in inner.parts:
                yield from references(part)


@singledispatch
def render(value: Value) -> str:
    """A value as one readable line; symbols stand in `${…}`, unknown ones in `${?…}`."""
    return str(value)


@render.register
def _(value: bool) -> str:
    return str(value).lower()


@render.register
def _(value: Reference) -> str:
    return "${" + value.resource + (f".{value.attribute}" if value.attribute else "") + "}"


@render.register
def _(value: Unknown) -> str:
    return "${?" + value.expression + "}"


@render.register
def _(value: Text) -> str:
    return "".join(render(part) for part in value.parts)


@render.register
def _(value: Choice) -> str:
    return " or ".join(render(option) for option in value.options)


@render.register
def _(_value: Absent) -> str:
    return "nothing"


@render.register
def _(value: list) -> str:  # type: ignore[type-arg]  # singledispatch takes no parametrised type
    return "[" + ", ".join(render(inner) for inner in value) + "]"


@render.register
def _(value: dict) -> str:  # type: ignore[type-arg]  # likewise
    return "{" + ", ".join(f"{key}: {render(inner)}" for key, inner in value.items()) + "}"


def truth(value: Value) -> bool | None:
    """A boolean as CloudFormation reads it: `"true"` and `true` are one; None for anything that is neither true nor false."""
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(value.lower()) if isinstance(value, str) else None


def listed(value: Value) -> list[Value]:
    """A value that may be one entry or a list of them, as a list."""
    if isinstance(value, Absent) or value is None:
        return []
    return value if isinstance(value, list) else [value]
