"""Who looks for what should not be."""

from typing import Literal

from pydantic import Field

from blueprint.settings.part import Part

Detector = Literal["on", "elsewhere", "off"]
"""`elsewhere`: another body of the account, or its organisation, already runs it; an account and region have one of each."""


class Detection(Part):
    """Services that look for attacks, weaknesses and personal data: one of each in an account and region."""

    guardduty: Detector = Field(
        default="on", description="GuardDuty looks for attacks in the trail, the flows and the names asked for: on, off, or run elsewhere."
    )
    security_hub: Detector = Field(
        default="on", description="Security Hub gathers the findings of the others and checks its standards: on, off, or run elsewhere."
    )
    macie: Detector = Field(
        default="off",
        description="Macie looks for personal data in the buckets, and is billed by the byte it reads: on, off, or run elsewhere.",
    )
    config: Detector = Field(
        default="on",
        description="AWS Config records each change of the configuration and checks rules at run time: on, off, or run elsewhere.",
    )
    access_analyzer: Detector = Field(
        default="on",
        description="IAM Access Analyzer finds what somebody outside the account may reach: on, off, or run elsewhere.",
    )
    unused_access: Detector = Field(
        default="off",
        description="IAM Access Analyzer finds rights that nobody uses, and is billed by the role and month: on, off, or run elsewhere.",
    )
