"""One key a data class, and nobody uses one directly."""

from typing import Any

import pytest

from blueprint.facts.data_classes import DataClass
from tests.stacks.templates import Templates, statements, text

ENCRYPTED = {
    "AWS::Logs::LogGroup": "KmsKeyId",
    "AWS::CloudTrail::Trail": "KMSKeyId",
    "AWS::FSx::FileSystem": "KmsKeyId",
}
READING = {"kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:CreateGrant"}


def key(templates: Templates, data_class: DataClass) -> list[dict[str, Any]]:
    (properties,) = [p for p in templates.properties("AWS::KMS::Key") if p["Description"].endswith(f": {data_class}")]
    return list(statements(properties["KeyPolicy"]))


def caller(statement: dict[str, Any]) -> str | None:
    """The account that a statement holds its callers to."""
    return statement["Condition"].get("StringEquals", {}).get("kms:CallerAccount")


def test_every_class_of_data_has_its_own_key(templates: Templates) -> None:
    named = {p["Description"].split(": ")[1] for p in templates.properties("AWS::KMS::Key")}
    assert named == {data_class.value for data_class in DataClass} - {"conversations", "secrets"} | {"backup"}


def test_every_key_rotates_and_survives_its_stack(templates: Templates) -> None:
    for resource in templates.resources("AWS::KMS::Key").values():
        assert resource["Properties"]["EnableKeyRotation"] is True
        assert resource["DeletionPolicy"] == "RetainExceptOnCreate"
        assert resource["UpdateReplacePolicy"] == "Retain"


@pytest.mark.parametrize(("kind", "field"), ENCRYPTED.items())
def test_what_can_take_a_key_takes_ours(templates: Templates, kind: str, field: str) -> None:
    found = templates.properties(kind)
    assert found
    assert all(text(properties[field]).startswith(f"<{templates.deployment['name']}-keys:ExportsOutput") for properties in found)


def test_who_administers_a_key_cannot_read_with_it(templates: Templates) -> None:
    for properties in templates.properties("AWS::KMS::Key"):
        (care,) = [s for s in statements(properties["KeyPolicy"]) if s["Sid"] == "AdministerTheKey"]
        assert not READING & set(care["Action"])


NO_NARROWER = {"LetConfigDeliver"}
"""AWS documents the account alone as condition for AWS Config's deliveries (Config Developer Guide, Permissions for the KMS Key)."""


def test_reading_goes_through_a_service_or_names_one_resource(templates: Templates) -> None:
    for properties in templates.properties("AWS::KMS::Key"):
        for statement in statements(properties["KeyPolicy"]):
            if statement["Effect"] == "Allow" and READING & set(statement["Action"]):
                conditions = {name for test in statement["Condition"].values() for name in test}
                narrow = {"aws:SourceAccount"} if statement["Sid"] in NO_NARROWER else set()
                named = {"kms:ViaService", "aws:SourceArn", "kms:EncryptionContext:aws:logs:arn", *narrow}
                if caller(statement) == templates.deployment.get("backup", {}).get("account"):
                    named = {"aws:PrincipalArn"}
                assert conditions & named, statement["Sid"]


def test_everybody_is_never_meant_without_a_condition_on_who(templates: Templates) -> None:
    for properties in templates.properties("AWS::KMS::Key"):
        for statement in statements(properties["KeyPolicy"]):
            if statement["Principal"] == {"AWS": "*"} and statement["Effect"] == "Allow":
                assert caller(statement) in {templates.deployment["account"], templates.deployment["backup"]["account"]}
                assert "aws:PrincipalArn" in statement["Condition"]["ArnLike"]


def test_a_grant_is_made_by_a_service_for_itself_alone(templates: Templates) -> None:
    for properties in templates.properties("AWS::KMS::Key"):
        for statement in statements(properties["KeyPolicy"]):
            if "kms:CreateGrant" in statement["Action"] and statement["Effect"] == "Allow":
                assert statement["Condition"]["Bool"] == {"kms:GrantIsForAWSResource": "true"}


def test_the_trail_encrypts_for_this_account_alone(templates: Templates) -> None:
    trail = [s for s in key(templates, DataClass.AUDIT) if s["Principal"] == {"Service": "cloudtrail.amazonaws.com"}]
    assert trail
    sources = {text(s["Condition"]["StringEquals"]["aws:SourceArn"]).partition(":cloudtrail:")[2] for s in trail}
    account, region, name = (templates.deployment[fact] for fact in ("account", "region", "name"))
    assert sources == {f"{region}:{account}:trail/{name}-trail"}


def test_the_logs_key_opens_the_deployments_own_groups_alone(templates: Templates) -> None:
    (use,) = [s for s in key(templates, DataClass.LOGS) if "kms:Encrypt" in s["Action"]]
    patterns = [text(arn).split(":log-group:")[1] for arn in use["Condition"]["ArnLike"]["kms:EncryptionContext:aws:logs:arn"]]
    name = templates.deployment["name"]
    assert patterns == [
        f"/{name}/*",
        f"/aws/sagemaker/Endpoints/{name}-serving",
        f"/aws/sagemaker/Clusters/{name}-hyperpod/*",
        f"/aws/eks/{name}-eks/cluster",
    ]
    groups = [p["LogGroupName"] for p in templates.properties("AWS::Logs::LogGroup")]
    assert all(group.startswith(f"/{name}/") or group in patterns for group in groups)
