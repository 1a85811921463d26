"""A log group under the deployment's own key."""

from aws_cdk import RemovalPolicy
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_logs import CfnLogGroup

from constructs import Construct
from sovereign.acknowledgement import KEY_ELSEWHERE, Pack, acknowledge


class OwnLogGroup(CfnLogGroup):
    """Encrypted from its first line. The logs key knows the names in `sovereign.names` and refuses every other group."""

    def __init__(self, scope: Construct, construct_id: str, *, name: str, key: IKey, retention_days: int) -> None:
        super().__init__(scope, construct_id, log_group_name=name, kms_key_id=key.key_arn, retention_in_days=retention_days)
        acknowledge(self, Pack.GUARD, "cloudwatch_log_group_encrypted_check", reason=KEY_ELSEWHERE)
        self.apply_removal_policy(RemovalPolicy.RETAIN)
