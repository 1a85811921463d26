"""Who did what, kept where nobody can change it."""

from collections.abc import Iterable

from aws_cdk import Stack
from aws_cdk.aws_cloudtrail import CfnTrail
from aws_cdk.aws_iam import Effect, PolicyStatement, ServicePrincipal
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_s3 import ObjectLockRetention

from blueprint.facts.data_classes import DataClass
from constructs import Construct
from sovereign.acknowledgement import KEY_ELSEWHERE, Pack, acknowledge
from sovereign.data_bucket import ACCESS_LOGS, DataBucket
from sovereign.names import bucket_arn, log_group_name, trail_name
from sovereign.own_log_group import OwnLogGroup
from sovereign.service_role import ServiceRole

Selector = CfnTrail.AdvancedEventSelectorProperty
Field = CfnTrail.AdvancedFieldSelectorProperty


class AuditTrail(Construct):
    """A CloudTrail trail into a locked bucket and a log group, all under our keys, with file validation.

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
        logs_key: IKey,
        lock: ObjectLockRetention,
        log_retention_days: int,
        watched: Iterable[DataClass],
    ) -> None:
        super().__init__(scope, construct_id)
        self._trail_arn = (
            f"arn:{self._stack.partition}:cloudtrail:{self._stack.region}:{self._stack.account}:trail/{trail_name(deployment)}"
        )
        # A locked version cannot be expired before its time; the rule clears what has outlived the lock.
        store = DataBucket(self, "Store", deployment=deployment, data_class=DataClass.AUDIT, key=key, noncurrent_version_days=1, lock=lock)
        self.bucket = store.bucket
        self.bucket.add_to_resource_policy(self._may("LetTheTrailFindTheBucket", "s3:GetBucketAcl", self.bucket.bucket_arn))
        self.bucket.add_to_resource_policy(
            self._may("LetTheTrailWrite", "s3:PutObject", self.bucket.arn_for_objects(f"AWSLogs/{self._stack.account}/*"))
        )
        self.log_group = OwnLogGroup(
            self, "LogGroup", name=log_group_name(deployment, "trail"), key=logs_key, retention_days=log_retention_days
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
            cloud_watch_logs_log_group_arn=self.log_group.attr_arn,
            cloud_watch_logs_role_arn=self._writer().arn,
            advanced_event_selectors=[
                _selector("Management events", Field(field="eventCategory", equal_to=["Management"])),
                _objects(
                    "Every touch of an object in the lake", [f"{bucket_arn(self, deployment, data_class)}/" for data_class in watched]
                ),
                # Deliveries are left out: the trail would record its own without end.
                _objects(
                    "Whoever reads or deletes the records themselves",
                    [f"{bucket_arn(self, deployment, records)}/" for records in (DataClass.AUDIT, ACCESS_LOGS)],
                    Field(field="eventName", not_equals=["PutObject"]),
                ),
            ],
        )
        acknowledge(self.trail, Pack.GUARD, "cloud_trail_encryption_enabled_check", reason=KEY_ELSEWHERE)
        if self.bucket.policy:
            self.trail.node.add_dependency(self.bucket.policy)

    def _may(self, sid: str, action: str, resource: str) -> PolicyStatement:
        return PolicyStatement(
            sid=sid,
            effect=Effect.ALLOW,
            principals=[ServicePrincipal("cloudtrail")],
            actions=[action],
            resources=[resource],
            conditions={"StringEquals": {"aws:SourceArn": self._trail_arn, "aws:SourceAccount": self._stack.account}},
        )

    def _writer(self) -> ServiceRole:
        """The role with which CloudTrail writes: into its own stream of its own group.

        Its trust has no condition: CloudTrail sends neither `aws:SourceArn` nor `aws:SourceAccount` when it takes this role on, so
        either would refuse the trail (CloudTrail User Guide, Role policy document for CloudTrail to use CloudWatch Logs).
        """
        group = f"arn:{self._stack.partition}:logs:{self._stack.region}:{self._stack.account}:log-group:{self.log_group.log_group_name}"
        stream = f"{group}:log-stream:{self._stack.account}_CloudTrail_{self._stack.region}*"
        write = PolicyStatement(actions=["logs:CreateLogStream", "logs:PutLogEvents"], resources=[stream])
        role = ServiceRole(self, "Writer", trusts=ServicePrincipal("cloudtrail"), may=[write])
        role.acknowledge_wildcards([stream], reason="CloudTrail appends its own suffix to the stream's name.")
        return role

    @property
    def _stack(self) -> Stack:
        return Stack.of(self)


def _objects(name: str, prefixes: list[str], *more: Field) -> Selector:
    return _selector(
        name,
        Field(field="eventCategory", equal_to=["Data"]),
        Field(field="resources.type", equal_to=["AWS::S3::Object"]),
        Field(field="resources.ARN", starts_with=prefixes),
        *more,
    )


def _selector(name: str, *fields: Field) -> Selector:
    return Selector(name=name, field_selectors=list(fields))
