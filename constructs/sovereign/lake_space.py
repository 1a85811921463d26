"""Space in the file system: who is told when it runs out, and what makes room by itself."""

from aws_cdk import Stack
from aws_cdk.aws_cloudwatch import CfnAlarm
from aws_cdk.aws_iam import PolicyStatement
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_scheduler import CfnSchedule

from blueprint.settings import Lustre, Release
from constructs import Construct
from sovereign.lustre_lake import LustreLake
from sovereign.names import alarm_name, schedule_name
from sovereign.service_role import ServiceRole, for_this_account

MINUTE_S = 60
"""FSx reports once a minute for each storage target: over a longer period, their sum would count each target again."""

GIB = 1024**3
RETRIES, RETRY_FOR_S = 5, 3600
"""FSx refuses a task while another one runs (DataRepositoryTaskExecuting)."""


class LakeSpace(Construct):
    """An alarm on the free space of all storage targets together (FSx for Lustre User Guide, storage capacity metrics)."""

    def __init__(self, scope: Construct, construct_id: str, *, deployment: str, spec: Lustre, lake: LustreLake, topic_arn: str) -> None:
        super().__init__(scope, construct_id)
        CfnAlarm(
            self,
            "Alarm",
            alarm_name=alarm_name(deployment, "lake-space"),
            alarm_description=f"less than {spec.least_free_percent} % of the lake's file system is free: release space, or grow it",
            namespace="AWS/FSx",
            metric_name="FreeDataStorageCapacity",
            dimensions=[CfnAlarm.DimensionProperty(name="FileSystemId", value=lake.file_system.ref)],
            statistic="Sum",
            period=MINUTE_S,
            evaluation_periods=10,
            threshold=spec.capacity_gib * GIB * spec.least_free_percent // 100,
            comparison_operator="LessThanThreshold",
            treat_missing_data="missing",
            alarm_actions=[topic_arn],
        )


class SpaceRelease(Construct):
    """Files that nobody has read for some days keep their names, and leave their content to the bucket, which has it already.

    FSx releases nothing that a bucket does not hold. EventBridge Scheduler makes the call itself, with a role that can do nothing else.
    """

    def __init__(self, scope: Construct, construct_id: str, *, deployment: str, spec: Release, lake: LustreLake, key: IKey) -> None:
        super().__init__(scope, construct_id)
        stack = Stack.of(self)
        here = f"{stack.partition}:scheduler:{stack.region}:{stack.account}"
        tasks = f"arn:{stack.partition}:fsx:{stack.region}:{stack.account}:task/*"
        role = ServiceRole(
            self,
            "Role",
            trusts=for_this_account(self, "scheduler", f"arn:{here}:schedule-group/default"),
            may=[
                PolicyStatement(actions=["fsx:CreateDataRepositoryTask"], resources=[lake.arn, tasks]),
                PolicyStatement(actions=["kms:Decrypt"], resources=[key.key_arn]),
            ],
        )
        role.acknowledge_wildcards([tasks], reason="A task has no name before it is made.")
        task = {
            "FileSystemId": lake.file_system.ref,
            "Type": "RELEASE_DATA_FROM_FILESYSTEM",
            "Paths": ["/"],
            "ReleaseConfiguration": {"DurationSinceLastAccess": {"Unit": "DAYS", "Value": spec.unread_days}},
            "Report": {"Enabled": False},
        }
        CfnSchedule(
            self,
            "Schedule",
            name=schedule_name(deployment, "release"),
            description=f"Releases what nobody has read for {spec.unread_days} days",
            schedule_expression=spec.cron,
            schedule_expression_timezone="UTC",
            flexible_time_window=CfnSchedule.FlexibleTimeWindowProperty(mode="OFF"),
            kms_key_arn=key.key_arn,
            target=CfnSchedule.TargetProperty(
                arn=f"arn:{stack.partition}:scheduler:::aws-sdk:fsx:createDataRepositoryTask",
                role_arn=role.arn,
                input=stack.to_json_string(task),
                retry_policy=CfnSchedule.RetryPolicyProperty(maximum_retry_attempts=RETRIES, maximum_event_age_in_seconds=RETRY_FOR_S),
            ),
        )
