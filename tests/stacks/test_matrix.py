"""Every option of the deployment file is varied and changes what is deployed, or stands in a list with the reason why not."""

from collections.abc import Iterator
from typing import Literal

import pytest
from pydantic import Field

from blueprint.settings.deployment import Deployment
from blueprint.settings.part import Part
from tests.conftest import ROOT
from tests.stacks.matrix.coverage import absent_by_value, layers, unanswered, with_effect, without_effect
from tests.stacks.matrix.options import GONE, options, value_at
from tests.stacks.matrix.rows import ALONE, NOT_VARIED, OF_PLACES, ONLY_WITH, OTHERS, PLACES
from tests.stacks.matrix.synthesis import base, changed, deployed, read
from tests.stacks.matrix.words import traces, words

BASE = base()
ELSEWHERE = {*OF_PLACES, *ONLY_WITH, *(path for row in ALONE for path in row)}
NAMED = {**OTHERS, **dict.fromkeys(ELSEWHERE, ())}
LAYERS = [[change for change in layer if change[0] not in {*ELSEWHERE, *NOT_VARIED}] for layer in layers(Deployment, BASE, OTHERS)]


@pytest.fixture(scope="module")
def as_it_is() -> frozenset[str]:
    return deployed(BASE)


def test_every_option_is_varied_or_listed() -> None:
    assert [*unanswered(Deployment, BASE, NAMED, NOT_VARIED)] == []


@pytest.mark.parametrize("changes", LAYERS, ids=[f"{len(layer)}-changes" for layer in LAYERS])
def test_each_change_leaves_a_trace_of_its_own(changes) -> None:
    assert [*without_effect(changes, BASE, deployed)] == []


@pytest.mark.parametrize("row", ALONE, ids=" and ".join)
def test_what_changes_alone_or_together_differs_in_its_own_file(row, as_it_is) -> None:
    differs = deployed(changed(BASE, {path: value for path, (value, _) in row.items()})) ^ as_it_is
    assert [path for path, (_, where) in row.items() if not any(where in line for line in differs)] == []


@pytest.mark.parametrize("part", ONLY_WITH)
def test_a_part_that_others_need_leaves_a_gap(part) -> None:
    less = dict.fromkeys(ONLY_WITH[part], GONE)
    assert deployed(changed(BASE, less)) != deployed(changed(BASE, {**less, part: GONE}))


@pytest.mark.parametrize("name", PLACES)
def test_another_place_stands_in_what_is_deployed_there(name, as_it_is) -> None:
    there = read(ROOT / "deployments" / f"{name}.yaml")
    assert [*absent_by_value(OF_PLACES, there, deployed(there), as_it_is)] == []


def test_every_partition_is_one_of_the_matrix() -> None:
    (option,) = (each for each in options(Deployment) if each.path == "jurisdiction.partition")
    there = {read(ROOT / "deployments" / f"{name}.yaml")["jurisdiction"]["partition"] for name in PLACES}
    assert there == {*option.others(BASE["jurisdiction"]["partition"])}


def test_what_is_not_varied_changes_nothing() -> None:
    assert [*with_effect(Deployment, BASE, OTHERS, NOT_VARIED, deployed)] == []


# The test itself, on models that are broken on purpose


class Room(Part):
    """A part of tomorrow."""

    colour: str = Field(default="red")
    size: Literal["small", "large"] = "small"
    doors: int = Field(default=1, ge=1, le=2)


class Grown(Deployment):
    """The deployment file of tomorrow."""

    motto: str = Field(default="none")
    is_new: bool = False
    room: Room | None = None
    rooms: tuple[Room, ...] = ()


def unanswered_in(model, root=BASE, named=NAMED, listed=NOT_VARIED) -> set[str]:
    return {sentence.split(":")[0] for sentence in unanswered(model, root, named, listed)}


def test_a_new_option_is_found() -> None:
    assert unanswered_in(Grown) == {"motto", "room", "room.colour", "rooms", "rooms[].colour"}


def test_a_new_option_of_a_new_part_is_found_once_the_part_is_there() -> None:
    root = {**BASE, "room": {"colour": "blue"}, "rooms": [{"colour": "green"}]}
    assert unanswered_in(Grown, root) == {"motto", "room.colour", "rooms[].colour"}


