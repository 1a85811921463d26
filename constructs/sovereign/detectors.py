"""Services that watch an account and region as a whole: there is one of each, and only where the deployment runs it."""

from aws_cdk.aws_guardduty import CfnDetector
from aws_cdk.aws_macie import CfnSession
from aws_cdk.aws_securityhub import CfnHub

from constructs import Construct
from sovereign.acknowledgement import Pack, acknowledge

SOONEST = "FIFTEEN_MINUTES"
"""How often findings that happen again are published: the shortest of three (GuardDuty and Macie API references)."""


class Detectors(Construct):
    """GuardDuty, Security Hub and Macie, each where it is asked for."""

    def __init__(self, scope: Construct, construct_id: str, *, guardduty: bool, security_hub: bool, macie: bool) -> None:
        super().__init__(scope, construct_id)
        if guardduty:
            detector = CfnDetector(
                self,
                "GuardDuty",
                enable=True,
                finding_publishing_frequency=SOONEST,
                features=[CfnDetector.CFNFeatureConfigurationProperty(name="S3_DATA_EVENTS", status="ENABLED")],
            )
            acknowledge(
                detector,
                Pack.GUARD,
                "guardduty_s3_protection_enabled_check",
                reason="The rule reads DataSources, which may not stand beside its successor Features: S3_DATA_EVENTS there is the switch.",
            )
        if security_hub:
            CfnHub(self, "SecurityHub", auto_enable_controls=True, enable_default_standards=True)
        if macie:
            CfnSession(self, "Macie", status="ENABLED", finding_publishing_frequency=SOONEST)
