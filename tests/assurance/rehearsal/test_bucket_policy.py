"""Conditions as IAM reads them (IAM User Guide, "IAM JSON policy elements: Condition operators")."""

import pytest
from moto.iam.access_control import PermissionResult

from assurance.rehearsal.simulator.bucket_policy import condition_holds, decide
from tests.assurance.rehearsal import resources as of

ROLE = "arn:aws:iam::111122223333:role/publisher"
VALUES = {"aws:SecureTransport": "true", "aws:PrincipalAccount": "111122223333", "s3:x-amz-server-side-encryption": "aws:kms"}
CASES = [
    ({"Bool": {"aws:SecureTransport": "false"}}, False),
    ({"Bool": {"aws:SecureTransport": True}}, True),
    ({"StringEquals": {"aws:principalaccount": ["1", "111122223333"]}}, True),
    ({"StringNotEquals": {"aws:PrincipalAccount": ["1", "111122223333"]}}, False),
    ({"StringNotEquals": {"aws:PrincipalAccount": "1"}}, True),
    ({"StringEquals": {"aws:SourceVpce": "vpce-1"}}, False),
    ({"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}, True),
    ({"StringEqualsIfExists": {"aws:SourceVpce": "vpce-1"}}, True),
    ({"Null": {"aws:SourceVpce": "true"}}, True),
    ({"Null": {"aws:SecureTransport": "true"}}, False),
    ({"StringLike": {"s3:x-amz-server-side-encryption": "aws:*"}}, True),
    ({"Bool": {"aws:SecureTransport": "true"}, "StringEquals": {"aws:PrincipalAccount": "1"}}, False),
]


@pytest.mark.parametrize(("condition", "holds"), CASES)
def test_a_condition_holds_as_iam_says(condition: dict, holds: bool) -> None:
    assert condition_holds(condition, VALUES) is holds


def test_an_operator_that_is_not_modelled_is_no_guess() -> None:
    with pytest.raises(NotImplementedError, match="IpAddress"):
        condition_holds({"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}, VALUES)


DECISIONS = {
    "nothing said": ([of.statement("Allow", "*", "s3:GetObject")], PermissionResult.NEUTRAL),
    "allowed": ([of.statement("Allow", {"AWS": ROLE}, "s3:Put*")], PermissionResult.PERMITTED),
    "allowed to the account": ([of.statement("Allow", {"AWS": "arn:aws:iam::111122223333:root"}, "s3:*")], PermissionResult.PERMITTED),
    "another role's": ([of.statement("Allow", {"AWS": f"{ROLE}2"}, "s3:*")], PermissionResult.NEUTRAL),
    "another object's": ([of.statement("Allow", "*", "s3:*", on="arn:aws:s3:::other/*")], PermissionResult.NEUTRAL),
    "denied beats allowed": ([of.statement("Allow", "*", "s3:*"), of.statement("Deny", "*", "s3:PutObject")], PermissionResult.DENIED),
}


@pytest.mark.parametrize(("statements", "decision"), DECISIONS.values(), ids=DECISIONS.keys())
def test_a_policy_decides_as_iam_says(statements: list, decision: PermissionResult) -> None:
    assert decide(of.policy(*statements), "s3:PutObject", "arn:aws:s3:::bucket/key", ROLE, VALUES) == decision
