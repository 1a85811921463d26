"""Custom resources, held against their structural schemas as the API server holds them with `fieldValidation=Strict`.

A structural schema (Kubernetes, apiextensions/v1) says all fields of an object: one that it does not name is refused, unless the schema
keeps what it does not know (`x-kubernetes-preserve-unknown-fields`) or takes any key (`additionalProperties`). `metadata` of the object
itself is Kubernetes' own. Rules in CEL (`x-kubernetes-validations`) are not evaluated: they need the API server's library.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from difflib import get_close_matches
from typing import Any, TypeAlias

Schema: TypeAlias = Mapping[str, Any]

TYPES: dict[str, Callable[[object], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
}
FORMATS = {"int32": 2**31, "int64": 2**63}
NOT_JUDGED = {
    "default",
    "description",
    "x-kubernetes-group-version-kind",
    "x-kubernetes-list-map-keys",
    "x-kubernetes-list-type",
    "x-kubernetes-map-type",
    "x-kubernetes-validations",
}
"""Words of a schema that say nothing about one object by itself, and CEL."""

METADATA = "metadata"
"""Of the object itself: its schema is Kubernetes' own, and no custom resource repeats it."""

KEEPS = "x-kubernetes-preserve-unknown-fields"
INT_OR_STRING = "x-kubernetes-int-or-string"


class UnknownWordError(ValueError):
    """A schema has a word that this module does not know: what it asks for would go unnoticed."""


def faults(value: object, schema: Schema, path: str = "") -> Iterator[str]:
    """Everything in which a value does not fit its schema.

    Args:
        value: JSON.
        schema: Of this value.
        path: Where it stands, as `spec.template`; empty for the object itself.

    Yields:
        Sentences that begin with the place.

    Raises:
        UnknownWordError: The schema has a word that nobody judges here.
    """
    for word in schema:
        if word not in WORDS and word not in NOT_JUDGED:
            raise UnknownWordError(f"{path or 'the schema'}: {word}")
    if value is None and schema.get("nullable"):
        return
    if (kind := schema.get("type")) and not TYPES[kind](value):
        yield f"{path or 'it'} is {_kind(value)}, not {_a(kind)}"
        return
    if schema.get(INT_OR_STRING) and not (TYPES["integer"](value) or isinstance(value, str)):
        yield f"{path} is {_kind(value)}, not an integer or a string"
        return
    if kind == "object" and "properties" not in schema and path != METADATA:
        yield from _properties(value, {}, schema, path)
    for word, limit in schema.items():
        if word in WORDS:
            yield from WORDS[word](value, limit, schema, path)


def _properties(value: object, known: Schema, schema: Schema, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in known:
                yield from faults(inner, known[name], f"{path}.{name}".lstrip("."))
            elif not (schema.get(KEEPS) or "additionalProperties" in schema):
                yield _unknown(name, tuple(known), path)


def _additional(value: object, below: object, schema: Schema, path: str) -> Iterator[str]:
    if isinstance(value, dict) and isinstance(below, Mapping):
        for name, inner in value.items():
            if name not in schema.get("properties", {}):
                yield from faults(inner, below, f"{path}[{name}]")


def _required(value: object, names: list[str], _schema: Schema, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (f"{path or 'it'} has no {name}, which is required" for name in names if name not in value)


def _items(value: object, below: Schema, _schema: Schema, path: str) -> Iterator[str]:
    if isinstance(value, list):
        for index, inner in enumerate(value):
            yield from faults(inner, below, f"{path}[{index}]")


def _enum(value: object, allowed: list[object], _schema: Schema, path: str) -> Iterator[str]:
    if value not in allowed:
        yield f"{path} is {value!r}, not one of {', '.join(map(str, allowed))}"


def _pattern(value: object, pattern: str, _schema: Schema, path: str) -> Iterator[str]:
    """Patterns are Go's; what these schemas use of it is Python's, too. Of an integer or string, the string alone is meant."""
    if isinstance(value, str) and not re.search(pattern, value):
        yield f"{path} is {value!r}, which does not fit {pattern}"


def _format(value: object, name: str, _schema: Schema, path: str) -> Iterator[str]:
    if name in FORMATS and isinstance(value, int) and not -FORMATS[name] <= value < FORMATS[name]:
        yield f"{path} is {value}, which is no {name}"
    if name == "date-time" and isinstance(value, str) and not _is_moment(value):
        yield f"{path} is {value!r}, which is no moment (RFC 3339)"


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _bound(is_kept: Callable[[Any, Any], bool], said: str, of: tuple[type, ...], measure: Callable[[Any], Any]) -> "Word":
    def word(value: object, limit: object, _schema: Schema, path: str) -> Iterator[str]:
        if isinstance(value, of) and not isinstance(value, bool) and not is_kept(measure(value), limit):
            yield f"{path} is {measure(value)} {said} {limit}".replace("  ", " ")

    return word


def _any_of(value: object, options: list[Schema], _schema: Schema, path: str) -> Iterator[str]:
    if not any(not list(faults(value, option, path)) for option in options):
        yield f"{path} fits none of its {len(options)} forms"


def _structure(_value: object, _limit: object, _schema: Schema, _path: str) -> Iterator[str]:
    """A word that `faults` reads itself, or that another word reads."""
    yield from ()


Word: TypeAlias = Callable[[Any, Any, Schema, str], Iterator[str]]
NUMBERS, TEXT, LIST, MAP = (int, float), (str,), (list,), (dict,)
WORDS: dict[str, Word] = {
    "properties": _properties,
    "additionalProperties": _additional,
    "required": _required,
    "items": _items,
    "enum": _enum,
    "pattern": _pattern,
    "format": _format,
    "anyOf": _any_of,
    "minimum": _bound(lambda value, limit: value >= limit, "and not at least", NUMBERS, lambda value: value),
    "maximum": _bound(lambda value, limit: value <= limit, "and not at most", NUMBERS, lambda value: value),
    "minLength": _bound(lambda value, limit: value >= limit, "characters long, not at least", TEXT, len),
    "maxLength": _bound(lambda value, limit: value <= limit, "characters long, not at most", TEXT, len),
    "minItems": _bound(lambda value, limit: value >= limit, "entries long, not at least", LIST, len),
    "maxItems": _bound(lambda value, limit: value <= limit, "entries long, not at most", LIST, len),
    "maxProperties": _bound(lambda value, limit: value <= limit, "entries large, not at most", MAP, len),
    "type": _structure,
    "nullable": _structure,
    KEEPS: _structure,
    INT_OR_STRING: _structure,
}


def _unknown(name: str, known: tuple[str, ...], path: str) -> str:
    close = get_close_matches(name, known, n=1, cutoff=0.6)
    hint = f"did you mean {close[0]}?" if close else f"known: {', '.join(known) or 'none'}"
    return f"{path or 'it'} has no field {name}; {hint}"


def _kind(value: object) -> str:
    return "null" if value is None else _a(next((name for name, fits in TYPES.items() if fits(value)), type(value).__name__))


def _a(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"
