"""Every key is ours: empty places, other people's keys and switches that are off break the claim."""

import pytest

from assurance.evidence import our_keys
from assurance.evidence.claim import Verdict, judge

ROTATED = {"EnableKeyRotation": True}
KEY = {"Key": {"Type": "AWS::KMS::Key", "Properties": ROTATED}}
ARN = {"Fn::GetAtt": ["Key", "Arn"]}


def of(type_name, **properties):
    return {**KEY, "X": {"Type": f"AWS::{type_name}", "Properties": properties}}


def bucket(key=None, algorithm="aws:kms", **more):
    default = {"SSEAlgorithm": algorithm} | ({"KMSMasterKeyID": key} if key else {})
    return of("S3::Bucket", BucketEncryption={"ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": default}]}, **more)


def volumes(**ebs):
    return of("EC2::LaunchTemplate", LaunchTemplateData={"BlockDeviceMappings": [{"Ebs": ebs}]})


def endpoint_config(instance_type, **more):
    return of("SageMaker::EndpointConfig", ProductionVariants=[{"InstanceType": instance_type}], **more)


BROKEN = {
    "a bucket without encryption": (of("S3::Bucket"), "takes no key of ours"),
    "a bucket with S3's own keys": (bucket(algorithm="AES256"), "takes no key of ours, but AES256"),
    "a bucket with KMS and no key": (bucket(), "takes no key of ours, but aws:kms"),
    "a bucket with an empty rule": (of("S3::Bucket", BucketEncryption={"ServerSideEncryptionConfiguration": []}), "takes no key of ours"),
    "a bucket with AWS's key": (bucket("alias/aws/s3"), "takes AWS's own key alias/aws/s3"),
    "a bucket with AWS's key by its ARN": (
        bucket("arn:aws:kms:eu-central-1:111122223333:alias/aws/s3"),
        "takes AWS's own key alias/aws/s3",
    ),
    "a bucket with a key of another account": (
        bucket("arn:aws:kms:eu-central-1:999988887777:key/1"),
        "takes a key of account 999988887777",
    ),
    "a bucket with a key by its bare id": (bucket("1234abcd"), "takes 1234abcd, of which nobody can say whose key it is"),
    "a bucket with an alias of nothing": (bucket("alias/ours"), "takes alias/ours, an alias of no key here"),
    "a bucket with a parameter for a key": (bucket({"Ref": "KeyArn"}), "takes a key that the template does not tell: ${?KeyArn}"),
    "a bucket with a role for a key": (
        bucket({"Fn::GetAtt": ["R", "Arn"]}) | {"R": {"Type": "AWS::IAM::Role"}},
        "takes ${Stack/R.Arn} for a key, which is none",
    ),
    "a bucket with a key only sometimes": (bucket({"Fn::If": ["Open", ARN, {"Ref": "AWS::NoValue"}]}), "takes no key of ours, but aws:kms"),
    "a bucket with an alias of AWS's key": (
        bucket({"Ref": "A"}) | {"A": {"Type": "AWS::KMS::Alias", "Properties": {"AliasName": "alias/x", "TargetKeyId": "alias/aws/s3"}}},
        "takes AWS's own key alias/aws/s3",
    ),
    "a copy without a key": (
        bucket(ARN, ReplicationConfiguration={"Rules": [{"Destination": {"Bucket": "b"}}]}),
        "takes no key of ours",
    ),
    "a log group without a key": (of("Logs::LogGroup"), "takes no key of ours"),
    "a trail without a key": (of("CloudTrail::Trail"), "takes no key of ours"),
    "a file system with AWS's key": (of("FSx::FileSystem", KmsKeyId="alias/aws/fsx"), "takes AWS's own key alias/aws/fsx"),
    "a registry with S3's keys": (
        of("ECR::Repository", EncryptionConfiguration={"EncryptionType": "AES256"}),
        "takes no key of ours, but AES256",
    ),
    "a cluster without a key for its secrets": (of("EKS::Cluster"), "takes no key of ours"),
    "a volume without a key": (volumes(Encrypted=True), "takes no key of ours"),
    "a volume that is not encrypted": (volumes(KmsKeyId=ARN, Encrypted=False), "does not switch encryption on"),
    "a volume that does not say": (volumes(KmsKeyId=ARN), "does not switch encryption on"),
    "a launch template without volumes": (
        of("EC2::LaunchTemplate", LaunchTemplateData={}),
        "names no volume: the root volume takes the key that the image or the account has by default",
    ),
    "an instance without volumes": (
        of("EC2::Instance"),
        "names no volume: the root volume takes the key that the image or the account has by default",
    ),
    "an endpoint on disks of the network": (endpoint_config("ml.m5.xlarge"), "takes no key of ours"),
    "an endpoint whose instances nobody knows": (endpoint_config({"Ref": "Type"}), "takes no key of ours"),
    "an endpoint on NVMe with AWS's key": (
        endpoint_config("ml.g5.xlarge", KmsKeyId="alias/aws/sagemaker"),
        "takes AWS's own key alias/aws/sagemaker",
    ),
    "captured data without a key": (
        endpoint_config("ml.g5.xlarge", DataCaptureConfig={"DestinationS3Uri": "s3://b"}),
        "takes no key of ours",
    ),
    "a table with AWS's key": (of("DynamoDB::Table", SSESpecification={"SSEEnabled": True}), "takes no key of ours"),
    "a database that is not encrypted": (of("RDS::DBInstance", KmsKeyId=ARN), "does not switch encryption on"),
    "insights without a key": (
        of("RDS::DBInstance", KmsKeyId=ARN, StorageEncrypted=True, EnablePerformanceInsights=True),
        "takes no key of ours",
    ),
    "a function with environment variables": (
        of("Lambda::Function", Code={"ZipFile": "x"}, Environment={"Variables": {"A": "b"}}),
        "takes no key of ours",
    ),
    "a build that switches encryption off": (
        of("CodeBuild::Project", EncryptionKey=ARN, Artifacts={"EncryptionDisabled": True}),
        "switches encryption off",
    ),
    "a HyperPod group without volumes": (
        of("SageMaker::Cluster", InstanceGroups=[{"InstanceGroupName": "a"}]),
        "has a group that names no volume: its root volume takes an AWS-owned key",
    ),
    "a type that nobody knows": (of("Moon::Base"), "is of a type that the registry schemas do not know: nobody can say which key it takes"),
}


