"""Keys of folders and keys from outside: what each closes, and who may use it."""

from typing import Any

import pytest

from assurance.rehearsal.simulator.bucket_policy import condition_holds
from tests.stacks.templates import Properties, Templates, statements, text

OBJECT = "kms:EncryptionContext:aws:s3:arn"
KEY_HEADER = "s3:x-amz-server-side-encryption-aws-kms-key-id"
RAW = "own-keys-raw-111122223333"
OUTSIDE = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def key(templates: Templates, purpose: str) -> Properties:
    (found,) = [p for p in templates.properties("AWS::KMS::Key") if p["Description"] == f"own-keys: {purpose}"]
    return found


def bucket(templates: Templates, data_class: str) -> Properties:
    (found,) = [p for p in templates.properties("AWS::S3::Bucket", "lake") if f"-{data_class}-" in text(p["BucketName"])]
    return found


def bucket_policy(templates: Templates, data_class: str) -> list[dict[str, Any]]:
    (found,) = [p for p in templates.properties("AWS::S3::BucketPolicy", "lake") if data_class.capitalize() in text(p["Bucket"])]
    return list(statements(found["PolicyDocument"]))


def test_each_folder_has_a_key_with_an_alias_of_its_own_in_each_class(own_keys: Templates) -> None:
    aliases = {p["AliasName"] for p in own_keys.properties("AWS::KMS::Alias", "keys")}
    assert aliases >= {
        "alias/own-keys/raw/census-2026",
        "alias/own-keys/curated/census-2026",
        "alias/own-keys/raw/court-files",
        "alias/own-keys/checkpoints/tax-office",
        "alias/own-keys/models/tax-office",
    }


@pytest.mark.parametrize(
    ("purpose", "folder"),
    [
        ("raw/census-2026", f"{RAW}/census/2026/*"),
        ("raw/court-files", f"{RAW}/datasets/court-files/*"),
        ("models/tax-office", "own-keys-models-111122223333/tenants/tax-office/*"),
    ],
)
def test_a_folders_key_opens_the_folders_objects_alone_and_through_s3_alone(own_keys: Templates, purpose: str, folder: str) -> None:
    use = [s for s in statements(key(own_keys, purpose)["KeyPolicy"]) if "kms:Decrypt" in s["Action"]]
    assert use
    for statement in use:
        assert text(statement["Condition"]["StringLike"][OBJECT]).endswith(f":s3:::{folder}")
        assert all(service.startswith("s3.") for service in statement["Condition"]["StringEquals"]["kms:ViaService"])


def test_lustre_reads_a_folder_that_it_imports_and_opens_none_that_it_exports(own_keys: Templates) -> None:
    reading = {
        purpose: [s["Action"] for s in statements(key(own_keys, purpose)["KeyPolicy"]) if s["Sid"] == "LetLustreReadTheFolder"]
        for purpose in ("raw/census-2026", "models/tax-office")
    }
    assert reading == {"raw/census-2026": [["kms:Decrypt"]], "models/tax-office": []}


def test_a_classs_key_closes_nothing_in_a_folder_with_a_key_of_its_own(own_keys: Templates) -> None:
    (apart,) = [s for s in statements(key(own_keys, "curated")["KeyPolicy"]) if s["Sid"] == "DenyFoldersWithKeysOfTheirOwn"]
    assert (apart["Effect"], apart["Principal"]) == ("Deny", {"AWS": "*"})
    assert {"kms:GenerateDataKey", "kms:Encrypt"} <= set(apart["Action"])
    assert text(apart["Condition"]["StringLike"][OBJECT][0]).endswith(":s3:::own-keys-curated-111122223333/census/2026/*")


def test_a_key_of_a_class_without_folders_says_nothing_of_them(own_keys: Templates) -> None:
    assert "DenyFoldersWithKeysOfTheirOwn" not in {s["Sid"] for s in statements(key(own_keys, "rejects")["KeyPolicy"])}


def test_bucket_keys_are_off_where_folders_are_told_apart_and_nowhere_else(own_keys: Templates) -> None:
    on = {
        data_class: bucket(own_keys, data_class)["BucketEncryption"]["ServerSideEncryptionConfiguration"][0]["BucketKeyEnabled"]
        for data_class in ("raw", "curated", "rejects", "ledger", "checkpoints", "models")
    }
    assert on == {"raw": False, "curated": False, "rejects": True, "ledger": True, "checkpoints": False, "models": False}


