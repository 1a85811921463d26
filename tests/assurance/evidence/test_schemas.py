"""Where keys go, by the registry: known places are found, what only sounds alike is not, and the reviewed table speaks of real places."""

import pytest

from assurance.evidence.doors import Door
from assurance.evidence.graph import Resource
from assurance.evidence.key_excuses import EXCUSES
from assurance.evidence.key_table import key_table
from assurance.evidence.schemas import _index, _schema, key_places

DEFAULT = "BucketEncryption.ServerSideEncryptionConfiguration.*.ServerSideEncryptionByDefault.KMSMasterKeyID"


@pytest.mark.parametrize(
    ("type_name", "path", "holder", "switch"),
    [
        ("AWS::S3::Bucket", DEFAULT, "", None),
        (
            "AWS::S3::Bucket",
            "ReplicationConfiguration.Rules.*.Destination.EncryptionConfiguration.ReplicaKmsKeyID",
            "ReplicationConfiguration.Rules.*.Destination",
            None,
        ),
        ("AWS::Logs::LogGroup", "KmsKeyId", "", None),
        ("AWS::EKS::Cluster", "EncryptionConfig.*.Provider.KeyArn", "", None),
        ("AWS::EC2::Volume", "KmsKeyId", "", "Encrypted"),
        (
            "AWS::EC2::LaunchTemplate",
            "LaunchTemplateData.BlockDeviceMappings.*.Ebs.KmsKeyId",
            "LaunchTemplateData.BlockDeviceMappings.*.Ebs",
            "LaunchTemplateData.BlockDeviceMappings.*.Ebs.Encrypted",
        ),
        ("AWS::DynamoDB::Table", "SSESpecification.KMSMasterKeyId", "", "SSESpecification.SSEEnabled"),
        ("AWS::FSx::FileSystem", "KmsKeyId", "", None),
        ("AWS::ECR::Repository", "EncryptionConfiguration.KmsKey", "", None),
        ("AWS::CloudTrail::Trail", "KMSKeyId", "", None),
        ("AWS::SageMaker::EndpointConfig", "DataCaptureConfig.KmsKeyId", "DataCaptureConfig", None),
        ("AWS::RDS::DBInstance", "KmsKeyId", "", "StorageEncrypted"),
        ("AWS::S3Vectors::VectorBucket", "EncryptionConfiguration.KmsKeyArn", "", None),
        ("AWS::CodePipeline::Pipeline", "ArtifactStore.EncryptionKey.Id", "ArtifactStore", None),
    ],
)
def test_a_place_for_a_key_is_found_with_what_it_belongs_to(type_name, path, holder, switch):
    found = {".".join(place.path): place for place in key_places(type_name)}
    assert ".".join(found[path].holder) == holder
    assert (".".join(found[path].switch) if found[path].switch else None) == switch


@pytest.mark.parametrize(
    "type_name",
    [
        "AWS::KMS::Alias",
        "AWS::ApiGateway::UsagePlanKey",
        "AWS::IAM::Role",
        "AWS::IAM::AccessKey",
        "AWS::EC2::Subnet",
        "AWS::EC2::KeyPair",
        "AWS::Lambda::Permission",
    ],
)
def test_what_only_sounds_like_a_key_is_none(type_name):
    assert key_places(type_name) == ()


def test_a_type_that_the_registry_does_not_know_is_told_apart_from_one_without_keys():
    assert key_places("AWS::Moon::Base") is None


def test_every_type_of_the_registry_can_be_read():
    places = {name: key_places(name) for name in _index()}
    assert sum(1 for found in places.values() if found) > 200
    assert all(place.path[: len(place.holder)] == place.holder for found in places.values() for place in found)


TABLE = key_table()


@pytest.mark.parametrize("row", [*TABLE.needed_if, *TABLE.not_a_key, *TABLE.excused_if], ids=lambda row: f"{row.type}-{row.path}")
def test_a_reviewed_row_speaks_of_a_real_place_and_says_why(row):
    assert row.path in {".".join(place.path) for place in key_places(row.type)}
    assert len(row.reason) > 20


def test_every_excuse_has_a_rule():
    assert {row.rule for row in TABLE.excused_if} == set(EXCUSES)


@pytest.mark.parametrize("type_name", TABLE.no_key)
def test_a_type_said_to_have_no_key_has_none(type_name):
    assert key_places(type_name) == ()


@pytest.mark.parametrize("pattern", TABLE.no_data)
def test_a_type_said_to_store_nothing_exists_and_takes_no_key(pattern):
    names = [name for name in _index() if Door(pattern, "always", "", ()).is_on(Resource("", name, {}, ""))]
    assert names or pattern == "AWS::CDK::Metadata"
    if "*" not in pattern:
        assert not any(key_places(name) for name in names)


@pytest.mark.parametrize("row", TABLE.also, ids=lambda row: row.type)
def test_what_has_to_be_there_is_a_property(row):
    assert row.path.split(".")[0] in _schema(row.type)["properties"]
