"""A bucket lets in this account alone, by TLS, under its own key; what must not change is locked."""

import pytest
from aws_cdk.aws_s3 import ObjectLockMode

from sovereign.retention import write_once
from tests.stacks.templates import Templates, statements, text

LAKE = {"raw", "curated", "rejects", "ledger", "checkpoints", "models"}


def policies(templates: Templates) -> list[dict[str, dict[str, object]]]:
    found = templates.properties("AWS::S3::BucketPolicy")
    return [{s.get("Sid") or f"unnamed{i}": s for i, s in enumerate(statements(p["PolicyDocument"]))} for p in found]


def test_every_class_of_the_lake_has_a_bucket(templates: Templates) -> None:
    name, account = templates.deployment["name"], templates.deployment["account"]
    names = {p["BucketName"] for p in templates.properties("AWS::S3::Bucket")}
    assert names == {f"{name}-{kind}-{account}" for kind in LAKE | {"audit", "access-logs", "configuration"}}


def test_no_bucket_can_be_public(templates: Templates) -> None:
    for properties in templates.properties("AWS::S3::Bucket"):
        assert set(properties["PublicAccessBlockConfiguration"].values()) == {True}


def test_every_bucket_but_the_access_logs_has_its_own_key(templates: Templates) -> None:
    keys = {}
    for properties in templates.properties("AWS::S3::Bucket"):
        (rule,) = properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        keys[properties["BucketName"]] = text(rule["ServerSideEncryptionByDefault"].get("KMSMasterKeyID"))
    without = [name for name, key in keys.items() if key == "None"]
    assert [name.split("-1111")[0].removeprefix(f"{templates.deployment['name']}-")[:11] for name in without] == ["access-logs"]
    shared = [name for name in keys if "-configuration-" in name]  # a record like the trail, under its key
    assert len(set(keys.values())) == len(keys) - len(shared)


def test_every_bucket_refuses_plain_http_and_other_accounts(templates: Templates) -> None:
    found = policies(templates)
    assert len(found) == len(templates.properties("AWS::S3::Bucket"))
    for policy in found:
        denied = [s for s in policy.values() if s["Effect"] == "Deny"]
        assert any(s["Condition"] == {"Bool": {"aws:SecureTransport": "false"}} for s in denied)
        assert policy["DenyOtherAccounts"]["Condition"]["StringNotEquals"] == {"aws:PrincipalAccount": templates.deployment["account"]}


def test_no_bucket_under_our_key_takes_an_object_under_another(templates: Templates) -> None:
    guarded = [policy for policy in policies(templates) if {"DenyOtherKeys", "DenyOtherEncryption"} <= set(policy)]
    assert len(guarded) == len(LAKE) + 2
    for policy in guarded:
        assert "s3:x-amz-server-side-encryption-aws-kms-key-id" in policy["DenyOtherKeys"]["Condition"]["StringNotEquals"]
        assert policy["DenyOtherEncryption"]["Condition"]["StringNotEquals"] == {"s3:x-amz-server-side-encryption": "aws:kms"}


def test_the_trails_digests_are_not_refused_for_their_encryption(templates: Templates) -> None:
    """CloudTrail chooses how it encrypts a digest; where a bucket refuses one, file validation ends without a word."""
    (policy,) = [policy for policy in policies(templates) if "LetTheTrailWrite" in policy]
    for sid in ("DenyOtherKeys", "DenyOtherEncryption", "DenyOtherAccounts"):
        assert policy[sid]["Condition"]["BoolIfExists"] == {"aws:PrincipalIsAWSService": "false"}


def test_trail_and_ledger_are_locked_and_nothing_else(templates: Templates) -> None:
    mode = "COMPLIANCE" if templates.deployment["stage"] == "production" else "GOVERNANCE"
    locked = {
        p["BucketName"]: p["ObjectLockConfiguration"] for p in templates.properties("AWS::S3::Bucket") if "ObjectLockConfiguration" in p
    }
    assert {name.removeprefix(templates.deployment["name"]).split("-")[1] for name in locked} == {"audit", "ledger"}
    assert {lock["Rule"]["DefaultRetention"]["Mode"] for lock in locked.values()} == {mode}


@pytest.mark.parametrize(("stage", "mode"), [("production", ObjectLockMode.COMPLIANCE), ("development", ObjectLockMode.GOVERNANCE)])
def test_a_production_lock_cannot_be_lifted(stage: str, mode: ObjectLockMode) -> None:
    assert write_once(stage, 10).mode == mode


def test_every_bucket_logs_its_access_to_the_one_that_lets_it(templates: Templates) -> None:
    destinations = {p["BucketName"]: p.get("LoggingConfiguration") for p in templates.properties("AWS::S3::Bucket")}
    (logs,) = [name for name, logging in destinations.items() if logging is None]
    logging = {name: to["DestinationBucketName"] for name, to in destinations.items() if to}
    (delivery,) = [policy["LetS3DeliverLogs"] for policy in policies(templates) if "LetS3DeliverLogs" in policy]
    allowed = {text(arn).split(":::")[1] for arn in delivery["Condition"]["ArnEquals"]["aws:SourceArn"]}
    assert set(logging.values()) == {logs}
    assert set(logging) == allowed


def test_a_bucket_outlives_its_stack_unless_its_first_deployment_failed(templates: Templates) -> None:
    assert {r["DeletionPolicy"] for r in templates.resources("AWS::S3::Bucket").values()} == {"RetainExceptOnCreate"}
    assert {r["UpdateReplacePolicy"] for r in templates.resources("AWS::S3::Bucket").values()} == {"Retain"}
