"""The chooser: bodies as they are get what suits them, what a region lacks is refused, and more skill never speaks against its platform."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blueprint.facts.choices import choice_platforms, choices
from blueprint.facts.instances import offers
from blueprint.facts.regions import regions
from blueprint.facts.table import UnknownFactError
from blueprint.planning.chooser import Answers, Ranking, choose

FRANKFURT, STOCKHOLM, TAIPEI = "eu-central-1", "eu-north-1", "ap-east-2"

PERSONAS = [
    (
        "a university's computing centre with its own Slurm",
        {"nodes": 8, "weeks": 3, "slurm": 2, "existing": "slurm", "start_days": 14},
        "pcs",
    ),
    (
        "a ministry that trains for months on many nodes",
        {"nodes": 64, "weeks": 12, "slurm": 1, "aws": 1, "complexity": 0},
        "hyperpod-slurm",
    ),
    (
        "a platform team that serves from the same nodes",
        {"nodes": 4, "weeks": 2, "kubernetes": 2, "existing": "kubernetes", "serving": True},
        "eks",
    ),
    ("a Kubernetes house with a large run", {"nodes": 32, "weeks": 8, "kubernetes": 2}, "hyperpod-eks"),
    ("engineers with a block of one node", {"nodes": 1, "weeks": 1, "aws": 2, "complexity": 2, "reserved": True}, "ec2"),
]


def answers(**changes: Any) -> Answers:
    return replace(Answers(region=FRANKFURT, nodes=4, weeks=3), **changes)


def points(ranking: Ranking) -> dict[str, int]:
    return {part.platform.name: part.points for part in ranking.ranked}


@pytest.mark.parametrize(("persona", "plan", "first"), PERSONAS, ids=[persona for persona, _, _ in PERSONAS])
def test_a_body_gets_what_suits_it(persona, plan, first) -> None:
    ranking = choose(answers(**plan))
    assert ranking.ranked[0].platform.name == first
    assert ranking.ranked[0].points > ranking.ranked[1].points, "the first place is no accident of the order"


def test_what_the_region_lacks_is_refused_and_not_ranked() -> None:
    ranking = choose(answers(region=TAIPEI, nodes=64, weeks=12))
    assert {part.platform.name for part in ranking.refused} == {"pcs", "hyperpod-slurm", "hyperpod-eks"}
    assert set(points(ranking)) == {"ec2", "eks"}
    assert ranking.refused[0].why.startswith("ap-east-2 has no AWS Parallel Computing Service (checked 20")


def test_a_type_that_ec2_does_not_sell_there_leaves_hyperpod_alone() -> None:
    ranking = choose(answers(instance_type="p5.48xlarge", aws=2, complexity=2, reserved=True))
    assert set(points(ranking)) == {"hyperpod-slurm", "hyperpod-eks"}
    assert all("EC2 does not sell p5.48xlarge in eu-central-1" in part.why for part in ranking.refused)


def test_a_type_that_hyperpod_does_not_have_there_leaves_ec2() -> None:
    kind = next(kind for kind in sorted(offers()[STOCKHOLM].ec2 - offers()[STOCKHOLM].hyperpod))
    assert {part.platform.name for part in choose(answers(region=STOCKHOLM, instance_type=kind)).refused} == {
        "hyperpod-slurm",
        "hyperpod-eks",
    }


def test_where_nothing_is_known_nothing_is_refused_and_it_is_said() -> None:
    ranking = choose(answers(region="eusc-de-east-1", instance_type="p5.48xlarge"))
    assert ranking.refused == ()
    assert any("ask AWS" in note for note in ranking.notes)


def test_a_region_that_is_none_is_refused() -> None:
    with pytest.raises(UnknownFactError):
        choose(answers(region="eu-centrl-1"))


def test_the_points_are_what_the_reasons_add_up_to_and_each_has_its_source() -> None:
    for part in choose(answers(nodes=20, slurm=2, serving=True)).ranked:
        reasons = [*part.speaks_for, *part.speaks_against]
        assert part.points == sum(reason.points for reason in reasons)
        assert all(reason.text and reason.source for reason in reasons)
        assert all(reason.points > 0 for reason in part.speaks_for)
        assert all(reason.points < 0 for reason in part.speaks_against)


def test_every_row_names_platforms_that_there_are_and_applies_to_some_answer() -> None:
    for row in choices().values():
        assert set(row.points) <= set(choice_platforms())
        assert 0 not in row.points.values()
        assert (row.value is None) != (row.at_least is None and row.at_most is None)


PLANS = st.builds(
    Answers,
    region=st.sampled_from(list(regions())),
    nodes=st.integers(1, 200),
    weeks=st.floats(0.1, 60),
    slurm=st.integers(0, 2),
    kubernetes=st.integers(0, 2),
    aws=st.integers(0, 2),
    start_days=st.integers(1, 200),
    complexity=st.integers(0, 2),
    existing=st.sampled_from(["none", "slurm", "kubernetes"]),
    serving=st.booleans(),
    reserved=st.booleans(),
)
NEEDS = {"slurm": ("pcs", "hyperpod-slurm"), "kubernetes": ("eks", "hyperpod-eks"), "aws": ("ec2",)}


@pytest.mark.parametrize("skill", NEEDS)
@settings(deadline=None)
@given(plan=PLANS, more=st.integers(0, 2))
def test_more_of_a_skill_never_lowers_a_platform_that_needs_it(skill, plan, more) -> None:
    before = points(choose(plan))
    after = points(choose(replace(plan, **{skill: max(getattr(plan, skill), more)})))
    assert all(after[name] >= before[name] for name in NEEDS[skill] if name in before)


@settings(deadline=None)
@given(plan=PLANS)
def test_what_is_ranked_and_what_is_refused_are_all_platforms_once(plan) -> None:
    ranking = choose(plan)
    names = [part.platform.name for part in (*ranking.ranked, *ranking.refused)]
    assert sorted(names) == sorted(choice_platforms())
    assert [part.points for part in ranking.ranked] == sorted((part.points for part in ranking.ranked), reverse=True)


@settings(deadline=None)
@given(plan=PLANS, more=st.integers(1, 300))
def test_more_nodes_never_lower_what_replaces_them_by_itself(plan, more) -> None:
    before, after = points(choose(plan)), points(choose(replace(plan, nodes=plan.nodes + more)))
    assert all(after[name] >= before[name] for name in ("hyperpod-slurm", "hyperpod-eks") if name in before)
