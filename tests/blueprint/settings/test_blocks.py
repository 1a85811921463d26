"""What `check` says of Capacity Blocks by the clock."""

from datetime import datetime
from pathlib import Path

import pytest
import yaml

from blueprint.settings.blocks import notes_on_blocks
from blueprint.settings.load import parse
from tests.blueprint.settings.training_breaks import BLOCK, block

IDENTITY = block()["id"]


@pytest.fixture
def said(change):
    def notes(now: str, **ec2: object) -> list[str]:
        changes = {BLOCK: block(), **{f"training.ec2.{name}": value for name, value in ec2.items()}}
        deployment = parse(yaml.safe_dump(change(changes)).encode(), Path("x.yaml"))
        return list(notes_on_blocks(deployment, datetime.fromisoformat(now)))

    return notes


def test_a_block_of_another_month_needs_no_note(said) -> None:
    assert said("2026-11-24T00:00:00Z") == []


def test_a_block_that_runs_is_named_or_its_start_would_lie_in_the_past(said) -> None:
    (note,) = said("2027-01-12T00:00:00Z")
    assert note.startswith(f"training.ec2.running_blocks: {IDENTITY} of train has begun; name it")
    assert said("2027-01-12T00:00:00Z", running_blocks=[IDENTITY]) == []


def test_a_block_that_does_not_run_yet_is_not_named(said) -> None:
    (note,) = said("2027-01-10T00:00:00Z", running_blocks=[IDENTITY])
    assert note.endswith("begins at 2027-01-11T11:30:00Z; EC2 starts no node before")


def test_a_week_before_its_end_somebody_is_told(said) -> None:
    assert said("2027-01-18T11:29:00Z", running_blocks=[IDENTITY]) == []
    (note,) = said("2027-01-18T11:30:00Z", running_blocks=[IDENTITY])
    assert note.startswith(f"training: {IDENTITY} of train ends at 2027-01-25 11:30 UTC")


def test_the_runbook_that_it_names_is_there(said) -> None:
    (note,) = said("2027-01-20T00:00:00Z", running_blocks=[IDENTITY])
    (named,) = [word for word in note.split() if word.endswith(".md")]
    assert (Path(__file__).parents[3] / named).is_file()


def test_in_the_last_minutes_no_end_can_be_set(said) -> None:
    notes = said("2027-01-25T10:50:00Z", running_blocks=[IDENTITY])
    assert notes[1].startswith("training.ec2.scale_in_minutes: the nodes of train should be gone by now")


def test_a_block_that_is_over_is_taken_out(said) -> None:
    (note,) = said("2027-01-25T11:30:00Z", running_blocks=[IDENTITY])
    assert note.startswith(f"training: {IDENTITY} of train ended at 2027-01-25 11:30 UTC: take it out")
