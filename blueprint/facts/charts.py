"""Helm charts: where each comes from, which images it pulls, and which values it knows."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any, Literal, TypeAlias

import yaml
from pydantic import BaseModel, ConfigDict, Field

from blueprint.facts.table import LOADER, Row, Table, nearest, read

Form = Literal["host", "path", "path@", "repository", "repository@", "parent", "name", "name@", "digest", "hex"]
Plain: TypeAlias = "str | int | float | bool | list[Any] | dict[str, Any] | None"

KINDS: dict[str, tuple[type, ...]] = {"text": (str,), "flag": (bool,), "number": (int, float), "list": (list, tuple), "map": (dict,)}
ANYTHING = "any"
GLOBAL = "global"
"""Helm knows this key in every chart."""


class ChartImage(BaseModel):
    """An image that a chart pulls: where the intake takes it from, and which values name it in which form."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    taken_from: str = Field(alias="from")
    values: dict[str, Form]


class Chart(Row):
    """One chart at one version; `images` by the path that each has in one's own registry."""

    version: str
    app_version: str
    namespace: str
    upstream: str
    licence: str
    images: dict[str, ChartImage]

    @property
    def keys(self) -> Mapping[str, Any]:
        """The tree of its values' names; a leaf is the type: text, flag, number, list, map (any key below), any."""
        return _keys(self.name)

    def fault(self, path: str, value: Plain) -> str | None:
        """What is wrong with one value.

        Args:
            path: Names from the root, with dots between: `settings.isolatedVPC`.
            value: What it is given.

        Returns:
            A sentence that says what is allowed, or None where the chart takes it.
        """
        node: Any = self.keys
        names = path.split(".")
        for depth, name in enumerate(names):
            if name not in node:
                return _unknown(self.name, names[:depth], name, tuple(node), tuple(_paths(self.keys)))
            node = node[name]
            if not isinstance(node, Mapping):
                return self._leaf(names, depth, node, value)
        return None if isinstance(value, dict) else f"a section of {self.name}'s values, with the keys {', '.join(node)}"

    def _leaf(self, names: list[str], depth: int, kind: str, value: Plain) -> str | None:
        if kind in ("map", ANYTHING):
            return None if kind == ANYTHING or depth < len(names) - 1 or isinstance(value, dict) else "a map"
        if depth < len(names) - 1:
            return f"{'.'.join(names[: depth + 1])} is a {kind} in {self.name}'s values and has nothing below it"
        fits = isinstance(value, KINDS[kind]) and (kind == "flag" or not isinstance(value, bool))
        return None if fits else f"a {kind}, as in {self.name}'s own values"


@cache
def charts() -> Table[Chart]:
    """All charts by name."""
    return read("charts.yaml", Chart)


def leaves(values: Mapping[str, Any], chart: Chart) -> Iterator[tuple[str, Plain]]:
    """Every value of a tree with its path, as far down as the chart's own keys go.

    A key with a dot in it, as Kubernetes' labels have, stands in a `map` and is never taken for a path.
    """
    yield from _leaves(values, chart.keys, ())


def _leaves(values: Mapping[str, Any], keys: Any, path: tuple[str, ...]) -> Iterator[tuple[str, Plain]]:  # noqa: ANN401 - a tree of names
    for name, value in values.items():
        known = keys.get(name) if isinstance(keys, Mapping) else None
        if isinstance(value, dict) and isinstance(known, Mapping):
            yield from _leaves(value, known, (*path, name))
        else:
            yield ".".join((*path, name)), value


def _paths(keys: Mapping[str, Any], path: str = "") -> Iterator[str]:
    for name, below in keys.items():
        yield path + name
        if isinstance(below, Mapping):
            yield from _paths(below, f"{path}{name}.")


def _unknown(chart: str, above: list[str], name: str, beside: tuple[str, ...], everywhere: tuple[str, ...]) -> str:
    whole = ".".join([*above, name])
    meant = nearest(name, beside)
    guess = ".".join([*above, meant]) if meant else nearest(whole, everywhere)
    return f"{chart} has no value {whole}; " + (f"did you mean {guess}?" if guess else f"known: {', '.join(beside)}")


@cache
def _keys(chart: str) -> Mapping[str, Any]:
    text = resources.files(__package__).joinpath("charts", f"{chart}.yaml").read_text("utf-8")
    tree: dict[str, Any] = yaml.load(text, Loader=LOADER)  # noqa: S506 - LOADER is one of PyYAML's two safe loaders
    return {**tree, GLOBAL: tree.get(GLOBAL, "map")}
