"""Copies: where they may go, how long they stay, how often they are made, and what is said of them."""

from pathlib import Path

import pytest
import yaml

from blueprint.settings import notes
from blueprint.settings.load import parse
from blueprint.settings.rhythm import rhythm, shortest_objective

SECOND = "444455556666"
WRONG = {
    "the deployment's own account": ({"backup.account": "111122223333"}, "backup.account", "another account than the deployment's own"),
    "no account": ({"backup.account": "12"}, "backup.account", ""),
    "a region that is not approved": ({"backup.region": "eu-west-1"}, "backup.region", "is not approved"),
    "a region of another partition": ({"backup.region": "us-gov-west-1"}, "backup.region", "no copy leaves it"),
    "a region with a slip": ({"backup.region": "eu-central-11"}, "backup.region", "did you mean eu-central-1"),
    "too short for production": ({"backup.retention_days": 29}, "backup.retention_days", "in production at least 30"),
    "an objective that leaves no hour for the copy": (
        {"backup.recovery_point_objective_hours": 4},
        "backup.recovery_point_objective_hours",
        "",
    ),
    "a grace that AWS refuses": ({"backup.changeable_for_days": 2}, "backup.changeable_for_days", ""),
    "a class that is not offered": ({"backup.also": ["raw"]}, "backup.also[0]", ""),
    "an unknown key": ({"backup.vault": "mine"}, "backup.vault", ""),
}


@pytest.fixture
def notes_of(change):
    return lambda changes: notes(parse(yaml.safe_dump(change(changes)).encode(), Path("x.yaml")))


@pytest.mark.parametrize(("changes", "field", "says"), WRONG.values(), ids=WRONG.keys())
def test_what_could_not_be_kept_is_refused(problems_of, changes, field, says) -> None:
    (problem,) = problems_of(changes)
    assert problem.field == field
    assert says in problem.allowed


def test_a_development_deployment_keeps_copies_for_two_rounds_at_least(problems_of) -> None:
    short = {"stage": "development", "backup.retention_days": 1, "backup.recovery_point_objective_hours": 24}
    (problem,) = problems_of(short)
    assert problem.allowed.startswith("at least 2: twice")
    assert problems_of({**short, "backup.retention_days": 2}) == ()


def test_copies_stay_in_the_deployments_region_unless_the_file_says_otherwise(problems_of) -> None:
    assert problems_of({"jurisdiction.approved_regions": ["eu-central-1", "eu-west-1"], "backup.region": "eu-west-1"}) == ()


@pytest.mark.parametrize("objective", range(shortest_objective(), 169))
def test_the_parts_of_an_objective_add_up_to_it(objective) -> None:
    found = rhythm(objective)
    assert found.interval_hours + (found.start_minutes + found.completion_minutes) // 60 + found.copy_hours == objective
    assert found.copy_hours >= 1
    assert found.start_minutes < found.completion_minutes
    assert 24 % found.interval_hours == 0


def test_a_schedule_comes_out_even_with_a_day() -> None:
    assert [rhythm(hours).cron for hours in (24, 72, 5)] == ["cron(0 0/8 * * ? *)", "cron(0 0 * * ? *)", "cron(0 0/1 * * ? *)"]


def test_a_deployment_without_copies_is_told_so(notes_of, gone) -> None:
    assert [note for note in notes_of({"backup": gone}) if note.startswith("backup")] == [
        "backup: nothing is copied out of the account; ledger and audit are lost with it"
    ]


def test_what_no_template_shows_of_copies_is_noted(notes_of) -> None:
    found = [note for note in notes_of({"backup.also": ["models"], "backup.images": False}) if note.startswith("backup")]
    assert [note.partition(":")[0] for note in found] == ["backup", "backup.also", "backup.images"]
    assert "of one organisation" in found[0]
