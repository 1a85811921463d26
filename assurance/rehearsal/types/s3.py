"""Buckets: made, then every setting by the call that S3 has for it, and read back the same way."""

import re
from collections.abc import Callable

from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from assurance.rehearsal import exists
from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.shapes import call
from assurance.rehearsal.types.lifecycle import from_rule, to_rule
from assurance.rehearsal.types.model import Made, ResourceType
from assurance.rehearsal.values import Json

# "General purpose bucket naming rules", Amazon S3 User Guide.
NAME = re.compile(
    r"(?!xn--|sthree-|amzn-s3-demo-)(?!.*(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$)(?!.*\.\.)(?!(?:\d+\.){3}\d+$)"
    r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]",
)


def create_bucket(aws: Aws, given: Properties, name: str) -> Made:
    """A bucket with its settings."""
    bucket = given.take("BucketName", name)
    if not NAME.fullmatch(bucket):
        raise Refused(f"BucketName: {bucket!r} breaks the naming rules")
    if bucket in {known["Name"] for known in aws.s3.list_buckets()["Buckets"]}:
        raise Refused(f"BucketName: {bucket} already exists")
    locked = str(given.take("ObjectLockEnabled", False)).lower() == "true"
    try:
        # Not through `call`: S3's list of constraints lacks the European Sovereign Cloud (botocore 1.44.5).
        here = {"LocationConstraint": aws.region}
        aws.s3.create_bucket(Bucket=bucket, ObjectLockEnabledForBucket=locked, CreateBucketConfiguration=here)
    except ClientError as error:
        # The one region that S3 calls its default wants no constraint.
        if error.response["Error"]["Code"] != "InvalidLocationConstraint":
            raise
        aws.s3.create_bucket(Bucket=bucket, ObjectLockEnabledForBucket=locked)
    for setting, put in SETTINGS.items():
        value = given.take(setting)
        if value is not None:
            put(aws, bucket, value)
    return Made(bucket, attributes(aws, bucket))


def attributes(aws: Aws, bucket: str) -> dict[str, Json]:
    """What `Fn::GetAtt` gives: the ARN and the domain names."""
    suffix = aws.dns_suffix
    return {
        "Arn": f"arn:{aws.partition}:s3:::{bucket}",
        "DomainName": f"{bucket}.s3.{suffix}",
        "RegionalDomainName": f"{bucket}.s3.{aws.region}.{suffix}",
    }


def _put(operation: str, parameter: str) -> Callable[[Aws, str, Json], object]:
    return lambda aws, bucket, value: call(aws.s3, operation, Bucket=bucket, **{parameter: value})