def test_the_bucket_wants_the_folders_key_inside_and_the_classs_key_outside(own_keys: Templates) -> None:
    rules = {s["Sid"]: s for s in bucket_policy(own_keys, "raw") if s.get("Sid", "").startswith("DenyOtherKeys")}
    assert set(rules) == {"DenyOtherKeys", "DenyOtherKeysIn1", "DenyOtherKeysIn2"}
    assert [text(resource).partition("/")[2] for resource in rules["DenyOtherKeys"]["NotResource"]] == [
        "census/2026/*",
        "datasets/court-files/*",
    ]
    assert text(rules["DenyOtherKeysIn1"]["Resource"]).endswith("/census/2026/*")
    assert text(rules["DenyOtherKeysIn1"]["Condition"]["StringNotEquals"][KEY_HEADER]).startswith("<own-keys-keys:ExportsOutput")
    assert rules["DenyOtherKeys"]["Condition"]["StringNotEquals"][KEY_HEADER] == OUTSIDE


def test_an_upload_into_a_folder_is_refused_for_another_key_than_the_folders(own_keys: Templates) -> None:
    condition = next(s for s in bucket_policy(own_keys, "raw") if s.get("Sid") == "DenyOtherKeysIn1")["Condition"]
    condition["StringNotEquals"] = {KEY_HEADER: "the folder's key"}
    person = {"aws:PrincipalIsAWSService": "false"}
    assert condition_holds(condition, {**person, KEY_HEADER: OUTSIDE})
    assert not condition_holds(condition, {**person, KEY_HEADER: "the folder's key"})


def test_nodes_use_the_keys_of_the_folders_in_the_classes_that_they_reach(own_keys: Templates) -> None:
    (policy,) = [
        list(statements(p["PolicyDocument"]))
        for p in own_keys.properties("AWS::IAM::ManagedPolicy", "training")
        if "ssmmessages" in str(p["PolicyDocument"])
    ]
    keys = {text(resource) for s in policy if "kms:Decrypt" in s["Action"] for resource in _list(s["Resource"])}
    for name in ("CuratedOfCensus2026", "CheckpointsOfTaxOffice", "ModelsOfTaxOffice"):
        assert any(name in one for one in keys), name
    assert not any("RawOf" in one for one in keys)


def test_the_endpoint_opens_no_folder_beside_its_model(own_keys: Templates) -> None:
    policies = [list(statements(p["PolicyDocument"])) for p in own_keys.properties("AWS::IAM::ManagedPolicy", "endpoint")]
    keys = {text(r) for policy in policies for s in policy if "kms:Decrypt" in s["Action"] for r in _list(s["Resource"])}
    assert len(keys) == 1
    assert not any("TaxOffice" in one for one in keys)


def test_a_key_from_outside_takes_the_place_of_the_one_made_here(own_keys: Templates) -> None:
    made = {p["Description"] for p in own_keys.properties("AWS::KMS::Key")}
    assert not made & {f"own-keys: {name}" for name in ("raw", "audit", "images", "volumes")}
    encryption = bucket(own_keys, "raw")["BucketEncryption"]["ServerSideEncryptionConfiguration"][0]
    assert encryption["ServerSideEncryptionByDefault"]["KMSMasterKeyID"] == OUTSIDE
    assert own_keys.one("AWS::FSx::FileSystem")["KmsKeyId"].endswith("key/5234abcd-12ab-34cd-56ef-1234567890ab")
    assert own_keys.one("AWS::CloudTrail::Trail")["KMSKeyId"].endswith("key/2234abcd-12ab-34cd-56ef-1234567890ab")
    assert {p["EncryptionConfiguration"]["KmsKey"][-36:] for p in own_keys.properties("AWS::ECR::Repository", "registry")} == {
        "3234abcd-12ab-34cd-56ef-1234567890ab"
    }


def test_a_key_from_outside_has_the_alias_of_its_class(own_keys: Templates) -> None:
    aliases = {p["AliasName"]: p["TargetKeyId"] for p in own_keys.properties("AWS::KMS::Alias", "keys")}
    assert aliases["alias/own-keys/raw"] == OUTSIDE


def test_the_template_says_which_policy_a_key_from_outside_has_to_carry(own_keys: Templates) -> None:
    policies = own_keys.stacks["keys"]["Metadata"]["ExternalKeys"]
    assert len(policies) == 4
    sids = {s["Sid"] for s in policies[OUTSIDE]["Statement"]}
    assert {"AdministerTheKey", "UseThroughTheServices", "LetLustreReachTheBucket", "DenyFoldersWithKeysOfTheirOwn"} <= sids


def test_no_other_deployment_has_keys_from_outside_in_its_metadata(templates: Templates) -> None:
    assert "Metadata" not in templates.stacks["keys"]


def test_cloudformation_may_use_a_key_from_outside_and_neither_change_nor_delete_it(own_keys: Templates) -> None:
    held = [
        s
        for resource in own_keys.bootstrap["Resources"].values()
        if resource["Type"] == "AWS::IAM::ManagedPolicy"
        for s in statements(resource["Properties"]["PolicyDocument"])
    ]
    actions = {action for s in held if OUTSIDE in _list(s["Resource"]) for action in s["Action"]}
    assert {"kms:CreateAlias", "kms:CreateGrant", "kms:GenerateDataKey"} <= actions
    assert not actions & {"kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:DisableKey", "kms:TagResource"}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
