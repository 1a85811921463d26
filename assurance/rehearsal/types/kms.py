"""Keys and their aliases."""

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.policies import check_policy
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.shapes import call
from assurance.rehearsal.types.model import Made, ResourceType, found_one
from assurance.rehearsal.values import Json


def create_key(aws: Aws, given: Properties, _name: str) -> Made:
    """A key with its policy; rotation and the enabled state are calls of their own."""
    policy = given.need("KeyPolicy")
    check_policy(aws, policy, principals=True)
    days = int(given.take("PendingWindowInDays", 30))
    if not 7 <= days <= 30:
        raise Refused(f"PendingWindowInDays: {days} is outside 7 to 30")
    rotation, period, enabled = given.take("EnableKeyRotation", False), given.take("RotationPeriodInDays"), given.take("Enabled", True)
    tags = [{"TagKey": tag["Key"], "TagValue": tag["Value"]} for tag in given.take("Tags", [])]
    made = call(aws.kms, "create_key", Policy=policy, Tags=tags or None, **given.rest())["KeyMetadata"]
    if rotation:
        call(aws.kms, "enable_key_rotation", KeyId=made["KeyId"], RotationPeriodInDays=period)
    if not enabled:
        aws.kms.disable_key(KeyId=made["KeyId"])
    return Made(made["KeyId"], {"Arn": made["Arn"], "KeyId": made["KeyId"]})


def read_key(aws: Aws, key_id: str) -> dict[str, Json]:
    """Metadata, policy, rotation and tags."""
    metadata = aws.kms.describe_key(KeyId=key_id)["KeyMetadata"]
    rotation = aws.kms.get_key_rotation_status(KeyId=key_id)
    tags = aws.kms.list_resource_tags(KeyId=key_id)["Tags"]
    return {
        **metadata,
        "KeyPolicy": aws.kms.get_key_policy(KeyId=key_id, PolicyName="default")["Policy"],
        "EnableKeyRotation": rotation["KeyRotationEnabled"],
        "RotationPeriodInDays": rotation.get("RotationPeriodInDays"),
        "Tags": [{"Key": tag["TagKey"], "Value": tag["TagValue"]} for tag in tags],
    }


def create_alias(aws: Aws, given: Properties, _name: str) -> Made:
    """A name for a key."""
    alias = given.need("AliasName")
    call(aws.kms, "create_alias", AliasName=alias, TargetKeyId=given.need("TargetKeyId").rsplit("/", 1)[-1])
    return Made(alias)


def read_alias(aws: Aws, alias: str) -> dict[str, Json]:
    """The alias, its key by id."""
    pages = aws.kms.get_paginator("list_aliases").paginate()
    found = found_one([item for page in pages for item in page["Aliases"] if item["AliasName"] == alias], alias)
    return {"AliasName": found["AliasName"], "TargetKeyId": aws.kms.describe_key(KeyId=found["TargetKeyId"])["KeyMetadata"]["Arn"]}


TYPES = (
    ResourceType("AWS::KMS::Key", create_key, read_key, {"PendingWindowInDays": "used when the key is deleted; no call tells it before"}),
    ResourceType("AWS::KMS::Alias", create_alias, read_alias),
)