def _encrypt(aws: Aws, bucket: str, value: Json) -> None:
    rules = []
    for rule in value["ServerSideEncryptionConfiguration"]:
        given = Properties(rule, at="BucketEncryption.")
        default = given.need("ServerSideEncryptionByDefault")
        exists.key(aws, default.get("KMSMasterKeyID"))
        if default.get("SSEAlgorithm", "").startswith("aws:kms") and "KMSMasterKeyID" not in default:
            raise Refused("BucketEncryption: aws:kms without KMSMasterKeyID is not a customer-managed key, and is not modelled")
        rules.append({"ApplyServerSideEncryptionByDefault": default, **given.some("BucketKeyEnabled", "BlockedEncryptionTypes")})
        given.finish()
    call(aws.s3, "put_bucket_encryption", Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": rules})


def _expire(aws: Aws, bucket: str, value: Json) -> None:
    given = Properties(value, at="LifecycleConfiguration.")
    rules = [to_rule(rule) for rule in given.need("Rules")]
    given.finish()
    call(aws.s3, "put_bucket_lifecycle_configuration", Bucket=bucket, LifecycleConfiguration={"Rules": rules})


def _log(aws: Aws, bucket: str, value: Json) -> None:
    given = Properties(value, at="LoggingConfiguration.")
    target = given.take("DestinationBucketName", bucket)
    exists.bucket(aws, target)
    enabled = {"TargetBucket": target, "TargetPrefix": given.take("LogFilePrefix", ""), **given.some("TargetObjectKeyFormat")}
    given.finish()
    call(aws.s3, "put_bucket_logging", Bucket=bucket, BucketLoggingStatus={"LoggingEnabled": enabled})


def _notify(aws: Aws, bucket: str, value: Json) -> None:
    given = Properties(value, at="NotificationConfiguration.")
    bridge = given.take("EventBridgeConfiguration")
    given.finish()
    call(
        aws.s3,
        "put_bucket_notification_configuration",
        Bucket=bucket,
        NotificationConfiguration={"EventBridgeConfiguration": {}} if bridge else {},
    )


SETTINGS: dict[str, Callable[[Aws, str, Json], object]] = {
    "VersioningConfiguration": _put("put_bucket_versioning", "VersioningConfiguration"),
    "BucketEncryption": _encrypt,
    "PublicAccessBlockConfiguration": _put("put_public_access_block", "PublicAccessBlockConfiguration"),
    "OwnershipControls": _put("put_bucket_ownership_controls", "OwnershipControls"),
    "ObjectLockConfiguration": _put("put_object_lock_configuration", "ObjectLockConfiguration"),
    "LifecycleConfiguration": _expire,
    "LoggingConfiguration": _log,
    "NotificationConfiguration": _notify,
    "Tags": lambda aws, bucket, value: call(aws.s3, "put_bucket_tagging", Bucket=bucket, Tagging={"TagSet": value}),
}


def read_bucket(aws: Aws, bucket: str) -> dict[str, Json]:
    """Every setting that S3 tells, asked one by one."""
    aws.s3.head_bucket(Bucket=bucket)
    lock = _ask(aws.s3.get_object_lock_configuration, bucket, "ObjectLockConfiguration")
    encryption = _ask(aws.s3.get_bucket_encryption, bucket, "ServerSideEncryptionConfiguration")
    lifecycle = _ask(aws.s3.get_bucket_lifecycle_configuration, bucket, "Rules")
    logging = _ask(aws.s3.get_bucket_logging, bucket, "LoggingEnabled")
    versioning = _ask(aws.s3.get_bucket_versioning, bucket, "Status")
    bridge = _ask(aws.s3.get_bucket_notification_configuration, bucket, "EventBridgeConfiguration")
    found = {
        **attributes(aws, bucket),
        "BucketName": bucket,
        "VersioningConfiguration": versioning and {"Status": versioning},
        "BucketEncryption": encryption and {"ServerSideEncryptionConfiguration": [_rule(rule) for rule in encryption["Rules"]]},
        "PublicAccessBlockConfiguration": _ask(aws.s3.get_public_access_block, bucket, "PublicAccessBlockConfiguration"),
        "OwnershipControls": _ask(aws.s3.get_bucket_ownership_controls, bucket, "OwnershipControls"),
        "ObjectLockEnabled": lock and lock["ObjectLockEnabled"] == "Enabled",
        "ObjectLockConfiguration": lock,
        "LifecycleConfiguration": lifecycle and {"Rules": [from_rule(rule) for rule in lifecycle]},
        "LoggingConfiguration": logging and {"DestinationBucketName": logging["TargetBucket"], "LogFilePrefix": logging["TargetPrefix"]},
        "NotificationConfiguration": None if bridge is None else {"EventBridgeConfiguration": {"EventBridgeEnabled": True}},
        "Tags": _ask(aws.s3.get_bucket_tagging, bucket, "TagSet"),
    }
    return {name: value for name, value in found.items() if value is not None}


def _rule(rule: dict[str, Json]) -> dict[str, Json]:
    return {
        "ServerSideEncryptionByDefault": rule["ApplyServerSideEncryptionByDefault"],
        "BucketKeyEnabled": rule.get("BucketKeyEnabled", False),
    }


def _ask(get: Callable[..., Json], bucket: str, part: str) -> Json:
    """The part of an answer, or None where S3 says that nothing is set."""
    try:
        return get(Bucket=bucket).get(part)
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code.startswith("NoSuch") or code.endswith("NotFoundError"):
            return None
        raise


TYPES = (ResourceType("AWS::S3::Bucket", create_bucket, read_bucket),)
