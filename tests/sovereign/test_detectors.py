"""What looks for attacks by itself: one of each, and only where the file says that the deployment runs it."""

import pytest
from aws_cdk import App, Stack
from aws_cdk.assertions import Template

from sovereign.detectors import Detectors
from tests.stacks.templates import Templates

TYPES = {"guardduty": "AWS::GuardDuty::Detector", "security_hub": "AWS::SecurityHub::Hub", "macie": "AWS::Macie::Session"}


def made(**chosen: bool) -> set[str]:
    stack = Stack(App(), "s")
    Detectors(stack, "Detectors", **(dict.fromkeys(TYPES, False) | chosen))
    return {resource["Type"] for resource in Template.from_stack(stack).to_json().get("Resources", {}).values()}


@pytest.mark.parametrize("name", TYPES)
def test_each_is_switched_on_alone(name: str) -> None:
    assert made(**{name: True}) == {TYPES[name]}


def test_none_is_made_where_all_are_off_or_run_elsewhere() -> None:
    assert made() == set()


def test_the_detector_is_enabled_and_reads_the_touches_of_objects(templates: Templates) -> None:
    detector = templates.one("AWS::GuardDuty::Detector")
    assert detector["Enable"] is True
    assert {"Name": "S3_DATA_EVENTS", "Status": "ENABLED"} in detector["Features"]


def test_the_hub_checks_its_standards(templates: Templates) -> None:
    hub = templates.one("AWS::SecurityHub::Hub")
    assert (hub["AutoEnableControls"], hub["EnableDefaultStandards"]) == (True, True)
