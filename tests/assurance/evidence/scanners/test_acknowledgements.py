"""A row answers one rule at the places that it names, and nothing else; one that answers nothing is noticed."""

import pytest

from assurance.evidence.scanners.acknowledgements import Acknowledgement, BadAcknowledgementsError, acknowledgements, unused
from assurance.evidence.scanners.scan import ScannerFinding

LOGS = ScannerFinding("checkov", "CKV_AWS_18", "audit/AccessLogs/Bucket", "AWS::S3::Bucket", "no access logs")
ROW = Acknowledgement("checkov", "CKV_AWS_18", ("audit/AccessLogs/Bucket",), "it receives them")


@pytest.mark.parametrize(
    "other",
    [
        ScannerFinding("cfn-lint", "CKV_AWS_18", LOGS.place, LOGS.type, ""),
        ScannerFinding("checkov", "CKV_AWS_19", LOGS.place, LOGS.type, ""),
        ScannerFinding("checkov", "CKV_AWS_18", "audit/AccessLogs/Bucket/Policy", LOGS.type, ""),
        ScannerFinding("checkov", "CKV_AWS_18", "lake/AccessLogs/Bucket", LOGS.type, ""),
    ],
)
def test_a_row_answers_its_own_rule_at_its_own_place_alone(other):
    assert ROW.excuses(LOGS)
    assert not ROW.excuses(other)


def test_a_row_whose_finding_has_gone_is_unused():
    (sentence,) = unused([ROW], [], [(LOGS.place, LOGS.type), ("audit/Trail", "")])
    assert sentence.startswith("audit/AccessLogs/Bucket: checkov CKV_AWS_18: acknowledged, but nothing is found here")


def test_a_row_about_what_this_deployment_does_not_have_is_silent():
    assert list(unused([ROW], [], [("lake/Buckets/Raw", LOGS.type)])) == []


def test_a_pattern_may_not_reach_further_than_what_it_excuses():
    wide = Acknowledgement("checkov", "CKV_AWS_18", ("audit/*",), "why not")
    (sentence,) = unused([wide], [LOGS], [(LOGS.place, LOGS.type), ("audit/Trail", "AWS::CloudTrail::Trail")])
    assert sentence.startswith("audit/Trail: ")


def test_a_pattern_for_one_type_passes_over_the_others():
    typed = Acknowledgement("checkov", "CKV_AWS_18", ("audit/*",), "why not", type="AWS::S3::Bucket")
    assert list(unused([typed], [LOGS], [(LOGS.place, LOGS.type), ("audit/Trail", "AWS::CloudTrail::Trail")])) == []
    assert not typed.excuses(ScannerFinding("checkov", "CKV_AWS_18", "audit/Trail", "AWS::CloudTrail::Trail", ""))


def test_a_row_that_says_why_its_finding_is_there_only_sometimes_is_silent():
    assert (
        list(unused([Acknowledgement(ROW.scanner, ROW.rule, ROW.places, ROW.reason, "with NVMe alone")], [], [(LOGS.place, LOGS.type)]))
        == []
    )


def table(**changes: object) -> str:
    row = {"scanner": "checkov", "rule": "CKV_AWS_18", "places": ["audit/AccessLogs/Bucket"], "reason": "it receives them"} | changes
    return f"acknowledged: [{ {name: value for name, value in row.items() if value is not None} }]"


def test_a_row_as_it_has_to_be():
    assert acknowledgements(table()) == (ROW,)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"reason": None}, "row 1: has to have places, reason, rule, scanner"),
        ({"reason": "  "}, "row 1: reason: '  ' has to be text"),
        ({"because": "x"}, "and has because"),
        ({"places": "audit/*"}, "row 1: places: 'audit/*' has to be a list"),
        ({"places": []}, "row 1: places: [] has to be a list"),
        ({"places": ["*/Bucket"]}, "'*/Bucket' has to be a stack's part and a construct in it"),
        ({"places": ["audit/*"]}, "'audit/*' has to be a stack's part and a construct in it"),
        ({"places": ["audit"]}, "'audit' has to be a stack's part"),
        ({"sometimes": ""}, "row 1: sometimes: '' has to be text"),
    ],
)
def test_a_row_that_says_too_little_or_too_much_is_refused(changes, told):
    with pytest.raises(BadAcknowledgementsError) as refused:
        acknowledgements(table(**changes))
    assert told in str(refused.value)
