"""AWS Config, Access Analyzer and the block on public access in the simulator: read back, and refused where AWS refuses."""

import pytest

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.removals import REMOVALS
from assurance.rehearsal.types.configuration import check_region
from assurance.rehearsal.verify import StackReader
from tests.assurance.rehearsal import resources as of
from tests.assurance.rehearsal.conftest import Deploy

CONFIG = {"Service": "config.amazonaws.com"}
NAME = "example-configuration"
KEY = of.resource("KMS::Key", KeyPolicy=of.policy(of.OWNER, of.statement("Allow", CONFIG, "kms:Decrypt", "kms:GenerateDataKey")))
BUCKET = of.resource("S3::Bucket", BucketName=NAME)
ARN = f"arn:aws:s3:::{NAME}"
SEE = of.statement("Allow", CONFIG, "s3:GetBucketAcl", "s3:ListBucket", on=ARN)
LETS_IN = of.policy(SEE, of.statement("Allow", CONFIG, "s3:PutObject", on=f"{ARN}/*"))
POLICY = of.resource("S3::BucketPolicy", Bucket=of.ref("Bucket"), PolicyDocument=LETS_IN)
ROLE = of.resource(
    "IAM::Role",
    AssumeRolePolicyDocument={"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": CONFIG, "Action": "sts:AssumeRole"}]},
)
RECORDER = of.resource(
    "Config::ConfigurationRecorder",
    Name="example",
    RoleARN=of.att("Role"),
    RecordingGroup={"AllSupported": True, "IncludeGlobalResourceTypes": True},
)
CHANNEL = of.resource(
    "Config::DeliveryChannel",
    depends="Policy",
    Name="example",
    S3BucketName=of.ref("Bucket"),
    S3KmsKeyArn=of.att("Key"),
    ConfigSnapshotDeliveryProperties={"DeliveryFrequency": "TwentyFour_Hours"},
)
RULE = of.resource(
    "Config::ConfigRule",
    depends="Recorder",
    ConfigRuleName="example-retention",
    Description="log lines go too soon",
    Source={"Owner": "AWS", "SourceIdentifier": "CW_LOGGROUP_RETENTION_PERIOD_CHECK"},
    InputParameters={"MinRetentionTime": "365"},
    Scope={"TagKey": "data-class"},
)
WHOLE = {"Key": KEY, "Bucket": BUCKET, "Policy": POLICY, "Role": ROLE, "Recorder": RECORDER, "Channel": CHANNEL, "Rule": RULE}


def test_recorder_channel_and_rule_are_read_back_property_by_property(aws: Aws, deploy: Deploy) -> None:
    assert deploy("config", **WHOLE).reasons == []
    checked = {one.logical_id: one for one in StackReader(aws, "config", {"Resources": WHOLE}).check()}
    assert [problem for one in checked.values() for problem in one.problems] == []
    for name in ("Recorder", "Channel", "Rule"):
        assert set(checked[name].verified) == set(WHOLE[name]["Properties"])  # type: ignore[call-overload]


def test_a_recorder_that_was_stopped_is_a_problem(aws: Aws, deploy: Deploy) -> None:
    deploy("config", **WHOLE)
    aws.config.stop_configuration_recorder(ConfigurationRecorderName="example")
    found = StackReader(aws, "config", {"Resources": WHOLE}).check()
    assert [one.logical_id for one in found if one.problems] == ["Recorder"]


def without_recorder() -> dict[str, object]:
    rule = {**RULE, "DependsOn": []}
    return {"Rule": rule}


BUCKET_SHUT = {**WHOLE, "Policy": of.resource("S3::BucketPolicy", Bucket=of.ref("Bucket"), PolicyDocument=of.policy(SEE))}
LOCKED = {**WHOLE, "Bucket": of.resource("S3::Bucket", BucketName=NAME, ObjectLockEnabled=True)}
KEY_SHUT = {**WHOLE, "Key": of.resource("KMS::Key", KeyPolicy=of.policy(of.OWNER))}
NOBODY = f"arn:aws:iam::{of.ACCOUNT}:role/none"
NO_ROLE = {**WHOLE, "Recorder": of.resource("Config::ConfigurationRecorder", Name="example", RoleARN=NOBODY)}
NO_SUCH = {"Owner": "AWS", "SourceIdentifier": "NO_SUCH_RULE"}
UNKNOWN = {**WHOLE, "Rule": of.resource("Config::ConfigRule", depends="Recorder", Source=NO_SUCH)}


@pytest.mark.parametrize(
    ("resources", "says"),
    [
        (without_recorder(), "a rule needs a recorder"),
        (BUCKET_SHUT, "does not allow config.amazonaws.com s3:PutObject"),
        (LOCKED, "has Object Lock"),
        (KEY_SHUT, "does not allow config.amazonaws.com kms:Decrypt"),
        (NO_ROLE, "role/none"),
        (UNKNOWN, "NO_SUCH_RULE is invalid"),
    ],
    ids=["a rule alone", "a bucket that lets nobody deliver", "a locked bucket", "a key that is shut", "no role", "a rule that is none"],
)
def test_what_config_refuses_is_refused(aws: Aws, deploy: Deploy, resources: dict[str, object], says: str) -> None:
    assert aws.account == of.ACCOUNT
    assert any(says in reason for reason in deploy(**resources).reasons)


