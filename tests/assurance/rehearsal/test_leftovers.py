"""What is left at the end is told apart: kept by policy, orphaned, lost."""

import pytest

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.inventory import inventory
from assurance.rehearsal.leftovers import Kept, leftovers
from tests.assurance.rehearsal import resources as of
from tests.assurance.rehearsal.updating import Lived

KEPT = {**of.resource("S3::Bucket", BucketName="example-data"), "DeletionPolicy": "Retain"}


@pytest.fixture
def stack(aws: Aws, endpoint: str) -> Lived:
    return Lived(aws, "example", endpoint)


def test_what_a_policy_keeps_is_told_with_the_policy(stack: Lived, aws: Aws) -> None:
    before = inventory(aws)
    stack.create({"Bucket": KEPT, "Key": of.KEY, **of.NETWORK})
    stack.delete()
    left = leftovers(aws, before)
    assert left.kept == (Kept("AWS::S3::Bucket", "example-data", "example", "DeletionPolicy: Retain"),)
    assert left.problems == ()


def test_what_no_policy_keeps_and_still_stands_is_an_orphan(stack: Lived, aws: Aws) -> None:
    before = inventory(aws)
    stack.create({"Logs": of.resource("Logs::LogGroup", LogGroupName="example")})
    stack.delete()
    aws.logs.create_log_group(logGroupName="example")
    assert leftovers(aws, before).problems == (
        "example: AWS::Logs::LogGroup example is still there, and no policy keeps it",
        "logs: example is in the account, and no stack made it",
    )


def test_what_should_be_kept_and_is_gone_is_a_problem(stack: Lived, aws: Aws) -> None:
    before = inventory(aws)
    stack.create({"Bucket": KEPT})
    stack.delete()
    aws.s3.delete_bucket(Bucket="example-data")
    (problem,) = leftovers(aws, before).problems
    assert problem == "example: AWS::S3::Bucket example-data should have been kept (DeletionPolicy: Retain), and is gone"


def test_what_no_stack_made_is_a_problem(stack: Lived, aws: Aws) -> None:
    before = inventory(aws)
    aws.sns.create_topic(Name="by-hand")
    assert leftovers(aws, before).problems == (
        "sns: arn:aws:sns:eu-central-1:111122223333:by-hand is in the account, and no stack made it",
    )


def test_a_key_that_waits_for_its_deletion_is_gone(aws: Aws) -> None:
    before = inventory(aws)
    key = aws.kms.create_key()["KeyMetadata"]["KeyId"]
    assert inventory(aws) - before == {("kms", key)}
    aws.kms.schedule_key_deletion(KeyId=key)
    assert inventory(aws) == before
