"""Fits what was read to the models, and says in words what does not fit."""

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, get_args

from annotated_types import Ge, Le
from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from blueprint.facts.table import nearest
from blueprint.settings.document import Path, Plain, field_name
from blueprint.settings.part import Part
from blueprint.settings.problems import Problem, printable, shown

PartT = TypeVar("PartT", bound=Part)


def fit(model: type[PartT], root: dict[str, Plain]) -> tuple[PartT | None, dict[Path, Problem]]:
    """Fit the whole file to the model of what it describes.

    Types are strict, as in the JSON Schema: `"2"` is not a number.

    Returns:
        The model's instance, or None where a field does not fit; and a problem for each path that does not.
    """
    try:
        return model.model_validate_json(json.dumps(root), strict=True), {}
    except ValidationError as error:
        details = error.errors(include_url=False)
        within = {detail["loc"][:end] for detail in details for end in range(len(detail["loc"]))}
        # A list whose only entry does not fit is not empty: pydantic counts the entries that fit.
        return None, {d["loc"]: _problem(model, d) for d in details if not (d["type"] == "too_short" and d["loc"] in within)}


def part_of(annotation: object) -> type[Part] | None:
    """The model inside an annotation such as `Training | None`."""
    for candidate in (annotation, *get_args(annotation)):
        if isinstance(candidate, type) and issubclass(candidate, Part):
            return candidate
    return None


def _problem(model: type[Part], detail: ErrorDetails) -> Problem:
    path, kind, given = detail["loc"], detail["type"], detail["input"]
    name = field_name(path)
    key = str(path[-1]) if path else ""
    if kind == "extra_forbidden":
        return Problem(name, shown(given, key=key), _unknown_key(model, path))
    field = _field_at(model, path)
    if kind == "missing":
        return Problem(name, "missing", f"required: {_described(field)}")
    return Problem(name, shown(given, key=key), _allowed(kind, detail.get("ctx", {}), field) or printable(detail["msg"]))


def _unknown_key(model: type[Part], path: Path) -> str:
    known = tuple(_model_at(model, path[:-1]).model_fields)
    guess = nearest(str(path[-1]), known)
    return "unknown key; " + (f"did you mean {guess}? " if guess else "") + f"allowed: {', '.join(known)}"


def _allowed(kind: str, context: Mapping[str, Any], field: FieldInfo | None) -> str:
    if kind in _IN_WORDS:
        return f"{_IN_WORDS[kind]}: {_described(field)}" if kind in ("string_type", "model_type") else _IN_WORDS[kind]
    if kind in _WITH_CONTEXT:
        return _WITH_CONTEXT[kind](context)
    if kind in ("greater_than_equal", "less_than_equal"):
        return _range(field)
    if kind in ("string_pattern_mismatch", "none_required"):
        return _described(field)
    return ""


_IN_WORDS = {
    "string_type": "text in quotes",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing_size": "a whole number of sane size",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}

_WITH_CONTEXT: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "literal_error": lambda context: f"one of: {str(context['expected']).replace(' or ', ', ')}",
    "too_short": lambda context: f"at least {context['min_length']} entries",
    "too_long": lambda context: f"at most {context['max_length']} entries",
    "string_too_short": lambda context: f"at least {context['min_length']} characters",
    "string_too_long": lambda context: f"at most {context['max_length']} characters",
}


def _described(field: FieldInfo | None) -> str:
    return (field.description or "").rstrip(".") if field else ""


def _range(field: FieldInfo | None) -> str:
    bounds = field.metadata if field else []
    lowest = next((str(bound.ge) for bound in bounds if isinstance(bound, Ge)), "")
    highest = next((str(bound.le) for bound in bounds if isinstance(bound, Le)), "")
    return f"{lowest} to {highest}" if lowest and highest else f"at least {lowest}{highest}"


def _model_at(model: type[Part], path: Path) -> type[Part]:
    for part in path:
        field = model.model_fields.get(str(part))
        model = (part_of(field.annotation) if field else None) or model
    return model


def _field_at(model: type[Part], path: Path) -> FieldInfo | None:
    names = [part for part in path if isinstance(part, str)]
    return _model_at(model, tuple(names[:-1])).model_fields.get(names[-1]) if names else None
