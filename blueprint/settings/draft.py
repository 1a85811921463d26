"""What of a file could be read. Rules ask it for values, so that they speak even where other fields are malformed."""

from collections.abc import Collection
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from blueprint.settings.deployment import Deployment
from blueprint.settings.document import Path, Plain
from blueprint.settings.part import Part
from blueprint.settings.shape import part_of


class Draft:
    """A file's values with defaults filled in; a field that is missing or malformed reads as None.

    Paths are dotted, such as `lake.lustre.zone`.
    """

    def __init__(self, root: dict[str, Plain], broken: Collection[Path] = (), model: type[Part] = Deployment) -> None:
        self._root = _fill(model, root, frozenset(broken), ())

    def has(self, path: str) -> bool:
        """Whether a part is there at all, well formed or not."""
        return isinstance(self._at(path), dict)

    def text(self, path: str) -> str | None:
        """A text."""
        value = self._at(path)
        return value if isinstance(value, str) else None

    def number(self, path: str) -> int | None:
        """A whole number."""
        value = self._at(path)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def number_in(self, path: str, index: int) -> int | None:
        """A whole number of a list."""
        value = self._at(path)
        item = value[index] if isinstance(value, list | tuple) and index < len(value) else None
        return item if isinstance(item, int) and not isinstance(item, bool) else None

    def flag(self, path: str) -> bool:
        """Whether a flag is set; False where it is malformed."""
        return self._at(path) is True

    def is_off(self, path: str) -> bool:
        """Whether a flag is there and says no: unlike `flag`, one that was left open is not off."""
        return self._at(path) is False

    def texts(self, path: str) -> list[tuple[str, str]]:
        """The well-formed texts of a list, each with its own field name, such as `network.zones[2]`."""
        value = self._at(path)
        items = enumerate(value) if isinstance(value, list | tuple) else ()
        return [(f"{path}[{index}]", item) for index, item in items if isinstance(item, str)]

    def parts(self, path: str) -> list[tuple[str, dict[str, object]]]:
        """The mappings of a list, defaults filled in, each with its own field name, such as `keys.datasets[0]`."""
        value = self._at(path)
        items = enumerate(value) if isinstance(value, list | tuple) else ()
        return [(f"{path}[{index}]", item) for index, item in items if isinstance(item, dict)]

    def drafts(self, path: str) -> list[tuple[str, "Draft"]]:
        """The mappings of a list, each as a draft of its own with its field name, such as `training.ec2.groups[0]`."""
        return [(field, self._of(item)) for field, item in self.parts(path)]

    def mapping(self, path: str) -> dict[str, object]:
        """A mapping with keys of its own, such as a chart's values; empty where there is none."""
        value = self._at(path)
        return value if isinstance(value, dict) else {}

    def length(self, path: str) -> int | None:
        """How many entries a list has, malformed ones included."""
        value = self._at(path)
        return len(value) if isinstance(value, list | tuple) else None

    @classmethod
    def _of(cls, filled: dict[str, object]) -> "Draft":
        draft = cls({})
        draft._root = filled
        return draft

    def _at(self, path: str) -> object:
        value: Any = self._root
        for name in path.split("."):
            value = value.get(name) if isinstance(value, dict) else None
        return value


def _fill(model: type[Part], given: Plain, broken: frozenset[Path], path: Path) -> dict[str, object]:
    values = given if isinstance(given, dict) else {}
    return {name: _value(field, values, broken, (*path, name)) for name, field in model.model_fields.items()}


def _value(field: FieldInfo, values: dict[str, Plain], broken: frozenset[Path], path: Path) -> object:
    name, part = str(path[-1]), part_of(field.annotation)
    if name not in values:
        return _default(field)
    value = values[name]
    if value is None or path in broken:
        return None
    if isinstance(value, list):
        return [_item(part, item, broken, (*path, index)) for index, item in enumerate(value)]
    if part:
        return _fill(part, value, broken, path)
    return value.strip() if isinstance(value, str) else value


def _item(part: type[Part] | None, item: Plain, broken: frozenset[Path], path: Path) -> object:
    if path in broken:
        return None
    return _fill(part, item, broken, path) if part and isinstance(item, dict) else item


def _default(field: FieldInfo) -> object:
    default = field.get_default()
    if default is PydanticUndefined:
        return None
    if isinstance(default, tuple):
        return [entry.model_dump() if isinstance(entry, Part) else entry for entry in default]
    return default.model_dump() if isinstance(default, Part) else default
