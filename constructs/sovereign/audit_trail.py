"""Who did what, kept where nobody can change it."""

from collections.abc import Iterable
from dataclasses import dataclass

from aws_cdk import Stack
from aws_cdk.aws_cloudtrail import CfnTrail
from aws_cdk.aws_iam import Effect, PolicyStatement, ServicePrincipal
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_s3 import ObjectLockRetention

from blueprint.facts.data_classes import DataClass
from constructs import Construct
from sovereign.acknowledgement import Pack, acknowledge, acknowledge_key_elsewhere
from sovereign.data_bucket import DataBucket
from sovereign.names import log_group_name, trail_name
from sovereign.own_log_group import OwnLogGroup
from sovereign.service_role import ServiceRole
from sovereign.trail_selectors import management_events, object_events, refused_calls, uses

NO_GROUP = "No filter of log lines reads this trail: what rings is taken from EventBridge, and the records lie in the locked bucket."


@dataclass(frozen=True)
class LiveCopy:
    """A log group beside the bucket, where alarms read what has just happened.

    Attributes:
        key: The logs key.
        retention_days: How long it keeps.
    """

    key: IKey
    retention_days: int


class AuditTrail(Construct):
    """A CloudTrail trail into a locked bucket and, where alarms read it, a log group; all under our keys, with file validation.

    It listens in every region on purpose. Events only flow inwards: CloudTrail brings them to the bucket here, and
    nothing of ours leaves. A trail for one region would miss IAM, whose events appear in the partition's control region,
    and could not show that no other region was used.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        deployment: str,
        key: IKey,
        lock: ObjectLockRetention,
        live: LiveCopy | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        self._deployment = deployment
        self._trail_arn = (
            f"arn:{self._stack.partition}:cloudtrail:{self._stack.region}:{self._stack.account}:trail/{trail_name(deployment)}"
        )
        # A locked version cannot be expired before its time; the rule clears what has outlived the lock.
        store = DataBucket(
            self,
            "Store",
            deployment=deployment,
            data_class=DataClass.AUDIT,
            key=key,
            noncurrent_version_days=1,
            lock=lock,
        )
        self.bucket = store.bucket
        self.bucket.add_to_resource_policy(self._may("LetTheTrailFindTheBucket", "s3:GetBucketAcl", self.bucket.bucket_arn))
        self.bucket.add_to_resource_policy(
            self._may("LetTheTrailWrite", "s3:PutObject", self.bucket.arn_for_objects(f"AWSLogs/{self._stack.account}/*"))
        )
        self.trail = CfnTrail(
            self,
            "Trail",
            trail_name=trail_name(deployment),
            is_logging=True,
            s3_bucket_name=self.bucket.bucket_name,
            kms_key_id=key.key_arn,
            enable_log_file_validation=True,
            is_multi_region_trail=True,
            include_global_service_events=True,
        )
        if live:
            self._copy_to(live)
        else:
            acknowledge(self.trail, Pack.NIST, "CloudTrailCloudWatchLogsEnabled", reason=NO_GROUP)
            acknowledge(self.trail, Pack.GUARD, "cloud_trail_cloud_watch_logs_enabled_check", reason=NO_GROUP)
        self.watch([], [], [])
        acknowledge_key_elsewhere(self.trail, key, "cloud_trail_encryption_enabled_check")
        if self.bucket.policy:
            self.trail.node.add_dependency(self.bucket.policy)

    def watch(self, buckets: Iterable[str], types: Iterable[str], endpoints: Iterable[str]) -> None:
        """Says what is recorded beside management events; called once more when every bucket of the deployment is known.

        Args:
            buckets: Names of the deployment's buckets in this account.
            types: Other types whose use is recorded, as CloudTrail calls them.
            endpoints: Event sources whose refused calls through an endpoint are recorded.
        """
        self.trail.advanced_event_selectors = [
            management_events(),
            *object_events(self, self._deployment, buckets),
            *uses(types),
            *refused_calls(endpoints),
        ]

    def _may(self, sid: str, action: str, resource: str) -> PolicyStatement:
        return PolicyStatement(
            sid=sid,
            effect=Effect.ALLOW,
            principals=[ServicePrincipal("cloudtrail")],
            actions=[action],
            resources=[resource],
            conditions={"StringEquals": {"aws:SourceArn": self._trail_arn, "aws:SourceAccount": self._stack.account}},
        )

    def _copy_to(self, live: LiveCopy) -> None:
        name = log_group_name(self._deployment, "trail")
        group = OwnLogGroup(self, "LogGroup", name=name, key=live.key, retention_days=live.retention_days)
        self.trail.cloud_watch_logs_log_group_arn = group.attr_arn
        self.trail.cloud_watch_logs_role_arn = self._writer(name).arn

    def _writer(self, name: str) -> ServiceRole:
        """The role with which CloudTrail writes: into its own stream of its own group.

        Its trust has no condition: CloudTrail sends neither `aws:SourceArn` nor `aws:SourceAccount` when it takes this role on, so
        either would refuse the trail (CloudTrail User Guide, Role policy document for CloudTrail to use CloudWatch Logs).
        """
        group = f"arn:{self._stack.partition}:logs:{self._stack.region}:{self._stack.account}:log-group:{name}"
        stream = f"{group}:log-stream:{self._stack.account}_CloudTrail_{self._stack.region}*"
        write = PolicyStatement(actions=["logs:CreateLogStream", "logs:PutLogEvents"], resources=[stream])
        role = ServiceRole(self, "Writer", trusts=ServicePrincipal("cloudtrail"), may=[write])
        role.acknowledge_wildcards([stream], reason="CloudTrail appends its own suffix to the stream's name.")
        return role

    @property
    def _stack(self) -> Stack:
        return Stack.of(self)
