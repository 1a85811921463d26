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

    def __init__(self, root: dict[str, Plain], broken: Collection[Path] = ()) -> None:
        self._root = _fill(Deployment, root, frozenset(broken), ())

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

    def texts(self, path: str) -> list[tuple[str, str]]:
        """The well-formed texts of a list, each with its own field name, such as `network.zones[2]`."""
        value = self._at(path)
        items = enumerate(value) if isinstance(value, list | tuple) else ()
        return [(f"{path}[{index}]", item) for index, item in items if isinstance(item, str)]

    def parts(self, path: str) -> list[tuple[str, dict[str, object]]]:
        """The mappings of a list as they stand in the file, each with its own field name, such as `keys.datasets[0]`."""
        value = self._at(path)
        items = enumerate(value) if isinstance(value, list | tuple) else ()
        return [(f"{path}[{index}]", item) for index, item in items if isinstance(item, dict)]

    def length(self, path: str) -> int | None:
        """How many entries a list has, malformed ones included."""
        value = self._at(path)
        return len(value) if isinstance(value, list | tuple) else None

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
        return [None if (*path, index) in broken else item for index, item in enumerate(value)]
    if part:
        return _fill(part, value, broken, path)
    return value.strip() if isinstance(value, str) else value


def _default(field: FieldInfo) -> object:
    default = field.get_default()
    if default is PydanticUndefined:
        return None
    return default.model_dump() if isinstance(default, Part) else default