def test_a_rule_that_the_region_lacks_is_refused() -> None:
    milan = Aws("eu-south-1", of.ACCOUNT)
    with pytest.raises(Refused, match="eu-south-1 has no managed rule KMS_CMK_NOT_SCHEDULED_FOR_DELETION"):
        check_region(milan, "KMS_CMK_NOT_SCHEDULED_FOR_DELETION")
    check_region(milan, "ENCRYPTED_VOLUMES")


def test_a_second_recorder_is_refused(aws: Aws, deploy: Deploy) -> None:
    deploy("config", **WHOLE)
    second = {"Role": ROLE, "Recorder": of.resource("Config::ConfigurationRecorder", Name="other", RoleARN=of.att("Role"))}
    (why,) = deploy("second", **second).reasons
    assert "already has a recorder here: example" in why
    assert aws.config.describe_configuration_recorders()["ConfigurationRecorders"][0]["name"] == "example"


EXTERNAL = of.resource("AccessAnalyzer::Analyzer", AnalyzerName="example-external", Type="ACCOUNT", Tags=[{"Key": "owner", "Value": "x"}])
UNUSED = of.resource(
    "AccessAnalyzer::Analyzer",
    AnalyzerName="example-unused",
    Type="ACCOUNT_UNUSED_ACCESS",
    AnalyzerConfiguration={"UnusedAccessConfiguration": {"UnusedAccessAge": 90}},
)
BLOCK = of.resource("EC2::VPCBlockPublicAccessOptions", InternetGatewayBlockMode="block-bidirectional")
ACCOUNT_WIDE = {"External": EXTERNAL, "Unused": UNUSED, "Block": BLOCK}


def test_analyzers_and_the_block_are_read_back(aws: Aws, deploy: Deploy) -> None:
    assert deploy("wide", **ACCOUNT_WIDE).reasons == []
    checked = {one.logical_id: one for one in StackReader(aws, "wide", {"Resources": ACCOUNT_WIDE}).check()}
    assert [problem for one in checked.values() for problem in one.problems] == []
    for name, resource in ACCOUNT_WIDE.items():
        assert set(checked[name].verified) == set(resource["Properties"])  # type: ignore[call-overload]


@pytest.mark.parametrize("name", ACCOUNT_WIDE)
def test_an_account_and_region_have_one_of_each(name: str, aws: Aws, deploy: Deploy) -> None:
    assert aws.region == of.REGION
    deploy("first", **{name: ACCOUNT_WIDE[name]})
    (why,) = deploy("second", **{name: ACCOUNT_WIDE[name]}).reasons
    assert "already" in why


@pytest.mark.parametrize("age", [0, 366])
def test_an_age_that_access_analyzer_does_not_take_is_refused(aws: Aws, deploy: Deploy, age: int) -> None:
    unused = of.resource(
        "AccessAnalyzer::Analyzer",
        Type="ACCOUNT_UNUSED_ACCESS",
        AnalyzerConfiguration={"UnusedAccessConfiguration": {"UnusedAccessAge": age}},
    )
    (why,) = deploy(Unused=unused).reasons
    assert f"{age} is outside 1 to 365" in why
    assert aws.accessanalyzer.list_analyzers()["analyzers"] == []


def test_an_age_for_an_analyzer_of_external_access_is_refused(aws: Aws, deploy: Deploy) -> None:
    age = {"UnusedAccessConfiguration": {"UnusedAccessAge": 9}}
    wrong = of.resource("AccessAnalyzer::Analyzer", Type="ACCOUNT", AnalyzerConfiguration=age)
    assert any("not of an analyzer of the type ACCOUNT" in reason for reason in deploy(Wrong=wrong).reasons)
    assert aws.accessanalyzer.list_analyzers()["analyzers"] == []


def test_a_block_that_is_off_cannot_be_made(aws: Aws, deploy: Deploy) -> None:
    (why,) = deploy(Block=of.resource("EC2::VPCBlockPublicAccessOptions", InternetGatewayBlockMode="off")).reasons
    assert "off is the account's default" in why
    assert aws.ec2.describe_vpc_block_public_access_options()["VpcBlockPublicAccessOptions"]["InternetGatewayBlockMode"] == "off"


def test_a_block_that_was_opened_again_is_a_problem(aws: Aws, deploy: Deploy) -> None:
    deploy("wide", **ACCOUNT_WIDE)
    aws.ec2.modify_vpc_block_public_access_options(InternetGatewayBlockMode="off")
    found = StackReader(aws, "wide", {"Resources": ACCOUNT_WIDE}).check()
    assert [one.logical_id for one in found if one.problems] == ["Block"]


def test_each_can_be_removed_again(aws: Aws, deploy: Deploy) -> None:
    made = deploy("config", **WHOLE, **ACCOUNT_WIDE)
    for name, resource in {**ACCOUNT_WIDE, "Rule": RULE, "Channel": CHANNEL, "Recorder": RECORDER}.items():
        REMOVALS[str(resource["Type"])](aws, made.ids[name], {})
    assert aws.config.describe_configuration_recorders()["ConfigurationRecorders"] == []
    assert aws.config.describe_delivery_channels()["DeliveryChannels"] == []
    assert aws.config.describe_config_rules()["ConfigRules"] == []
    assert aws.accessanalyzer.list_analyzers()["analyzers"] == []
    assert aws.ec2.describe_vpc_block_public_access_options()["VpcBlockPublicAccessOptions"]["InternetGatewayBlockMode"] == "off"
