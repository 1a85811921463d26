"""A bucket that only this account reaches, only by TLS, and only under its own key."""

from collections.abc import Sequence

from aws_cdk import Duration, RemovalPolicy, Stack, Tags
from aws_cdk.aws_iam import AnyPrincipal, Effect, PolicyStatement
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_s3 import BlockPublicAccess, Bucket, BucketEncryption, CfnBucket, LifecycleRule, ObjectLockRetention, ObjectOwnership

from blueprint.facts.data_classes import DataClass
from constructs import Construct
from sovereign.acknowledgement import Pack, acknowledge
from sovereign.folder_keys import FolderKey
from sovereign.names import bucket_name

ACCESS_LOGS = "access-logs"
LEAST_TLS = 1.2
"""Every bucket denies what is older, whatever the service's own endpoints take."""

ENCRYPTION_HEADER = "s3:x-amz-server-side-encryption"
KEY_HEADER = "s3:x-amz-server-side-encryption-aws-kms-key-id"
ERASABLE = "Personal data may lie here and must be erasable: only the classes that can hold none are locked (audit, ledger)."


class DataBucket(Construct):
    """One class of data in S3, under one key; folders with keys of their own (`folders`) apart.

    Bucket keys are off where there are such folders: with them S3 tells KMS the bucket alone, and a folder's key could not be held
    to its folder. Each object then costs a call to KMS.

    Args:
        expires_after_days: After how many days an object goes by itself; None where it stays.
        lock: For how long nothing goes, or why it is not locked.
        name: What it is called after, where that is not its class.

    Attributes:
        bucket: The bucket.
    """

    def __init__(  # noqa: PLR0913 - each says one thing of a bucket
        self,
        scope: Construct,
        construct_id: str,
        *,
        deployment: str,
        data_class: DataClass,
        key: IKey,
        folders: Sequence[FolderKey] = (),
        noncurrent_version_days: int,
        expires_after_days: int | None = None,
        lock: ObjectLockRetention | str = ERASABLE,
        name: str | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        retention = None if isinstance(lock, str) else lock
        self.bucket = Bucket(
            self,
            "Bucket",
            bucket_name=bucket_name(self, deployment, name or data_class),
            encryption=BucketEncryption.KMS,
            encryption_key=key,
            bucket_key_enabled=not folders,
            versioned=True,
            enforce_ssl=True,
            minimum_tls_version=LEAST_TLS,
            block_public_access=BlockPublicAccess.BLOCK_ALL,
            object_ownership=ObjectOwnership.BUCKET_OWNER_ENFORCED,
            object_lock_enabled=retention is not None or None,
            object_lock_default_retention=retention,
            lifecycle_rules=[tidy(noncurrent_version_days), *expiry(expires_after_days)],
            removal_policy=RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
        )
        self._log_access(bucket_name(self, deployment, ACCESS_LOGS), f"{name or data_class}/")
        self.bucket.add_to_resource_policy(own_account_only(self.bucket))
        for statement in own_key_only(self.bucket, key, folders):
            self.bucket.add_to_resource_policy(statement)
        Tags.of(self.bucket).add("data-class", data_class)
        acknowledge_common(self.bucket)
        if isinstance(lock, str):
            acknowledge(self.bucket, Pack.GUARD, "s3_bucket_object_lock_enabled_check", reason=lock)
        else:
            Tags.of(self.bucket).add("write-once", "true")

    def _log_access(self, to: str, prefix: str) -> None:
        """By name, for the bucket that takes the logs stands in an earlier stack and lets this one in by name as well."""
        resource = self.bucket.node.default_child
        assert isinstance(resource, CfnBucket)  # noqa: S101 - jsii gives no narrower type
        resource.logging_configuration = CfnBucket.LoggingConfigurationProperty(destination_bucket_name=to, log_file_prefix=prefix)


def tidy(noncurrent_version_days: int) -> LifecycleRule:
    """Old versions and broken uploads do not stay for ever."""
    return LifecycleRule(
        id="tidy",
        abort_incomplete_multipart_upload_after=Duration.days(7),
        noncurrent_version_expiration=Duration.days(noncurrent_version_days),
    )


def expiry(days: int | None) -> list[LifecycleRule]:
    """What stays for some days only: its last version goes then, and is gone for good when `tidy` takes what is not current."""
    return [LifecycleRule(id="expiry", expiration=Duration.days(days))] if days else []


def own_account_only(bucket: Bucket) -> PolicyStatement:
    """Nobody from another account, whatever another policy says; AWS services that act for themselves come in by name."""
    return _deny(
        bucket,
        "DenyOtherAccounts",
        "s3:*",
        {"StringNotEquals": {"aws:PrincipalAccount": Stack.of(bucket).account}, "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}},
    )


def own_key_only(bucket: Bucket, key: IKey, folders: Sequence[FolderKey] = ()) -> list[PolicyStatement]:
    """An upload may say nothing of encryption, and gets the bucket's key; it may not ask for another key, nor for S3's own.

    In a folder with a key of its own it has to ask for that one: a request that names none gets the bucket's, whose key policy
    refuses that folder.

    AWS services under their own name are let be: CloudTrail may ask for S3's own key for its digests, which hold hashes and
    signatures only, and a refused digest would end file validation without a word.
    """
    apart = [bucket.arn_for_objects(f"{folder.prefix}*") for folder in folders]
    return [
        _deny_asking(bucket, "DenyOtherKeys", KEY_HEADER, key.key_arn, outside=apart),
        *(
            _deny_asking(bucket, f"DenyOtherKeysIn{at}", KEY_HEADER, folder.key.key_arn, inside=[objects])
            for at, (folder, objects) in enumerate(zip(folders, apart, strict=True), 1)
        ),
        _deny_asking(bucket, "DenyOtherEncryption", ENCRYPTION_HEADER, "aws:kms"),
    ]


def _deny_asking(
    bucket: Bucket, sid: str, header: str, but: str, *, inside: Sequence[str] = (), outside: Sequence[str] = ()
) -> PolicyStatement:
    """Refuses uploads whose `header` says something else than `but`: of the objects `inside`, or of all but those `outside`."""
    conditions = {"StringNotEquals": {header: but}, "Null": {header: "false"}, "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}
    if not inside and not outside:
        return _deny(bucket, sid, "s3:PutObject", conditions)
    return PolicyStatement(
        sid=sid,
        effect=Effect.DENY,
        principals=[AnyPrincipal()],
        actions=["s3:PutObject"],
        resources=list(inside) or None,
        not_resources=list(outside) or None,
        conditions=conditions,
    )


def acknowledge_common(bucket: Bucket) -> None:
    """What is found on every bucket here, for one reason each."""
    acknowledge(
        bucket,
        Pack.GUARD,
        "s3_event_notifications_enabled_check",
        reason="The audit trail has each touch of an object, of its own records each but their delivery; nothing waits for a notification.",
    )
    acknowledge(
        bucket,
        Pack.NIST,
        "S3BucketReplicationEnabled",
        reason="Data stays in its one region, which keeps each object in several zones; versions and locks guard against mistakes.",
    )


def _deny(bucket: Bucket, sid: str, action: str, conditions: dict[str, dict[str, str]]) -> PolicyStatement:
    return PolicyStatement(
        sid=sid,
        effect=Effect.DENY,
        principals=[AnyPrincipal()],
        actions=[action],
        resources=[bucket.bucket_arn, bucket.arn_for_objects("*")],
        conditions=conditions,
    )
