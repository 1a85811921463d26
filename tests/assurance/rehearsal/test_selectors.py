"""Selectors that CloudTrail takes, and those that it refuses."""

import pytest

from assurance.rehearsal.errors import Refused
from assurance.rehearsal.selectors import MOST_VALUES, check_selectors
from tests.assurance.rehearsal.resources import selector

NETWORK = {"eventCategory": "NetworkActivity", "eventSource": "kms.amazonaws.com"}
DATA = {"eventCategory": "Data", "resources__type": "AWS::S3::Object"}
NOT_EQUALS = {"FieldSelectors": [*selector(eventCategory="Data")["FieldSelectors"], {"Field": "resources.type", "NotEquals": ["x"]}]}  # type: ignore[misc]
TWO = {"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management", "Data"]}]}
MANY = {"FieldSelectors": [*selector(**DATA)["FieldSelectors"], {"Field": "resources.ARN", "StartsWith": ["x"] * MOST_VALUES}]}  # type: ignore[misc]


@pytest.mark.parametrize(
    "taken", [selector(eventCategory="Management"), selector(**DATA), selector(**NETWORK, errorCode="VpceAccessDenied")]
)
def test_a_right_selector_is_taken(taken) -> None:
    check_selectors([taken])


@pytest.mark.parametrize(
    ("refused", "reason"),
    [
        (selector(resources__type="AWS::S3::Object"), "eventCategory needs Equals with one value"),
        (TWO, "eventCategory needs Equals with one value"),
        (selector(eventCategory="Insight"), "'Insight' is not one of"),
        (selector(eventCategory="Data"), "resources.type needs Equals"),
        (NOT_EQUALS, "resources.type needs Equals"),
        (selector(eventCategory="NetworkActivity"), "eventSource needs Equals"),
        (selector(eventCategory="NetworkActivity", eventSource="sts.amazonaws.com"), "no network activity events of sts.amazonaws.com"),
        (selector(**NETWORK, errorCode="AccessDenied"), "VpceAccessDenied alone"),
        (selector(**NETWORK, resources__type="AWS::S3::Object"), "have no field resources.type"),
        (MANY, f"at most {MOST_VALUES}"),
    ],
)
def test_a_wrong_selector_is_refused_with_its_reason(refused, reason) -> None:
    with pytest.raises(Refused, match=reason):
        check_selectors([refused])
