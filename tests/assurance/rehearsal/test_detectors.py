"""Detectors are read back, and an account and region take one of each."""

import pytest

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.verify import StackReader
from tests.assurance.rehearsal import resources as of
from tests.assurance.rehearsal.conftest import Deploy

GUARDDUTY = of.resource(
    "GuardDuty::Detector",
    Enable=True,
    FindingPublishingFrequency="FIFTEEN_MINUTES",
    Features=[{"Name": "S3_DATA_EVENTS", "Status": "ENABLED"}],
    Tags=[{"Key": "owner", "Value": "x"}],
)
HUB = of.resource("SecurityHub::Hub", AutoEnableControls=True, EnableDefaultStandards=True, Tags={"owner": "x"})
MACIE = of.resource("Macie::Session", Status="ENABLED", FindingPublishingFrequency="FIFTEEN_MINUTES")
EACH = {"GuardDuty": GUARDDUTY, "Hub": HUB, "Macie": MACIE}


def test_every_property_of_a_detector_is_told_by_boto3_or_said_to_be_untold(aws: Aws, deploy: Deploy) -> None:
    assert deploy("detectors", **EACH).reasons == []
    checked = {one.logical_id: one for one in StackReader(aws, "detectors", {"Resources": EACH}).check()}
    assert [problem for one in checked.values() for problem in one.problems] == []
    assert set(checked["GuardDuty"].verified) == set(GUARDDUTY["Properties"])  # type: ignore[call-overload]
    assert set(checked["Macie"].verified) == set(MACIE["Properties"])  # type: ignore[call-overload]
    assert checked["Hub"].verified == ["AutoEnableControls", "Tags"]


@pytest.mark.parametrize("name", EACH)
def test_a_second_one_is_refused(name: str, aws: Aws, deploy: Deploy) -> None:
    assert deploy("first", **{name: EACH[name]}).reasons == []
    (why,) = deploy("second", **{name: EACH[name]}).reasons
    assert "already" in why


CHANGES = {
    "GuardDuty": lambda aws: aws.guardduty.update_detector(DetectorId=aws.guardduty.list_detectors()["DetectorIds"][0], Enable=False),
    "Hub": lambda aws: aws.securityhub.disable_security_hub(),
    "Macie": lambda aws: aws.macie2.disable_macie(),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_detector_that_was_switched_off_is_a_problem(name: str, aws: Aws, deploy: Deploy) -> None:
    deploy("detectors", **EACH)
    CHANGES[name](aws)
    found = StackReader(aws, "detectors", {"Resources": EACH}).check()
    assert [one.logical_id for one in found if one.problems] == [name]


def test_a_hub_that_the_simulator_cannot_show_is_refused(deploy: Deploy) -> None:
    (why,) = deploy(Hub=of.resource("SecurityHub::Hub", AutoEnableControls=False)).reasons
    assert "AutoEnableControls" in why or "already" in why
