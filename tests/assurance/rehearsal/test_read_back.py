"""What a model makes, boto3 tells; each type's every property."""

import pytest

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.verify import StackReader
from tests.assurance.rehearsal import resources as of
from tests.assurance.rehearsal.conftest import Deploy

AUDIT = {"Key": of.KEY, "Bucket": of.BUCKET, "Policy": of.BUCKET_POLICY, "Trail": of.TRAIL}
LAKE = {**of.NETWORK, **of.LUSTRE_RULES, "Key": of.KEY, "Bucket": of.BUCKET, "Lustre": of.file_system(), "Raw": of.association()}


def test_every_property_of_an_audit_trail_is_told_by_boto3(aws: Aws, deploy: Deploy) -> None:
    assert deploy("audit", **AUDIT).reasons == []
    checked = list(StackReader(aws, "audit", {"Resources": AUDIT}).check())
    assert [problem for one in checked for problem in one.problems] == []
    assert {(one.type, name) for one in checked for name in one.verified} >= {
        ("AWS::KMS::Key", "RotationPeriodInDays"),
        ("AWS::S3::Bucket", "ObjectLockConfiguration"),
        ("AWS::S3::Bucket", "BucketEncryption"),
        ("AWS::S3::Bucket", "LifecycleConfiguration"),
        ("AWS::S3::BucketPolicy", "PolicyDocument"),
        ("AWS::CloudTrail::Trail", "EnableLogFileValidation"),
        ("AWS::CloudTrail::Trail", "IsLogging"),
        ("AWS::CloudTrail::Trail", "KMSKeyId"),
        ("AWS::CloudTrail::Trail", "AdvancedEventSelectors"),
    }


def test_a_lustre_file_system_and_its_association_are_told_by_boto3(aws: Aws, deploy: Deploy) -> None:
    assert deploy("lake", **LAKE).reasons == []
    assert [problem for one in StackReader(aws, "lake", {"Resources": LAKE}).check() for problem in one.problems] == []
    (found,) = aws.fsx.describe_data_repository_associations()["Associations"]
    assert found["DataRepositoryPath"] == "s3://example-audit/raw"
    assert found["S3"]["AutoImportPolicy"]["Events"] == ["NEW", "CHANGED"]


CHANGES = {
    "a trail that was stopped": lambda aws: aws.cloudtrail.stop_logging(Name="example"),
    "a bucket opened to the public": lambda aws: aws.s3.delete_public_access_block(Bucket="example-audit"),
    "a bucket with another key": lambda aws: aws.s3.delete_bucket_encryption(Bucket="example-audit"),
    "a policy that is gone": lambda aws: aws.s3.delete_bucket_policy(Bucket="example-audit"),
    "a trail without its selectors": lambda aws: aws.cloudtrail.put_event_selectors(
        TrailName="example", AdvancedEventSelectors=[{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}]
    ),
    "a trail that is gone": lambda aws: aws.cloudtrail.delete_trail(Name="example"),
    "a key that no longer rotates": lambda aws: aws.kms.disable_key_rotation(KeyId=aws.kms.list_keys()["Keys"][0]["KeyId"]),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_an_account_that_is_not_as_the_template_says_is_a_problem(change: object, aws: Aws, deploy: Deploy) -> None:
    deploy("audit", **AUDIT)
    change(aws)  # type: ignore[operator]
    assert sum(bool(one.problems) for one in StackReader(aws, "audit", {"Resources": AUDIT}).check()) == 1


def test_an_unmodelled_function_of_a_template_is_a_problem_not_a_crash(aws: Aws, deploy: Deploy) -> None:
    deploy("plain", Vpc=of.VPC)
    template = {"Resources": {"Vpc": of.resource("EC2::VPC", CidrBlock={"Fn::Cidr": ["10.0.0.0/8", 1, 8]})}}
    (checked,) = StackReader(aws, "plain", template).check()
    assert checked.problems == ["not there: Fn::Cidr: this function is not modelled"]
