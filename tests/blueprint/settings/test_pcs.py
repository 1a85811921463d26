"""A cluster of AWS PCS in the deployment file."""

from pathlib import Path
from typing import Any

import yaml

from blueprint.facts.services import services
from blueprint.settings import Deployment
from blueprint.settings.load import parse
from tests.blueprint.settings.pcs_breaks import broken, node_group
from tests.blueprint.settings.training_breaks import block


def loaded(change: Any, changes: dict[str, Any]) -> Deployment:
    return parse(yaml.safe_dump(change(changes)).encode(), Path("changed.yaml"))


def test_the_cluster_of_the_breaks_is_right(problems_of) -> None:
    assert problems_of(broken()) == ()


def test_pcs_opens_its_own_endpoint(change) -> None:
    assert loaded(change, broken()).workloads == ("training", "pcs", "serving")
    assert "pcs" not in loaded(change, {}).workloads


def test_a_region_without_pcs_is_refused_and_the_nearest_named(problems_of) -> None:
    elsewhere = {"jurisdiction.approved_regions": ["eu-central-2", "eu-central-1"], "region": "eu-central-2"}
    said = [problem.allowed for problem in problems_of(broken() | elsewhere) if "Parallel Computing" in problem.allowed]
    assert len(said) == 1
    assert "which training.pcs needs" in said[0]
    assert said[0].endswith("the nearest approved region that has it: eu-central-1")


def test_bought_nodes_all_stay_and_others_as_many_as_are_asked_for(change) -> None:
    bought = node_group(name="bought", instance_type="p4d.24xlarge", nodes=4, capacity_block=block())
    changes = broken({"groups": [bought, node_group(least_nodes=1)]}, {"groups": ["tune", "bought"]})
    pcs = loaded(change, changes).training.pcs  # type: ignore[union-attr]
    assert [group.standing_nodes for group in pcs.groups] == [4, 1]  # type: ignore[union-attr]


def test_every_platform_counts_among_the_nodes_of_training(change) -> None:
    assert loaded(change, broken()).training.nodes == 4  # type: ignore[union-attr]


def test_an_approved_list_without_pcs_is_too_short(problems_of) -> None:

    short = [name for name in services() if name != "PCS"]
    (problem,) = problems_of(broken() | {"jurisdiction.approved_services": short})
    assert "lacks PCS (a Slurm cluster whose controller AWS runs), which training.pcs needs" in problem.allowed
