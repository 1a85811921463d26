"""A stack made wrong on purpose fails, and says why."""

import json
import uuid

import pytest

from assurance.rehearsal.aws import Aws
from tests.assurance.rehearsal import resources as of
from tests.assurance.rehearsal.conftest import Deploy

NOT_THERE = "arn:aws:kms:eu-central-1:111122223333:key/00000000-0000-0000-0000-000000000000"
OPEN_GROUP = of.resource("EC2::SecurityGroup", VpcId=of.ref("Vpc"), GroupDescription="all out")
LAKE = {**of.NETWORK, **of.LUSTRE_RULES, "Key": of.KEY, "Bucket": of.BUCKET}


def bucket(**properties: object) -> dict:
    return {"Bucket": of.resource("S3::Bucket", **properties)}


def encrypted_with(key: object) -> dict:
    default = {"SSEAlgorithm": "aws:kms", **({"KMSMasterKeyID": key} if key else {})}
    return {"ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": default}]}


def role(trust: object) -> dict:
    return {"Role": of.resource("IAM::Role", AssumeRolePolicyDocument=trust)}


def endpoint(**more: object) -> dict:
    given = {"VpcId": of.ref("Vpc"), "ServiceName": "com.amazonaws.eu-central-1.kms", "VpcEndpointType": "Interface"} | more
    return {"Vpc": of.VPC, "Endpoint": of.resource("EC2::VPCEndpoint", **given)}


def key(principal: object) -> dict:
    return {"Key": of.resource("KMS::Key", KeyPolicy=of.policy(of.OWNER, of.statement("Allow", principal, "kms:Decrypt")))}


WRONG = {
    "an unknown type": ({"X": of.resource("Bedrock::Guardrail", Name="x")}, "does not model this type"),
    "an unknown property": (bucket(IntelligentTieringConfigurations=[]), "not modelled: IntelligentTieringConfigurations"),
    "an unknown nested property": (
        {"Vpc": of.VPC, "Group": of.resource("EC2::LaunchTemplate", LaunchTemplateData={"Colour": "red"})},
        "Colour: no such property",
    ),
    "a bucket name that S3 refuses": (bucket(BucketName="Example_Bucket"), "breaks the naming rules"),
    "a bucket name of an IP address": (bucket(BucketName="10.0.0.1"), "breaks the naming rules"),
    "a bucket that is taken": ({**bucket(BucketName="twice"), "Again": of.resource("S3::Bucket", BucketName="twice")}, "already exists"),
    "a bucket whose key is not there": (bucket(BucketEncryption=encrypted_with(NOT_THERE)), "KMS key"),
    "a bucket without a key of ours": (bucket(BucketEncryption=encrypted_with(None)), "customer-managed key"),
    "a rotation period that KMS refuses": (
        {"Key": of.resource("KMS::Key", KeyPolicy=of.policy(of.OWNER), EnableKeyRotation=True, RotationPeriodInDays=30)},
        "outside 90 to 2560",
    ),
    "a key for a role that is not there": (key({"AWS": "arn:aws:iam::111122223333:role/nobody"}), "nobody does not exist"),
    "a key for another partition": (key({"AWS": "arn:aws-us-gov:iam::111122223333:root"}), "no principal of the partition aws"),
    "a kind of principal that IAM has not": (
        role(of.policy({"Effect": "Allow", "Principal": {"Team": "x"}, "Action": "sts:AssumeRole"})),
        "unsupported",
    ),
    "a malformed policy": (role("{not json"), "malformed JSON"),
    "a policy without an effect": (role(of.policy({"Principal": "*", "Action": "sts:AssumeRole"})), "neither Allow nor Deny"),
    "a subnet in a zone of another region": (
        {"Vpc": of.VPC, "Subnet": of.resource("EC2::Subnet", VpcId=of.ref("Vpc"), CidrBlock="10.0.0.0/24", AvailabilityZone="eu-west-1a")},
        "is not in eu-central-1",
    ),
    "an endpoint in a subnet that is not there": (endpoint(SubnetIds=["subnet-0123456789abcdef0"]), "subnets subnet-0123456789abcdef0"),
    "an endpoint of another region": (endpoint(ServiceName="com.amazonaws.us-west-2.kms"), "not a service of eu-central-1"),
    "private names where the VPC resolves none": (
        {**endpoint(PrivateDnsEnabled=True), "Vpc": of.resource("EC2::VPC", CidrBlock="10.0.0.0/16", EnableDnsHostnames=False)},
        "enableDnsHostnames is off",
    ),
    "a rule for a group that is not there": (
        {
            **of.NETWORK,
            "In": of.resource(
                "EC2::SecurityGroupIngress",
                GroupId=of.att("Group", "GroupId"),
                IpProtocol="-1",
                SourceSecurityGroupId="sg-0123456789abcdef0",
            ),
        },
        "security groups sg-0123456789abcdef0",
    ),
    "a trail into a bucket that does not let it": (
        {"Key": of.KEY, "Bucket": of.BUCKET, "Trail": of.resource("CloudTrail::Trail", S3BucketName=of.ref("Bucket"), IsLogging=True)},
        "no policy that lets CloudTrail write",
    ),
    "a trail whose writer asks CloudTrail for what it never sends": (
        {
            "Key": of.KEY,
            "Bucket": of.BUCKET,
            "Policy": of.BUCKET_POLICY,
            "Logs": of.resource("Logs::LogGroup"),
            "Writer": of.resource(
                "IAM::Role",
                AssumeRolePolicyDocument=of.policy(
                    {
                        "Effect": "Allow",
                        "Principal": {"Service": "cloudtrail.amazonaws.com"},
                        "Action": "sts:AssumeRole",
                        "Condition": {"StringEquals": {"aws:SourceAccount": of.ACCOUNT}},
                    }
                ),
            ),
            "Trail": of.resource(
                "CloudTrail::Trail",
                depends="Policy",
                S3BucketName=of.ref("Bucket"),
                IsLogging=True,
                CloudWatchLogsLogGroupArn=of.att("Logs"),
                CloudWatchLogsRoleArn=of.att("Writer"),
            ),
        },
        "its trust asks for aws:sourceaccount",
    ),
    "a log group kept for a time that is not offered": (
        {"Logs": of.resource("Logs::LogGroup", RetentionInDays=100)},
        "RetentionInDays: 100",
    ),
    "a log group whose key is not there": ({"Logs": of.resource("Logs::LogGroup", KmsKeyId=NOT_THERE)}, "KMS key"),
    "a launch template of an image that is not there": (
        {"T": of.resource("EC2::LaunchTemplate", LaunchTemplateData={"ImageId": "ami-00000000000000000"})},
        "image ami-00000000000000000",
    ),
    "an endpoint configuration of a model that is not there": (
        {
            "C": of.resource(
                "SageMaker::EndpointConfig",
                ProductionVariants=[{"VariantName": "a", "ModelName": "none", "InstanceType": "ml.g5.2xlarge", "InitialInstanceCount": 1}],
            )
        },
        "none does not exist",
    ),
    "an instance type that SageMaker has not": (
        {
            "C": of.resource(
                "SageMaker::EndpointConfig", ProductionVariants=[{"VariantName": "a", "ModelName": "none", "InstanceType": "ml.z9.huge"}]
            )
        },
        "'ml.z9.huge' is not one of",
    ),
    "Lustre of a size that AWS refuses": ({**LAKE, "Lustre": of.file_system(1300)}, "StorageCapacity: 1300; allowed: 1200, 2400"),
    "Lustre without its rules": (
        {**of.NETWORK, "Key": of.KEY, "Lustre": {key: value for key, value in of.file_system().items() if key != "DependsOn"}},
        "do not permit Lustre LNET network traffic on port 988",
    ),
    "Lustre whose key is not there": ({**LAKE, "Lustre": of.file_system(KmsKeyId=NOT_THERE)}, "KMS key"),
    "an association with a bucket that is not there": (
        {**LAKE, "Lustre": of.file_system(), "Raw": of.association(to="s3://nowhere-at-all/raw")},
        "bucket nowhere-at-all",
    ),
    "two associations in one folder": (
        {
            **LAKE,
            "Lustre": of.file_system(),
            "Raw": of.association(),
            "Again": of.association("/raw/sub", to={"Fn::Sub": "s3://${Bucket}/x"}),
        },
        "overlaps /raw",
    ),
    "an attribute that is not modelled": (
        {"Vpc": of.VPC, "Logs": of.resource("Logs::LogGroup", LogGroupName=of.att("Vpc", "Colour"))},
        "Fn::GetAtt Colour: not modelled",
    ),
    "resources in a circle": (
        {
            "A": of.resource("EC2::VPC", depends="B", CidrBlock="10.0.0.0/16"),
            "B": of.resource("EC2::VPC", depends="A", CidrBlock="10.1.0.0/16"),
        },
        "circular dependency: A -> B -> A",
    ),
}


