"""Detectors: what the file may ask for, and what is said of those that do not run here."""

from pathlib import Path

import pytest
import yaml

from blueprint.settings import DeploymentError, notes
from blueprint.settings.load import parse

ZURICH = {
    "jurisdiction.approved_regions": ["eu-central-2"],
    "region": "eu-central-2",
    "network.zones": ["eu-central-2a", "eu-central-2b", "eu-central-2c"],
    "lake.lustre.zone": "eu-central-2a",
    "training.zone": "eu-central-2a",
    "training.ec2.groups.0.instance_type": "c7i.8xlarge",
    "serving.instance_type": "ml.g6.12xlarge",
}


@pytest.fixture
def read(change):
    return lambda changes: parse(yaml.safe_dump(change(changes)).encode(), Path("x.yaml"))


def problems(read, changes) -> str:
    with pytest.raises(DeploymentError) as refused:
        read(changes)
    return str(refused.value)


def test_what_looks_for_attacks_is_on_unless_the_file_says_otherwise(read) -> None:
    found = read({}).detection
    assert (found.guardduty, found.security_hub, found.config, found.access_analyzer) == ("on",) * 4


def test_what_is_billed_by_the_byte_or_the_role_is_off_unless_the_file_asks(read) -> None:
    found = read({}).detection
    assert (found.macie, found.unused_access) == ("off", "off")


def test_a_detector_that_the_region_lacks_is_refused_with_the_nearest_region_that_has_it(read) -> None:
    refused = problems(read, {**ZURICH, "detection": {"macie": "on"}})
    assert "detection.macie" in refused
    assert "off: eu-central-2 has no Amazon Macie in CloudFormation" in refused
    assert "the nearest of the partition: eu-south-1" in refused or "the nearest of the partition: eu-central-1" in refused


def test_a_detector_that_the_region_lacks_and_nobody_asked_for_is_noted(read) -> None:
    assert any(note.startswith("detection.macie: eu-central-2 has no Amazon Macie") for note in notes(read(ZURICH)))


def test_a_detector_that_another_body_runs_has_to_be_looked_up(read) -> None:
    (note,) = [note for note in notes(read({"detection": {"guardduty": "elsewhere", "config": "off"}})) if note.startswith("detection.")]
    assert note.startswith("detection.guardduty: Amazon GuardDuty has to run in this account already")


@pytest.mark.parametrize("value", ["yes", True, "ON", None])
def test_a_detector_is_on_off_or_run_elsewhere_and_nothing_else(read, value) -> None:
    assert "detection.guardduty" in problems(read, {"detection": {"guardduty": value}})


def test_an_unknown_detector_is_refused(read) -> None:
    assert "detection.inspector" in problems(read, {"detection": {"inspector": "on"}})
