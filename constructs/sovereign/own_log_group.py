"""A log group under the deployment's own key."""

from aws_cdk import RemovalPolicy
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_logs import CfnLogGroup

from constructs import Construct
from sovereign.acknowledgement import Pack, acknowledge, acknowledge_key_elsewhere

A_YEAR = 365
"""What Control Tower asks a log group to keep at least (CT.CLOUDWATCH.PR.2)."""


class OwnLogGroup(CfnLogGroup):
    """Encrypted from its first line. The logs key knows the names in `sovereign.names` and refuses every other group."""

    def __init__(self, scope: Construct, construct_id: str, *, name: str, key: IKey, retention_days: int) -> None:
        super().__init__(scope, construct_id, log_group_name=name, kms_key_id=key.key_arn, retention_in_days=retention_days)
        acknowledge_key_elsewhere(self, key, "cloudwatch_log_group_encrypted_check")
        if retention_days < A_YEAR:
            acknowledge(
                self,
                Pack.GUARD,
                "cloudwatch_log_group_retention_period_check",
                reason=f"A development deployment may keep its logs for {retention_days} days; the settings refuse it in production.",
            )
        self.apply_removal_policy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE)
