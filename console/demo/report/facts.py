"""What every section's facts have in common."""

from pydantic import BaseModel, ConfigDict


class Facts(BaseModel):
    """Figures of one section, as they stand in `report.json`; None is a figure that nobody measured."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Missing(Facts):
    """A section without figures, and why."""

    missing: str


class Check(Facts):
    """One point that the demo is to prove.

    Attributes:
        claim: the point in one sentence.
        holds: None where it was not looked at.
        evidence: what was looked at, with the figures; or why it was not.
        section: anchor of the section that shows it.
    """

    claim: str
    holds: bool | None
    evidence: str
    section: str


class NotThere(Exception):  # noqa: N818 -- a reason, told to the reader of the report
    """A section's files are not there, or do not hold what the section needs; the message is the reason."""
