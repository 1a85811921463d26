"""Keys, buckets, repositories, logs, the file system."""

import json

from assurance.rehearsal import exists
from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.policies import check_policy
from assurance.rehearsal.shapes import call
from assurance.rehearsal.types.logs import RETENTION_DAYS
from assurance.rehearsal.types.s3 import SETTINGS
from assurance.rehearsal.updates import tags
from assurance.rehearsal.updates.model import ID, Given, Update, again, joint, put, used_later
from assurance.rehearsal.values import Json


def _key_policy(aws: Aws, key: str, given: Given, _before: Given) -> None:
    check_policy(aws, given["KeyPolicy"], principals=True)
    aws.kms.put_key_policy(KeyId=key, PolicyName="default", Policy=json.dumps(given["KeyPolicy"]))


def _rotation(aws: Aws, key: str, given: Given, _before: Given) -> None:
    if str(given.get("EnableKeyRotation", False)).lower() == "true":
        call(aws.kms, "enable_key_rotation", KeyId=key, RotationPeriodInDays=given.get("RotationPeriodInDays"))
    else:
        aws.kms.disable_key_rotation(KeyId=key)


def _enabled(aws: Aws, key: str, given: Given, _before: Given) -> None:
    (aws.kms.enable_key if str(given.get("Enabled", True)).lower() == "true" else aws.kms.disable_key)(KeyId=key)


def _setting(name: str) -> Update:
    def update(aws: Aws, bucket: str, given: Given, _before: Given) -> None:
        if name in given:
            SETTINGS[name](aws, bucket, given[name])
        elif name in CLEARED:
            getattr(aws.s3, CLEARED[name])(Bucket=bucket)
        else:
            raise Refused(f"{name}: it can be changed, not taken out")

    return update


CLEARED = {
    "PublicAccessBlockConfiguration": "delete_public_access_block",
    "OwnershipControls": "delete_bucket_ownership_controls",
    "LifecycleConfiguration": "delete_bucket_lifecycle",
    "Tags": "delete_bucket_tagging",
}


def _repository_policy(aws: Aws, name: str, given: Given, _before: Given) -> None:
    if (policy := given.get("RepositoryPolicyText")) is None:
        aws.ecr.delete_repository_policy(repositoryName=name)
        return
    check_policy(aws, policy, principals=True, resources=False)
    aws.ecr.set_repository_policy(repositoryName=name, policyText=json.dumps(policy))


def _image_lifecycle(aws: Aws, name: str, given: Given, _before: Given) -> None:
    if "LifecyclePolicy" in given:
        aws.ecr.put_lifecycle_policy(repositoryName=name, lifecyclePolicyText=given["LifecyclePolicy"]["LifecyclePolicyText"])
    else:
        aws.ecr.delete_lifecycle_policy(repositoryName=name)


def _retention(aws: Aws, group: str, given: Given, _before: Given) -> None:
    days = given.get("RetentionInDays")
    if days is None:
        aws.logs.delete_retention_policy(logGroupName=group)
    elif int(days) not in RETENTION_DAYS:
        raise Refused(f"RetentionInDays: {days} is not one of {', '.join(map(str, RETENTION_DAYS))}")
    else:
        aws.logs.put_retention_policy(logGroupName=group, retentionInDays=int(days))


def _group_key(aws: Aws, group: str, given: Given, _before: Given) -> None:
    if "KmsKeyId" not in given:
        aws.logs.disassociate_kms_key(logGroupName=group)
        return
    exists.key(aws, given["KmsKeyId"])
    aws.logs.associate_kms_key(logGroupName=group, kmsKeyId=given["KmsKeyId"])


def _file_system(aws: Aws, identity: str, given: Given, before: Given) -> None:
    """FSx takes what changes, and no more: most of the configuration is given once."""
    now, then = given.get("LustreConfiguration", {}), before.get("LustreConfiguration", {})
    if gone := sorted(set(then) - set(now)):
        raise Refused(f"LustreConfiguration: {', '.join(gone)}: can be changed, not taken out")
    configuration = {name: value for name, value in now.items() if then.get(name) != value}
    capacity = given.get("StorageCapacity")
    call(
        aws.fsx,
        "update_file_system",
        FileSystemId=identity,
        LustreConfiguration=configuration or None,
        StorageCapacity=capacity if capacity != before.get("StorageCapacity") else None,
    )


def _association_arn(aws: Aws, identity: str) -> dict[str, Json]:
    (found,) = aws.fsx.describe_data_repository_associations(AssociationIds=[identity])["Associations"]
    return {"ResourceARN": found["ResourceARN"]}


UPDATES: dict[str, dict[str, Update]] = {
    "AWS::KMS::Key": {
        "KeyPolicy": _key_policy,
        "Enabled": _enabled,
        "Description": put("kms", "update_key_description", KeyId=ID, Description="Description"),
        "PendingWindowInDays": used_later,
        "Tags": tags.KMS,
        **joint("EnableKeyRotation", "RotationPeriodInDays", by=_rotation),
    },
    "AWS::KMS::Alias": {"TargetKeyId": put("kms", "update_alias", AliasName=ID, TargetKeyId="TargetKeyId")},
    "AWS::S3::Bucket": {name: _setting(name) for name in SETTINGS},
    "AWS::S3::BucketPolicy": {"PolicyDocument": again("AWS::S3::BucketPolicy")},
    "AWS::ECR::Repository": {
        "EmptyOnDelete": used_later,
        "ImageTagMutability": put("ecr", "put_image_tag_mutability", repositoryName=ID, imageTagMutability="ImageTagMutability"),
        "ImageScanningConfiguration": put(
            "ecr", "put_image_scanning_configuration", repositoryName=ID, imageScanningConfiguration="ImageScanningConfiguration"
        ),
        "RepositoryPolicyText": _repository_policy,
        "LifecyclePolicy": _image_lifecycle,
        "Tags": tags.ECR,
    },
    "AWS::Logs::LogGroup": {"RetentionInDays": _retention, "KmsKeyId": _group_key, "Tags": tags.LOGS},
    "AWS::Logs::ResourcePolicy": {"PolicyDocument": again("AWS::Logs::ResourcePolicy")},
    "AWS::Logs::MetricFilter": joint("FilterPattern", "MetricTransformations", by=again("AWS::Logs::MetricFilter")),
    "AWS::FSx::FileSystem": {
        "Tags": tags.FILE_SYSTEM,
        **joint("LustreConfiguration", "StorageCapacity", by=_file_system),
    },
    "AWS::FSx::DataRepositoryAssociation": {
        "S3": put("fsx", "update_data_repository_association", AssociationId=ID, S3="S3"),
        "Tags": tags.tagger("fsx", "tag_resource", "untag_resource", _association_arn),
    },
}
