"""How a stack ends: what a rollback and a destroy leave, and what stands in their way."""

import pytest
from botocore.exceptions import ClientError

from assurance.rehearsal.aws import Aws
from tests.assurance.rehearsal import resources as of
from tests.assurance.rehearsal.updating import Lived

BUCKET = of.resource("S3::Bucket", BucketName="example-data")


@pytest.fixture
def stack(aws: Aws, endpoint: str) -> Lived:
    return Lived(aws, "example", endpoint)


def kept(policy: str) -> of.Resource:
    return {**BUCKET, "DeletionPolicy": policy}


def buckets(aws: Aws) -> list[str]:
    return [one["Name"] for one in aws.s3.list_buckets()["Buckets"]]


def test_a_stack_goes_from_its_last_resource_to_its_first(stack: Lived) -> None:
    stack.create({"Bucket": BUCKET, **of.NETWORK})
    assert stack.delete() == "DELETE_COMPLETE"
    assert [one for one, status, _ in stack.events() if status == "DELETE_COMPLETE"] == ["Group", "Subnet", "Vpc", "Bucket", "example"]


@pytest.mark.parametrize(("policy", "left"), [("Delete", []), ("Retain", ["example-data"]), ("RetainExceptOnCreate", ["example-data"])])
def test_the_policy_decides_what_outlives_the_stack(policy: str, left: list[str], stack: Lived, aws: Aws) -> None:
    stack.create({"Bucket": kept(policy)})
    assert stack.delete() == "DELETE_COMPLETE"
    assert buckets(aws) == left


@pytest.mark.parametrize(("policy", "left"), [("Delete", []), ("Retain", ["example-data"]), ("RetainExceptOnCreate", [])])
def test_the_policy_decides_what_outlives_a_rollback(policy: str, left: list[str], stack: Lived, aws: Aws) -> None:
    stack.refuse("AWS::EC2::VPC")
    assert stack.create({"Bucket": kept(policy), "Vpc": of.VPC}) == "ROLLBACK_COMPLETE"
    assert buckets(aws) == left


def test_a_named_bucket_that_a_rollback_left_stops_the_next_deployment(stack: Lived) -> None:
    """Why data is kept with RetainExceptOnCreate and not with Retain."""
    stack.refuse("AWS::EC2::VPC")
    stack.create({"Bucket": kept("Retain"), "Vpc": of.VPC})
    stack.delete()
    assert stack.create({"Bucket": kept("Retain"), "Vpc": of.VPC}) == "ROLLBACK_COMPLETE"
    assert "example-data already exists" in stack.events("CREATE_FAILED")[0][2]


def test_kept_except_on_create_it_goes_on(stack: Lived) -> None:
    stack.refuse("AWS::EC2::VPC")
    stack.create({"Bucket": kept("RetainExceptOnCreate"), "Vpc": of.VPC})
    stack.delete()
    assert stack.create({"Bucket": kept("RetainExceptOnCreate"), "Vpc": of.VPC}) == "CREATE_COMPLETE"


@pytest.mark.parametrize(("policy", "reason"), [("Snapshot", "takes no snapshot"), ("Keep", "'Keep' is not one of")])
def test_a_policy_that_cloudformation_refuses_is_refused(policy: str, reason: str, stack: Lived) -> None:
    stack.create({"Bucket": kept(policy)})
    assert reason in stack.events("CREATE_FAILED")[0][2]


def test_termination_protection_is_lifted_before_a_stack_goes(stack: Lived, aws: Aws) -> None:
    stack.create({"Bucket": BUCKET})
    aws.cloudformation.update_termination_protection(StackName="example", EnableTerminationProtection=True)
    with pytest.raises(ClientError, match="cannot be deleted while TerminationProtection is enabled"):
        stack.delete()
    aws.cloudformation.update_termination_protection(StackName="example", EnableTerminationProtection=False)
    assert stack.delete() == "DELETE_COMPLETE"


def test_a_stack_whose_export_is_in_use_stays(stack: Lived, aws: Aws) -> None:
    stack.create({"Vpc": of.VPC}, {"vpc": of.ref("Vpc")})
    user = Lived(aws, "user")
    user.create({"Table": of.resource("EC2::RouteTable", VpcId={"Fn::ImportValue": "vpc"})})
    assert stack.delete() == "DELETE_FAILED"
    assert stack.events("DELETE_FAILED")[-1][2] == "Export vpc cannot be deleted as it is in use by user"
    assert user.delete() == "DELETE_COMPLETE"
    assert stack.delete() == "DELETE_COMPLETE"


def test_what_a_service_will_not_remove_stays_in_the_stack(stack: Lived, aws: Aws) -> None:
    stack.create({"Bucket": BUCKET})
    aws.s3.put_object(Bucket="example-data", Key="one", Body=b"x")
    assert stack.delete() == "DELETE_FAILED"
    assert "failed to delete: [Bucket]" in stack.events("DELETE_FAILED")[-1][2]
    aws.s3.delete_object(Bucket="example-data", Key="one")
    assert stack.delete() == "DELETE_COMPLETE"


def test_the_nth_resource_of_a_type_is_refused_once(stack: Lived) -> None:
    stack.refuse("AWS::S3::Bucket", 2)
    two = {"One": of.resource("S3::Bucket"), "Two": of.resource("S3::Bucket")}
    assert stack.create(two) == "ROLLBACK_COMPLETE"
    assert [one for one, _, _ in stack.events("CREATE_FAILED")] == ["Two"]
    stack.delete()
    assert stack.create(two) == "CREATE_COMPLETE"
