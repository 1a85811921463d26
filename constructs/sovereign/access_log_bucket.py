"""Where the buckets' own access logs lie."""

from collections.abc import Iterable

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk.aws_iam import PolicyStatement, ServicePrincipal
from aws_cdk.aws_s3 import BlockPublicAccess, Bucket, BucketEncryption, LifecycleRule, ObjectOwnership

from blueprint.facts.data_classes import DataClass
from constructs import Construct
from sovereign.acknowledgement import Pack, acknowledge
from sovereign.data_bucket import ACCESS_LOGS, LEAST_TLS, acknowledge_common, own_account_only
from sovereign.names import bucket_arn, bucket_name
from sovereign.services import principal

NOT_KMS = (
    "S3 delivers server access logs only to a bucket encrypted with S3's own keys, and never into a locked one "
    "(S3 User Guide, Enabling Amazon S3 server access logging)."
)


class AccessLogBucket(Construct):
    """Takes the access logs of this deployment's buckets, and of no other.

    It is the one bucket without a customer-managed key: S3 refuses one here. It holds who asked for which object and
    when, never content; the trail's data events, under our key, say the same.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, deployment: str, sources: Iterable[DataClass | str], retention_days: int
    ) -> None:
        super().__init__(scope, construct_id)
        self.bucket = Bucket(
            self,
            "Bucket",
            bucket_name=bucket_name(self, deployment, ACCESS_LOGS),
            encryption=BucketEncryption.S3_MANAGED,
            versioned=True,
            enforce_ssl=True,
            minimum_tls_version=LEAST_TLS,
            block_public_access=BlockPublicAccess.BLOCK_ALL,
            object_ownership=ObjectOwnership.BUCKET_OWNER_ENFORCED,
            lifecycle_rules=[
                LifecycleRule(
                    id="retention",
                    abort_incomplete_multipart_upload_after=Duration.days(7),
                    expiration=Duration.days(retention_days),
                    noncurrent_version_expiration=Duration.days(1),
                )
            ],
            removal_policy=RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
        )
        self.bucket.add_to_resource_policy(own_account_only(self.bucket))
        self.bucket.add_to_resource_policy(self._delivery([bucket_arn(self, deployment, source) for source in sources]))
        acknowledge_common(self.bucket)
        acknowledge(self.bucket, Pack.NIST, "S3DefaultEncryptionKMS", reason=NOT_KMS)
        acknowledge(
            self.bucket, Pack.GUARD, "s3_bucket_default_encryption_kms_check", "s3_bucket_object_lock_enabled_check", reason=NOT_KMS
        )
        acknowledge(
            self.bucket,
            Pack.GUARD,
            "s3_bucket_logging_enabled_check",
            reason="It would log its own deliveries without end; the audit trail records who reads or deletes here.",
        )

    def _delivery(self, sources: list[str]) -> PolicyStatement:
        return PolicyStatement(
            sid="LetS3DeliverLogs",
            principals=[ServicePrincipal(principal("logging.s3"))],
            actions=["s3:PutObject"],
            resources=[self.bucket.arn_for_objects("*")],
            conditions={"StringEquals": {"aws:SourceAccount": Stack.of(self).account}, "ArnEquals": {"aws:SourceArn": sources}},
        )