@pytest.mark.parametrize(("stack", "reason"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_stack_fails_and_says_why(stack: dict, reason: str, deploy: Deploy) -> None:
    outcome = deploy(**json.loads(json.dumps(stack).replace("example-audit", f"audit-{uuid.uuid4().hex}")))
    assert outcome.status == "ROLLBACK_COMPLETE"
    assert len(outcome.reasons) == 1
    assert reason in outcome.reasons[0]


def test_nothing_is_made_after_the_first_failure(aws: Aws, deploy: Deploy) -> None:
    deploy(A=of.resource("S3::Bucket", BucketName="10.0.0.1"), B=of.resource("S3::Bucket", BucketName="later"))
    assert aws.s3.list_buckets()["Buckets"] == []


def test_a_resource_waits_for_what_it_depends_on(aws: Aws, deploy: Deploy) -> None:
    outcome = deploy(
        "order",
        First=of.resource("EC2::VPC", depends="Second", CidrBlock="10.0.0.0/16"),
        Second=of.resource("EC2::VPC", CidrBlock="10.1.0.0/16"),
    )
    events = aws.cloudformation.describe_stack_events(StackName="order")["StackEvents"]
    made = [event["LogicalResourceId"] for event in reversed(events) if event["PhysicalResourceId"] in outcome.ids.values()]
    assert made == ["Second", "First"]


def test_a_listed_type_is_left_out_and_nothing_is_made(deploy: Deploy) -> None:
    outcome = deploy(Stamp={"Type": "AWS::CDK::Metadata", "Properties": {"Analytics": "x"}})
    assert outcome.status == "CREATE_COMPLETE"
    assert outcome.ids == {"Stamp": "unmodelled-Stamp"}


def test_another_stack_sees_an_export(aws: Aws, deploy: Deploy) -> None:
    exporting = {"Resources": {"Vpc": of.VPC}, "Outputs": {"Id": {"Value": of.ref("Vpc"), "Export": {"Name": "vpc"}}}}
    aws.cloudformation.create_stack(StackName="exporting", TemplateBody=json.dumps(exporting))
    assert deploy(Routes=of.resource("EC2::RouteTable", VpcId={"Fn::ImportValue": "vpc"})).reasons == []
    assert deploy(Routes=of.resource("EC2::RouteTable", VpcId={"Fn::ImportValue": "none"})).status == "ROLLBACK_COMPLETE"
