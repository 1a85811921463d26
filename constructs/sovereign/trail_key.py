"""What a key lets CloudTrail do for one trail."""

from aws_cdk import Stack
from aws_cdk.aws_iam import PolicyStatement

from blueprint.facts.data_classes import DataClass
from constructs import Construct
from sovereign import key_policy as may
from sovereign.names import bucket_arn, trail_name


def let_the_trail(scope: Construct, deployment: str) -> list[PolicyStatement]:
    """The deployment's trail of this account closes its files, fills its bucket, and looks whether the key is there.

    Args:
        scope: Where the key stands: in the trail's own account and region.
        deployment: Its name.
    """
    stack = Stack.of(scope)
    trail = f"arn:{stack.partition}:cloudtrail:{stack.region}:{stack.account}:trail/{trail_name(deployment)}"
    ours = {"aws:SourceArn": trail}
    context = {"kms:EncryptionContext:aws:cloudtrail:arn": trail}
    bucket = {"kms:EncryptionContext:aws:s3:arn": f"{bucket_arn(scope, deployment, DataClass.AUDIT)}*"}
    return [
        may.service("LetTheTrailEncrypt", "cloudtrail", ("kms:GenerateDataKey",), {"StringEquals": ours, "ArnEquals": context}),
        may.service(
            "LetTheTrailFillItsBucket", "cloudtrail", ("kms:Decrypt", "kms:GenerateDataKey"), {"StringEquals": ours, "ArnLike": bucket}
        ),
        may.service("LetTheTrailSeeTheKey", "cloudtrail", ("kms:DescribeKey",), {"StringEquals": ours}),
    ]
