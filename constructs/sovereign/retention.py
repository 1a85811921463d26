"""How long what is written once stays."""

from typing import Literal

from aws_cdk import Duration
from aws_cdk.aws_s3 import ObjectLockRetention


def write_once(stage: Literal["production", "development"], days: int) -> ObjectLockRetention:
    """In production nobody shortens it, not even the account's root; in development an administrator may."""
    duration = Duration.days(days)
    return ObjectLockRetention.compliance(duration) if stage == "production" else ObjectLockRetention.governance(duration)