def test_a_row_or_a_reason_answers_it() -> None:
    root = {**BASE, "room": {}, "rooms": [{}]}
    named = {**NAMED, "motto": ("x",), "room.colour": ("blue",)}
    assert unanswered_in(Grown, root, named, {**NOT_VARIED, "rooms[].colour": "Nobody sees it."}) == set()


@pytest.mark.parametrize(
    ("named", "listed", "path"),
    [
        ({"moon": ("x",)}, {}, "moon"),
        ({}, {"moon": "x"}, "moon"),
        ({}, {"motto": " "}, "motto"),
    ],
    ids=["a row about nothing", "a reason about nothing", "no reason"],
)
def test_a_wrong_row_is_found(named, listed, path) -> None:
    assert path in unanswered_in(Grown, named={**NAMED, **named}, listed={**NOT_VARIED, **listed})


def test_every_other_choice_switch_and_number_is_varied_by_itself() -> None:
    root = {**BASE, "room": {"doors": 2}, "rooms": [{}]}
    made = dict(change for layer in layers(Grown, root, NAMED) for change in layer)
    assert (made["is_new"], made["room.size"], made["room.doors"], made["room"]) == (True, "large", 1, GONE)


def test_a_row_for_one_value_leaves_out_none_of_a_choice() -> None:
    made = [
        value
        for layer in layers(Deployment, BASE, {**NAMED, "detection.macie": ("off",)})
        for path, value in layer
        if path == "detection.macie"
    ]
    assert made == ["off", "elsewhere"]


MANY = {"rooms": [{"colour": "red"}, {"colour": "blue", "desk": {"of": "oak"}}]}


@pytest.mark.parametrize(
    ("path", "value"),
    [("rooms[].colour", "red"), ("rooms[].desk.of", "oak"), ("rooms[].desk", {"of": "oak"}), ("rooms[].lamp", GONE)],
)
def test_a_path_goes_on_in_the_first_entry_that_has_it(path, value) -> None:
    assert value_at(MANY, path) == value


@pytest.mark.parametrize(
    ("path", "at"),
    [("rooms[].colour", 0), ("rooms[].desk.of", 1), ("rooms[].desk.left", 1), ("rooms[].desk", 1), ("rooms[].lamp", 0)],
)
def test_a_change_is_made_in_the_first_entry_that_has_most_of_the_path(path, at) -> None:
    after = changed(MANY, {path: "x"})["rooms"]
    assert [entry != before for entry, before in zip(after, MANY["rooms"], strict=True)] == [at == 0, at == 1]


class House(Part):
    """One whose rooms have to be there."""

    rooms: tuple[Room, ...] = Field(min_length=1)


def test_a_list_that_has_to_be_there_loses_its_last_entry() -> None:
    root = {"rooms": [{"colour": "red"}, {"colour": "blue"}]}
    assert [*layers(House, root, {})][-1] == [("rooms", [{"colour": "red"}])]
    assert [*unanswered(House, {"rooms": [{}]}, {"rooms[].colour": ("blue",)}, {})] == []


def _lines(root) -> Iterator[str]:
    yield f"a {root.get('a')}"
    yield f"a and b {root.get('a') and root.get('b')}"
    yield f"b or c {root.get('b') or root.get('c')}"


def test_a_change_without_an_effect_of_its_own_is_found() -> None:
    changes = [("a", True), ("b", True), ("c", True), ("d", True)]
    assert [path for path, _ in without_effect(changes, {}, lambda root: frozenset(_lines(root)))] == ["b", "c", "d"]


def test_a_listed_option_with_an_effect_is_found() -> None:
    others = {"motto": ("x",)}
    found = with_effect(Grown, {"a": 1}, others, ["motto", "is_new"], lambda root: frozenset([str(root.get("motto"))]))
    assert [*found] == ["motto"]


@pytest.mark.parametrize("count", [1, 2, 3, 10, 35, 36, 100])
def test_no_two_changes_share_their_runs(count) -> None:
    halves = words(count)
    runs = 2 * len(halves[0])
    both_ways = {*halves, *(frozenset(range(runs)) - half for half in halves)}
    assert len(halves) == count
    assert len(both_ways) == 2 * count


def test_what_two_changes_bring_together_is_the_trace_of_neither() -> None:
    first, second, third = words(3)
    runs = [frozenset([*(["both"] if run in first & second else []), *(["either"] if run in first | second else [])]) for run in range(4)]
    assert [traces(half, runs) for half in (first, second, third)] == [set(), set(), set()]
