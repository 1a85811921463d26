"""A customer-managed key of the deployment."""

from collections.abc import Sequence

from aws_cdk import Duration, RemovalPolicy
from aws_cdk.aws_iam import PolicyDocument, PolicyStatement
from aws_cdk.aws_kms import Key

from constructs import Construct
from sovereign import key_policy as may


class OwnKey(Key):
    """Rotates, is kept when its stack goes, and is opened by nothing but `use`: looking after a key does not open what it closes."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        deployment: str,
        purpose: str,
        rotation_days: int,
        deletion_window_days: int,
        use: Sequence[PolicyStatement],
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            alias=f"{deployment}/{purpose}",
            description=f"{deployment}: {purpose}",
            enable_key_rotation=True,
            rotation_period=Duration.days(rotation_days),
            pending_window=Duration.days(deletion_window_days),
            removal_policy=RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
            policy=PolicyDocument(statements=[may.administration(), may.no_other_grants(), *use]),
        )
