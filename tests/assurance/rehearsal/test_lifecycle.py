"""The steps of a deployment's later life fail where they show nothing."""

import json

import pytest

from assurance.rehearsal import lifecycle
from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import RehearsalFailed
from tests.assurance.rehearsal import resources as of
from tests.assurance.rehearsal.updating import Lived

BUCKETS = lifecycle.Refusal("AWS::S3::Bucket", 1)


@pytest.fixture
def stack(aws: Aws, endpoint: str) -> Lived:
    return Lived(aws, "example", endpoint)


def nothing() -> None:
    """A command that went through."""


def failed(*lines: str) -> None:
    raise RehearsalFailed(*lines)


def test_a_refusal_that_nobody_met_is_a_failure(aws: Aws, endpoint: str) -> None:
    with pytest.raises(RehearsalFailed, match="was to be refused, and the deployment went through"):
        lifecycle.interrupted(aws, endpoint, lifecycle.Refusal("AWS::S3::Nothing", 1), nothing)


def test_a_failure_that_leaves_no_stack_taken_back_is_a_failure(aws: Aws, endpoint: str) -> None:
    with pytest.raises(RehearsalFailed, match="one stack should be taken back\nwhy"):
        lifecycle.interrupted(aws, endpoint, lifecycle.Refusal("AWS::S3::Nothing", 1), lambda: failed("why"))


def test_a_protected_stack_that_was_taken_back_is_unlocked_for_the_next_deployment(stack: Lived, aws: Aws, endpoint: str) -> None:
    def deploy() -> None:
        template = json.dumps({"Resources": {"Bucket": of.resource("S3::Bucket")}})
        aws.cloudformation.create_stack(StackName="example", TemplateBody=template, EnableTerminationProtection=True)
        failed("cdk deploy failed")

    told = lifecycle.interrupted(aws, endpoint, BUCKETS, deploy)
    assert "example ended in ROLLBACK_COMPLETE" in told
    assert "lifted by hand" in told
    assert not aws.cloudformation.describe_stacks(StackName="example")["Stacks"][0]["EnableTerminationProtection"]


def test_a_destroy_that_protection_should_have_stopped_is_a_failure(stack: Lived, aws: Aws) -> None:
    stack.create({"Bucket": of.resource("S3::Bucket")})
    assert lifecycle.lift_protection(aws, nothing) is None
    aws.cloudformation.update_termination_protection(StackName="example", EnableTerminationProtection=True)
    with pytest.raises(RehearsalFailed, match="`cdk destroy` went through"):
        lifecycle.lift_protection(aws, nothing)
    with pytest.raises(RehearsalFailed, match="another reason"):
        lifecycle.lift_protection(aws, lambda: failed("another reason"))
    assert lifecycle.lift_protection(aws, lambda: failed("cannot be deleted while TerminationProtection is enabled"))
    assert stack.delete() == "DELETE_COMPLETE"


def test_a_stack_that_will_not_end_is_a_failure(stack: Lived, aws: Aws) -> None:
    stack.create({"Bucket": of.resource("S3::Bucket", BucketName="example")})
    aws.s3.put_object(Bucket="example", Key="one", Body=b"x")
    with pytest.raises(RehearsalFailed, match="example: DELETE_FAILED"):
        lifecycle.remove_stack(aws, "example")
    assert lifecycle.stands(aws) == ["example"]
