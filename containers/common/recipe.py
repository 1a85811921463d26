"""A recipe: one YAML file, read into one frozen model, with every error told at once."""

import difflib
from collections.abc import Hashable, Iterable
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from containers.common.errors import UserError

MISSING = object()
LONGEST_SHOWN = 60


class Recipe(BaseModel):
    """Base of every container's settings: cannot be changed once read, and knows no key that it does not name."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)


R = TypeVar("R", bound=BaseModel)


class RecipeError(UserError):
    """Everything that is wrong with a recipe: one line a problem, with field, value and what is allowed."""

    def __init__(self, name: str, problems: list[tuple[str, str, str]]) -> None:
        self.problems = problems
        wide = [max(len(row[column]) for row in problems) for column in (0, 1)]
        lines = [f"  {field:<{wide[0]}}  {value:<{wide[1]}}  {allowed}" for field, value, allowed in problems]
        super().__init__("\n".join([f"{name}: {len(problems)} problem{'s' * (len(problems) > 1)}", *lines]))


def read_recipe(model: type[R], path: str | Path, overrides: Iterable[str] = ()) -> R:
    """Read a recipe file into its model.

    Args:
        model: what the recipe must look like.
        path: a YAML file; an empty one means every default.
        overrides: `key.path=value` settings that win over the file; the value is YAML (`3`, `true`, `[a, b]`).

    Raises:
        RecipeError: with every problem at once.
        UserError: if the file cannot be read or is not YAML.
    """
    values = _load(Path(path))
    malformed = [problem for override in overrides if (problem := _override(values, override))]
    try:
        recipe = model.model_validate(values)
    except ValidationError as error:
        raise RecipeError(str(path), malformed + [_row(model, values, detail) for detail in error.errors()]) from None
    if malformed:
        raise RecipeError(str(path), malformed)
    return recipe


class _UniqueKeys(yaml.SafeLoader):
    """YAML lets a later key replace an earlier one in silence; a recipe must not."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002, RUF100  (yaml's signature)
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"the key {key.value!r} stands twice", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def _load(path: Path) -> dict[str, Any]:
    try:
        values = yaml.load(path.read_text(encoding="utf-8"), Loader=_UniqueKeys)  # noqa: S506  (a SafeLoader)
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UserError(f"{path}: is not UTF-8 text") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" line {mark.line + 1}, column {mark.column + 1}:" if mark else ""
        raise UserError(f"{path}:{where} is not valid YAML: {getattr(error, 'problem', None) or 'unreadable'}") from None
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise UserError(f"{path}: must hold keys and values, holds a {type(values).__name__}")
    return values


def _override(values: dict[str, Any], override: str) -> tuple[str, str, str] | None:
    """Put one `key.path=value` into the values; returns the problem if it cannot be."""
    dotted, equals, text = override.partition("=")
    *parents, last = dotted.strip().split(".")
    if not equals or not all([*parents, last]):
        return "--set", _shown(override), "is written key.path=value"
    try:
        value = yaml.safe_load(text)
    except yaml.YAMLError:
        return dotted, _shown(text), "is not a YAML value"
    here = values
    for part in parents:
        inner = here.setdefault(part, {})
        if not isinstance(inner, dict):
            return dotted, _shown(text), f"{part!r} holds a value, not keys"
        here = inner
    here[last] = value
    return None


def _row(model: type[BaseModel], values: dict[str, Any], detail: ErrorDetails) -> tuple[str, str, str]:
    location = detail["loc"]
    field = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location).removeprefix(".") or "(recipe)"
    value = "(missing)" if detail["type"] == "missing" else _shown(_at(values, location))
    return field, value, _allowed(model, location, detail)


def _allowed(model: type[BaseModel], location: tuple[int | str, ...], detail: ErrorDetails) -> str:
    if detail["type"] != "extra_forbidden":
        return detail["msg"].removeprefix("Value error, ")
    known = _keys_at(model, location[:-1])
    near = difflib.get_close_matches(str(location[-1]), known, n=1)
    meant = f"did you mean {near[0]!r}? " if near else ""
    return f"unknown key; {meant}allowed: {', '.join(known)}" if known else "unknown key"


def _keys_at(model: type[BaseModel], location: tuple[int | str, ...]) -> list[str]:
    """The keys that the model at a location knows; empty where it cannot be followed."""
    here: Any = model
    for part in location:
        fields = getattr(here, "model_fields", {})
        if isinstance(part, int) or part not in fields:
            continue
        annotation = fields[part].annotation
        here = next((inner for inner in (annotation, *get_args(annotation)) if hasattr(inner, "model_fields")), None)
    return sorted(getattr(here, "model_fields", {}))


def _at(values: Any, location: tuple[int | str, ...]) -> Any:  # noqa: ANN401  (any YAML value)
    for part in location:
        try:
            values = values[part]
        except (KeyError, IndexError, TypeError):
            return MISSING
    return values


def _shown(value: Any) -> str:  # noqa: ANN401  (any YAML value)
    if value is MISSING:
        return "(default)"
    text = repr(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"
