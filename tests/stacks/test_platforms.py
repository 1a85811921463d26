"""Every platform in every partition with every instance type that it can name there: what all their templates have in common."""

import json
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from blueprint.facts.partitions import partitions
from blueprint.facts.regions import Region
from tests.stacks.matrix.platforms import ACCOUNT, Taken, deployment_file, places
from tests.stacks.matrix.synthesis import assembled
from tests.stacks.matrix.verdicts import deploy_time_needs, foreign_places, launch_faults, named_types, wandering_groups

STACKS = {"ec2": "training", "pcs": "pcs", "eks": "eks", "hyperpod": "hyperpod", "hyperpod on eks": "hyperpod"}
VOLUMES_KEY = "KeysVolumes"
CELLS = [(partition, number) for partition in partitions() for number in range(len([*places(partition)]))]
pytestmark = pytest.mark.parametrize(("partition", "number"), CELLS, ids=str)


class Cell(NamedTuple):
    """One file of the matrix, and what would be deployed."""

    region: Region
    taken: Taken
    templates: dict[str, dict[str, Any]]


@cache
def made(partition: str, number: int) -> Cell:
    """Synthesised once."""
    region, taken = [*places(partition)][number]
    with assembled(deployment_file(region, taken)) as folder:
        files = folder.glob("matrix-*.template.json")
        return Cell(region, taken, {_part(file): json.loads(file.read_text("utf-8")) for file in files})


def _part(file: Path) -> str:
    return file.name.removeprefix("matrix-").removesuffix(".template.json")


def is_ours(host: str) -> bool:
    """The bootstrap's bucket by its name, which holds the account; the lake's by a reference to what the same templates make."""
    return (host.startswith("cdk-s") and f"-{ACCOUNT}-" in host) or host == "${}"


@pytest.fixture
def cell(partition: str, number: int) -> Cell:
    return made(partition, number)


def test_nothing_names_another_partition(cell) -> None:
    assert [*foreign_places(cell.templates, cell.region.partition)] == []


def test_nothing_is_run_or_fetched_while_it_is_deployed(cell) -> None:
    assert [*deploy_time_needs(cell.templates, is_ours)] == []


def test_cards_image_and_key_are_as_they_should_be(cell) -> None:
    assert [*launch_faults(cell.templates, VOLUMES_KEY)] == []


def test_every_group_stands_in_the_one_zone(cell) -> None:
    assert [*wandering_groups(cell.templates, cell.region.zones[0])] == []


def test_every_type_is_there(cell) -> None:
    for platform, kinds in cell.taken.items():
        assert {*kinds} <= named_types(cell.templates, STACKS[platform]), platform
