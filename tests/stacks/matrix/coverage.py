"""Which options are varied with an effect, and what is wrong with the rest."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from blueprint.settings.part import Part
from tests.stacks.matrix.options import GONE, Option, default_at, options, value_at
from tests.stacks.matrix.synthesis import changed
from tests.stacks.matrix.words import runs_of, traces, words

Deployed = Callable[[Mapping[str, Any]], frozenset[str]]
Change = tuple[str, object]


def unanswered(model: type[Part], root: Mapping[str, Any], others: Mapping[str, object], listed: Mapping[str, str]) -> Iterator[str]:
    """Options that are neither varied nor listed, and rows about options that there are not.

    Args:
        model: Whose options.
        root: The base, in which every part has to be.
        others: Paths for which a second value is named.
        listed: Paths that are not varied, with the reason.
    """
    known = {option.path: option for option in options(model)}
    for path in {*others, *listed} - known.keys():
        yield f"{path}: is no option; take its row out"
    for path, option in known.items():
        if path in listed:
            if not listed[path].strip():
                yield f"{path}: is listed as not varied without a reason"
        elif option.is_part and value_at(root, path) is GONE:
            yield f"{path}: the base has no such part; put it into tests/deployments/all-ways.yaml, or into ON_TOP"
        elif path not in others and not option.others(_now(model, root, path)) and not (option.is_part and option.field.is_required()):
            yield f"{path}: is neither varied nor listed; name another value in OTHERS, or a reason in NOT_VARIED"


def layers(model: type[Part], root: Mapping[str, Any], others: Mapping[str, tuple[object, ...]]) -> Iterator[list[Change]]:
    """Changes that are made together: first values first, then second ones; parts taken out after that, outer ones first.

    What stands in a part that the base lacks is left out: `unanswered` asks for that part.
    """
    absent = {option.path for option in options(model) if option.is_part and value_at(root, option.path) is GONE}
    there = [option for option in options(model) if not absent.intersection(_parts_of(option.path))]
    values = {option: _values(option, _now(model, root, option.path), others.get(option.path, ())) for option in there}
    plain = {option: each for option, each in values.items() if not option.is_part}
    for index in range(max(map(len, plain.values()), default=0)):
        yield [(option.path, each[index]) for option, each in plain.items() if index < len(each)]
    for depth in sorted({option.inside for option in values if option.is_part}):
        yield [(option.path, less) for option, each in values.items() if option.is_part and option.inside == depth for less in each]


def without_effect(changes: list[Change], root: Mapping[str, Any], deploy: Deployed) -> Iterator[Change]:
    """Those of some changes, made together in few runs, that leave no trace of their own in what is deployed."""
    halves = words(len(changes))
    runs = [
        deploy(changed(root, dict(change for change, half in zip(changes, halves, strict=True) if run in half)))
        for run in range(runs_of(halves))
    ]
    for change, half in zip(changes, halves, strict=True):
        if not traces(half, runs):
            yield change


def with_effect(
    model: type[Part], root: Mapping[str, Any], others: Mapping[str, tuple[object, ...]], listed: Iterable[str], deploy: Deployed
) -> Iterator[str]:
    """Listed options that change what is deployed after all."""
    for path in listed:
        option = next(each for each in options(model) if each.path == path)
        values = _values(option, _now(model, root, path), others.get(path, ()))
        if any(deploy(changed(root, {path: value})) != deploy(root) for value in values):
            yield path


def absent_by_value(paths: Iterable[str], root: Mapping[str, Any], there: frozenset[str], before: frozenset[str]) -> Iterator[str]:
    """Options whose value stands in nothing that is new; for deployments in which much differs at once."""
    new = "\n".join(there - before)
    for path in paths:
        if str(value_at(root, path)) not in new:
            yield path


def _values(option: Option, now: object, named: tuple[object, ...]) -> tuple[object, ...]:
    """What a person named, and what the type tells beside it: a row for one value leaves out none of a choice."""
    return (*named, *(each for each in option.others(now) if each not in named))


def _parts_of(path: str) -> Iterator[str]:
    """The path and what it stands in: `a.b[].c`, `a.b`, `a`."""
    while path:
        yield path.removesuffix("[]")
        path = path.rpartition(".")[0]


def _now(model: type[Part], root: Mapping[str, Any], path: str) -> object:
    value = value_at(root, path)
    return default_at(model, path) if value is GONE else value
