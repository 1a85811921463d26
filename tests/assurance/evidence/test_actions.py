"""IAM's actions and patterns: what is known, what takes a resource, what is a wildcard."""

import pytest

from assurance.evidence.actions import covers, expand, is_known, overlap, takes_resource
from assurance.evidence.wildcards import is_everything, names_no_verb


@pytest.mark.parametrize(
    ("action", "takes"),
    [
        ("s3:GetObject", True),
        ("ecr:GetAuthorizationToken", False),
        ("sts:GetCallerIdentity", False),
        ("moon:Land", True),
        ("s3:Get*", True),
    ],
)
def test_what_takes_a_resource_is_read_from_the_reference(action, takes):
    assert takes_resource(action) is takes


def test_a_pattern_stands_for_the_actions_that_aws_knows():
    assert {"kms:generatedatakey", "kms:generatedatakeypair"} <= expand("kms:GenerateDataKey*")
    assert is_known("KMS:decrypt")
    assert not is_known("kms:Opens")


@pytest.mark.parametrize(("action", "open_"), [("*", True), ("s3:*", True), ("s?:Get", True), ("iam:*Policy", True), ("s3:Get*", False)])
def test_a_verb_is_named_or_not(action, open_):
    assert names_no_verb(action) is open_


@pytest.mark.parametrize(
    ("target", "wide"),
    [
        ("*", True),
        ("arn:aws:s3:::*", True),
        ("arn:aws:kms:*:*:*", True),
        ("arn:aws:s3:::own-*", False),
        ("arn:aws:kms:eu-central-1:111122223333:key/*", False),
        ("arn:aws:iam::111122223333:*", False),
    ],
)
def test_a_resource_is_everything_or_something(target, wide):
    assert is_everything(target) is wide


def test_a_pattern_covers_what_is_narrower_and_overlaps_what_is_wider():
    assert covers("arn:a:*", "arn:a:b*")
    assert not covers("arn:a:b", "arn:a:b*")
    assert overlap("arn:a:b", "arn:a:b*")
    assert not overlap("arn:a:c", "arn:a:b*")
