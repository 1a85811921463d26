"""What is copied out of the account, where to, and how much may be lost."""

from typing import Literal

from pydantic import Field

from blueprint.facts.backup import limit
from blueprint.settings.part import Part
from blueprint.settings.rhythm import Rhythm, rhythm, shortest_objective


class Backup(Part):
    """Copies of ledger, audit and images in a locked vault of a second account of the jurisdiction."""

    account: str = Field(pattern=r"^[0-9]{12}$", description="The second account, twelve digits: other people's, of the same organisation.")
    region: str | None = Field(
        default=None, description="The region of the copies, one of the approved ones; the deployment's own where absent."
    )
    retention_days: int = Field(
        default=365,
        ge=1,
        le=limit("longest_retention") // 2,
        description="Days for which the vault refuses to delete a copy. In production nobody can shorten it once the lock's grace is over.",
    )
    recovery_point_objective_hours: int = Field(
        default=24,
        ge=shortest_objective(),
        le=168,
        description="How old the newest copy may be when everything else is lost, in hours; schedule, windows and alarms follow from it.",
    )
    recovery_time_objective_hours: int = Field(
        default=72, ge=1, le=720, description="In how many hours ledger and audit are to be readable again; no template can promise it."
    )
    changeable_for_days: int = Field(
        default=7,
        ge=limit("shortest_grace"),
        le=365,
        description="Days in which a production vault's lock can still be taken back; then it is for ever.",
    )
    also: tuple[Literal["models"], ...] = Field(
        default=(), max_length=1, description="Further buckets to copy: models. What a copy holds cannot be erased before its time."
    )
    images: bool = Field(
        default=True,
        description="Whether images are replicated to the second account's registry; a registry has one rule set for all.",
    )

    @property
    def rhythm(self) -> Rhythm:
        """How often, and in which windows."""
        return rhythm(self.recovery_point_objective_hours)