@pytest.mark.parametrize(("resources", "sentence"), BROKEN.values(), ids=BROKEN.keys())
def test_a_key_that_is_not_ours_is_found(graph_of, resources, sentence):
    assert sentence in [finding.sentence for finding in our_keys.broken_by(graph_of(resources)) if finding.resource == "Stack/X"]


CLEAN = {
    "a bucket with our key": bucket(ARN),
    "a bucket with our key by reference": bucket({"Ref": "Key"}),
    "a bucket with our key written out": bucket({"Fn::Sub": "arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/${Key}"}),
    "a bucket with a key of our account": bucket("arn:aws:kms:eu-central-1:111122223333:key/1"),
    "a bucket with an alias of our key": bucket({"Ref": "A"})
    | {"A": {"Type": "AWS::KMS::Alias", "Properties": {"AliasName": "alias/x", "TargetKeyId": ARN}}},
    "a bucket with our alias by its name": bucket("alias/x")
    | {"A": {"Type": "AWS::KMS::Alias", "Properties": {"AliasName": "alias/x", "TargetKeyId": ARN}}},
    "a volume with our key": volumes(KmsKeyId=ARN, Encrypted="true"),
    "an ephemeral disk": of("EC2::LaunchTemplate", LaunchTemplateData={"BlockDeviceMappings": [{"VirtualName": "ephemeral0"}]}),
    "an instance from a launch template": of("EC2::Instance", LaunchTemplate={"LaunchTemplateId": "lt"}),
    "an endpoint on NVMe disks": endpoint_config("ml.p5.48xlarge"),
    "a function that stores nothing": of("Lambda::Function", Code={"ZipFile": "x"}),
    "an instance of a database cluster": of("RDS::DBInstance", DBClusterIdentifier="c", StorageEncrypted=True),
    "a type without a key": of("IAM::Role"),
}


