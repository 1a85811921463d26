"""HyperPod in the deployment file: what is right, and what goes with EKS in place of Slurm."""

import re

import pytest

from blueprint.settings.hyperpod import CRON
from tests.blueprint.settings.hyperpod_breaks import CONTROLLER, DATABASE, GROUPS, PART, RIGHT, cluster, clustered, group


@pytest.mark.parametrize("changes", RIGHT)
def test_a_right_cluster_has_no_problem(problems_of, changes) -> None:
    assert problems_of(changes) == ()


def test_a_region_without_hyperpod_is_refused_and_the_nearest_named(problems_of) -> None:
    paris = {
        "region": "eu-west-3",
        "jurisdiction.approved_regions": ["eu-west-3", "eu-central-1"],
        "network.zones": ["eu-west-3a", "eu-west-3b", "eu-west-3c"],
        "lake.lustre.zone": "eu-west-3a",
        "training.zone": "eu-west-3a",
    }
    (said,) = [problem.allowed for problem in problems_of({**clustered(), **paris}) if problem.field == "region"]
    assert said.startswith("has no SageMaker HyperPod, which training.hyperpod needs")
    assert said.endswith("the nearest approved region that has it: eu-central-1")


@pytest.mark.parametrize(
    "schedule",
    ["cron(0 3 ? * 1#1 *)", "cron(30 02 ? */3 SAT *)", "cron(0 3 1 * ? 2027)"],
)
def test_schedules_that_cloudformation_takes(schedule) -> None:
    assert re.fullmatch(CRON, schedule)


def test_no_schedule_without_its_parentheses() -> None:
    assert not re.fullmatch(CRON, "0 3 ? * 1#1 *")


def test_mistakes_are_told_all_at_once(problems_of) -> None:
    wrong = cluster(group(minimum_nodes=9, efa=False), slurm_strategy="merge", image_release=None, accounting=DATABASE | {"port": 0})
    fields = {problem.field for problem in problems_of(clustered(wrong))}
    assert {f"{PART}.slurm_strategy", f"{PART}.image_release", f"{PART}.accounting.port", f"{GROUPS}[1].efa"} <= fields


def test_the_controller_stands_for_itself(problems_of) -> None:
    assert problems_of(clustered(cluster(CONTROLLER | {"name": "login", "role": "login", "nodes": 2}, group()))) == ()
