"""Every option of the deployment file, found in the models themselves, so that one of tomorrow is found too."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from annotated_types import Ge, Le
from pydantic.fields import FieldInfo

from blueprint.settings.part import Part

GONE = object()
"""Stands for a key that the file does not have."""


@dataclass(frozen=True)
class Option:
    """One option.

    Attributes:
        path: Dotted, as people write it; `[]` stands for the first entry of a list of parts that has what the path goes on with.
        field: Its description in the model.
        is_part: Whether it is a part that may be absent or be one of many, with options of its own.
        inside: How many such parts it stands in.
    """

    path: str
    field: FieldInfo
    is_part: bool
    inside: int

    def others(self, now: object) -> tuple[object, ...]:
        """Values beside the one that it has now, where its type alone tells some; none where a person has to name one.

        Of a choice, all the others; of a switch, the other; of a number with bounds, the next; of a part or a value that may be absent,
        its absence; of a list of parts that has to be there, the list without its last entry.
        """
        annotation = self.field.annotation
        kinds = {each for each in get_args(annotation) if each is not NoneType} or {annotation}
        if choices := tuple(_choices(annotation)):
            return tuple(each for each in choices if each != now)
        if bool in kinds:
            return (not now,)
        if self.is_part and self.field.is_required():
            return (now[:-1],) if isinstance(now, list) and len(now) > 1 else ()
        if self.is_part or (NoneType in get_args(annotation) and now not in (GONE, None)):
            return (GONE,)
        return self._next(now) if int in kinds and isinstance(now, int) else ()

    def _next(self, now: int) -> tuple[object, ...]:
        highest = next((bound.le for bound in self.field.metadata if isinstance(bound, Le)), None)
        lowest = next((bound.ge for bound in self.field.metadata if isinstance(bound, Ge)), None)
        if highest is not None and now < highest:  # type: ignore[operator]  # annotated_types says no more than "comparable"
            return (now + 1,)
        return (now - 1,) if lowest is not None and now > lowest else ()  # type: ignore[operator]  # likewise


def options(model: type[Part], path: str = "", inside: int = 0) -> Iterator[Option]:
    """The options of a part and of the parts in it; a part that is always there is none itself."""
    for name, field in model.model_fields.items():
        here = f"{path}.{name}".removeprefix(".")
        parts = {*_parts(field.annotation)}
        may_be_absent = bool(parts) and (NoneType in get_args(field.annotation) or _is_many(field.annotation))
        if not parts or may_be_absent:
            yield Option(here, field, bool(parts), inside)
        below = f"{here}[]" if _is_many(field.annotation) else here
        for part in sorted(parts, key=lambda each: each.__name__):
            yield from options(part, below, inside + may_be_absent)


def value_at(root: Any, path: str) -> object:
    """What a file holds at a path, or `GONE`."""
    if not path:
        return root
    step, _, rest = path.partition(".")
    value = root.get(step.removesuffix("[]"), GONE) if isinstance(root, dict) else GONE
    if not step.endswith("[]"):
        return value_at(value, rest)
    entries = value if isinstance(value, list) else []
    return next((found for entry in entries if (found := value_at(entry, rest)) is not GONE), GONE)


def default_at(model: type[Part], path: str) -> object:
    """What an option is where the file does not say; `GONE` where it has no plain default."""
    option = next(each for each in options(model) if each.path == path)
    default = option.field.get_default()
    return list(default) if isinstance(default, tuple) else default if isinstance(default, str | int | bool) else GONE


def put(root: Any, path: str, value: object) -> None:
    """Set one value in a file's plain data, or take it out."""
    step, _, rest = path.partition(".")
    name = step.removesuffix("[]")
    if step.endswith("[]"):
        put(_first_with(root[name], rest), rest, value)
    elif rest:
        put(root.setdefault(name, {}), rest, value)
    elif value is GONE:
        root.pop(name, None)
    else:
        root[name] = value


def _first_with(entries: list[Any], rest: str) -> Any:
    """The first entry that has what the path goes on with, or the most of it: the option itself may be left to its default."""
    while all(value_at(entry, rest) is GONE for entry in entries):
        rest = rest.rpartition(".")[0]
    return next(entry for entry in entries if value_at(entry, rest) is not GONE)


def _choices(annotation: object) -> Iterator[object]:
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
    elif get_origin(annotation) is not tuple:
        for inner in get_args(annotation):
            yield from _choices(inner)


def _parts(annotation: object) -> Iterator[type[Part]]:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        yield annotation
    for inner in get_args(annotation):
        yield from _parts(inner)


def _is_many(annotation: object) -> bool:
    return get_origin(annotation) in (tuple, list, dict) or any(_is_many(inner) for inner in get_args(annotation))