@pytest.mark.parametrize("resources", CLEAN.values(), ids=CLEAN.keys())
def test_our_own_key_raises_no_alarm(graph_of, resources):
    assert [*our_keys.broken_by(graph_of(resources))] == []


def logged(target, *more, **properties):
    """A bucket with S3's own keys into which another one logs, and further resources."""
    logs = bucket(algorithm="AES256", BucketName="logs", **properties)
    source = {"Source": {**bucket(ARN)["X"]}}
    source["Source"]["Properties"]["LoggingConfiguration"] = {"DestinationBucketName": target}
    return {**logs, **source, **{f"Policy{index}": each for index, each in enumerate(more)}}


def delivery(service="logging.s3.amazonaws.com"):
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "s3:PutObject", "Resource": "*"}
    return {"Type": "AWS::S3::BucketPolicy", "Properties": {"Bucket": {"Ref": "X"}, "PolicyDocument": {"Statement": [statement]}}}


@pytest.mark.parametrize("target", [{"Ref": "X"}, "logs"])
def test_only_the_bucket_that_takes_access_logs_may_have_s3s_keys(graph_of, target):
    graph = graph_of(logged(target, delivery()))
    assert [*our_keys.broken_by(graph)] == []
    assert [remark.subject for remark in our_keys.remarks(graph)] == ["Stack/X"]
    assert [finding.resource for finding in our_keys.broken_by(graph_of(bucket(algorithm="AES256", BucketName="logs")))] == ["Stack/X"]


def test_an_access_list_for_log_delivery_excuses_too(graph_of):
    assert [*our_keys.broken_by(graph_of(logged("logs", AccessControl="LogDeliveryWrite")))] == []


@pytest.mark.parametrize("policies", [(), (delivery("ec2.amazonaws.com"),)])
def test_a_bucket_to_which_no_log_can_be_delivered_is_not_excused(graph_of, policies):
    assert [finding.resource for finding in our_keys.broken_by(graph_of(logged("logs", *policies)))] == ["Stack/X"]


def test_a_key_of_another_stack_is_ours_too(graph_of, template_of):
    keys = template_of(KEY, "Keys", Outputs={"Out": {"Value": ARN, "Export": {"Name": "Raw"}}})
    imported = {"X": bucket({"Fn::ImportValue": "Raw"})["X"]}
    assert [*our_keys.broken_by(graph_of(imported, keys))] == []
    assert [finding.sentence for finding in our_keys.broken_by(graph_of(imported))] == [
        "takes a key that the template does not tell: ${?the export Raw, which no stack here makes}"
    ]


def test_what_stores_data_without_a_key_is_told_and_what_nobody_reviewed(graph_of):
    graph = graph_of(
        {"P": {"Type": "AWS::SSM::Parameter"}, "C": {"Type": "Custom::X"}, "S": {"Type": "AWS::Glue::Job"}, "R": {"Type": "AWS::IAM::Role"}}
    )
    told = {remark.subject: remark.sentence for remark in our_keys.remarks(graph)}
    assert set(told) == {"AWS::SSM::Parameter", "Custom::X", "AWS::Glue::Job"}
    assert told["AWS::Glue::Job"] == "has no property for a key, and nobody has reviewed yet whether it stores data."


def test_with_nothing_that_takes_a_key_the_claim_does_not_hold(graph_of):
    assert judge(our_keys, graph_of({"R": {"Type": "AWS::IAM::Role"}})).verdict is Verdict.NOTHING
