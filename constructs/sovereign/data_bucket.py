"""A bucket that only this account reaches, only by TLS, and only under its own key."""

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk.aws_iam import AnyPrincipal, Effect, PolicyStatement
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_s3 import BlockPublicAccess, Bucket, BucketEncryption, CfnBucket, LifecycleRule, ObjectLockRetention, ObjectOwnership

from blueprint.facts.data_classes import DataClass
from constructs import Construct
from sovereign.acknowledgement import Pack, acknowledge
from sovereign.names import bucket_name

ACCESS_LOGS = "access-logs"
ENCRYPTION_HEADER = "s3:x-amz-server-side-encryption"
KEY_HEADER = "s3:x-amz-server-side-encryption-aws-kms-key-id"
ERASABLE = "Personal data may lie here and must be erasable: only the classes that can hold none are locked (audit, ledger)."


class DataBucket(Construct):
    """One class of data in S3.

    Attributes:
        bucket: The bucket.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        deployment: str,
        data_class: DataClass,
        key: IKey,
        noncurrent_version_days: int,
        lock: ObjectLockRetention | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        self.bucket = Bucket(
            self,
            "Bucket",
            bucket_name=bucket_name(self, deployment, data_class),
            encryption=BucketEncryption.KMS,
            encryption_key=key,
            bucket_key_enabled=True,
            versioned=True,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            block_public_access=BlockPublicAccess.BLOCK_ALL,
            object_ownership=ObjectOwnership.BUCKET_OWNER_ENFORCED,
            object_lock_enabled=lock is not None or None,
            object_lock_default_retention=lock,
            lifecycle_rules=[tidy(noncurrent_version_days)],
            removal_policy=RemovalPolicy.RETAIN,
        )
        self._log_access(bucket_name(self, deployment, ACCESS_LOGS), f"{data_class}/")
        self.bucket.add_to_resource_policy(own_account_only(self.bucket))
        for statement in own_key_only(self.bucket, key):
            self.bucket.add_to_resource_policy(statement)
        acknowledge_common(self.bucket)
        if lock is None:
            acknowledge(self.bucket, Pack.GUARD, "s3_bucket_object_lock_enabled_check", reason=ERASABLE)

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


def own_account_only(bucket: Bucket) -> PolicyStatement:
    """Nobody from another account, whatever another policy says; AWS services that act for themselves come in by name."""
    return _deny(
        bucket,
        "DenyOtherAccounts",
        "s3:*",
        {"StringNotEquals": {"aws:PrincipalAccount": Stack.of(bucket).account}, "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}},
    )


def own_key_only(bucket: Bucket, key: IKey) -> list[PolicyStatement]:
    """An upload may say nothing of encryption, and gets the bucket's key; it may not ask for another key, nor for S3's own.

    AWS services under their own name are let be: CloudTrail may ask for S3's own key for its digests, which hold hashes and
    signatures only, and a refused digest would end file validation without a word.
    """
    rules = {"DenyOtherKeys": (KEY_HEADER, key.key_arn), "DenyOtherEncryption": (ENCRYPTION_HEADER, "aws:kms")}
    return [
        _deny(
            bucket,
            sid,
            "s3:PutObject",
            {"StringNotEquals": {header: only}, "Null": {header: "false"}, "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}},
        )
        for sid, (header, only) in rules.items()
    ]


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
