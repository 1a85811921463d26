"""Every change of the account's configuration, written down and checked against rules."""

from collections.abc import Iterable

from aws_cdk import Stack
from aws_cdk.aws_config import CfnConfigRule, CfnConfigurationRecorder, CfnDeliveryChannel
from aws_cdk.aws_iam import PolicyStatement, ServicePrincipal
from aws_cdk.aws_s3 import CfnBucketPolicy

from blueprint.facts.config_rules import ConfigRule
from blueprint.facts.data_classes import DataClass
from constructs import Construct
from sovereign.data_bucket import DataBucket
from sovereign.data_keys import DataKeys
from sovereign.names import CONFIGURATION
from sovereign.services import principal

SERVICE_ROLE = "AWSServiceRoleForConfig"
"""AWS Config's own role, one an account, made once by hand: CloudFormation fails where it is there already."""

NO_LOCK = "AWS Config delivers into no bucket with Object Lock (CloudFormation reference, AWS::Config::DeliveryChannel)."


class ConfigurationRecorder(Construct):
    """AWS Config: one recorder of every supported type, a bucket under the audit key, and the rules of the table.

    An account and region have one recorder. It reads with AWS Config's own role: no role of the deployment may look at everything.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, deployment: str, keys: DataKeys, rules: Iterable[ConfigRule], log_retention_days: int
    ) -> None:
        super().__init__(scope, construct_id)
        stack = Stack.of(self)
        store = DataBucket(
            self,
            "Store",
            deployment=deployment,
            data_class=DataClass.AUDIT,
            name=CONFIGURATION,
            key=keys[DataClass.AUDIT],
            noncurrent_version_days=1,
            lock=NO_LOCK,
        )
        self.bucket = store.bucket
        for statement in self._delivery():
            self.bucket.add_to_resource_policy(statement)
        self.recorder = CfnConfigurationRecorder(
            self,
            "Recorder",
            name=deployment,
            role_arn=f"arn:{stack.partition}:iam::{stack.account}:role/aws-service-role/{principal('config')}/{SERVICE_ROLE}",
            recording_group=CfnConfigurationRecorder.RecordingGroupProperty(all_supported=True, include_global_resource_types=True),
        )
        # Neither waits for the other: CloudFormation starts the recorder once the channel is there (AWS::Config::ConfigurationRecorder).
        self.channel = CfnDeliveryChannel(
            self,
            "Channel",
            name=deployment,
            s3_bucket_name=self.bucket.bucket_name,
            s3_kms_key_arn=keys[DataClass.AUDIT].key_arn,
            config_snapshot_delivery_properties=CfnDeliveryChannel.ConfigSnapshotDeliveryPropertiesProperty(
                delivery_frequency="TwentyFour_Hours"
            ),
        )
        if self.bucket.policy:
            policy = self.bucket.policy.node.default_child
            assert isinstance(policy, CfnBucketPolicy)  # noqa: S101 - jsii gives no narrower type
            self.channel.add_resource_dependency(policy)
        for row in rules:
            self._rule(deployment, row, log_retention_days)

    def _rule(self, deployment: str, row: ConfigRule, log_retention_days: int) -> None:
        parameters = {name: value.format(log_retention_days=log_retention_days) for name, value in row.parameters.items()}
        rule = CfnConfigRule(
            self,
            "".join(word.capitalize() for word in row.rule_name.split("-")),
            config_rule_name=f"{deployment}-{row.rule_name}",
            description=row.why,
            source=CfnConfigRule.SourceProperty(owner="AWS", source_identifier=row.name),
            input_parameters=parameters or None,
            scope=CfnConfigRule.ScopeProperty(tag_key=row.tag) if row.tag else None,
        )
        rule.add_resource_dependency(self.recorder)
        rule.add_resource_dependency(self.channel)

    def _delivery(self) -> list[PolicyStatement]:
        """What AWS Config asks for (Config Developer Guide, Permissions for the Amazon S3 Bucket), for this account alone."""
        folder = f"AWSLogs/{Stack.of(self).account}/Config/*"
        wanted = {
            "LetConfigFindTheBucket": (["s3:GetBucketAcl", "s3:ListBucket"], self.bucket.bucket_arn),
            "LetConfigDeliver": (["s3:PutObject"], self.bucket.arn_for_objects(folder)),
        }
        return [
            PolicyStatement(
                sid=sid,
                principals=[ServicePrincipal("config")],
                actions=actions,
                resources=[resource],
                conditions={"StringEquals": {"aws:SourceAccount": Stack.of(self).account}},
            )
            for sid, (actions, resource) in wanted.items()
        ]
