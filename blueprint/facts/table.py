"""A table of facts: YAML rows, each with the source that says so and the day it was read."""

from collections.abc import Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from importlib import resources
from typing import Any, Generic, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict

LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's parser where it is built in: ten times as fast, and the command reads tables at every start."""


class Row(BaseModel):
    """One fact: `source` is what a reader can look up, `checked` the day somebody last did."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    source: str
    checked: date


RowT = TypeVar("RowT", bound=Row)


class UnknownFactError(KeyError):
    """A name that its table does not have.

    Attributes:
        name: What was asked for.
        nearest: The name that was probably meant, or None.
    """

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name)
        self.name = name
        self.nearest = nearest(name, known)

    def __str__(self) -> str:
        return f"{self.name!r} is not in the table" + (f"; did you mean {self.nearest}?" if self.nearest else "")


class Table(Mapping[str, RowT], Generic[RowT]):
    """The rows of one file by name, in the file's order; an unknown name raises `UnknownFactError`."""

    def __init__(self, rows: dict[str, RowT]) -> None:
        self._rows = rows

    def __getitem__(self, name: str) -> RowT:
        try:
            return self._rows[name]
        except KeyError:
            raise UnknownFactError(name, tuple(self._rows)) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, name: object) -> bool:
        return name in self._rows


def read(filename: str, row: type[RowT]) -> Table[RowT]:
    """Read one table.

    The file has two keys: `sources` (short name to `text` and `checked`) and `rows` (name to fields, where `source` is a short name).

    Args:
        filename: A file beside this module.
        row: The model that each row must fit.

    Raises:
        KeyError: A row names a source that the file does not state.
        pydantic.ValidationError: A row does not fit the model.
    """
    text = resources.files(__package__).joinpath(filename).read_text("utf-8")
    content: dict[str, dict[str, Any]] = yaml.load(text, Loader=LOADER)  # noqa: S506 - LOADER is one of PyYAML's two safe loaders
    sources = content["sources"]
    rows = {}
    for name, fields in content["rows"].items():
        source = sources[fields["source"]]
        rows[name] = row.model_validate({**fields, "name": name, "source": source["text"], "checked": source["checked"]})
    return Table(rows)


def nearest(name: str, known: tuple[str, ...]) -> str | None:
    """The known name that is closest in spelling, or None where none is close."""
    matches = get_close_matches(name, known, n=1, cutoff=0.6)
    return matches[0] if matches else None
