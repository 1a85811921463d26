"""Which platform suits a body: from its answers and the rules of the table to a ranking, with what speaks for and against each.

A platform that the region lacks, or in which nobody sells the instance type to it, is refused with the reason; it is never ranked.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Literal

from blueprint.facts.choices import Choice, ChoicePlatform, Question, choice_platforms, choices
from blueprint.facts.instances import SAGEMAKER_PREFIX, offers
from blueprint.facts.regions import Region, features, region

SELLERS = {"ec2": "EC2", "hyperpod": "HyperPod"}


@dataclass(frozen=True)
class Answers:
    """What a body says of its plan.

    Attributes:
        region: Where it shall be.
        nodes: Of the largest job.
        weeks: For which the largest job runs.
        slurm, kubernetes, aws: Skills: 0 none, 1 some, 2 strong.
        start_days: Days from today to the first job.
        complexity: What the team wants to bear: 0 low, 1 medium, 2 high.
        existing: What it has already.
        serving: Whether the same nodes shall serve models, too.
        reserved: Whether a Capacity Block or a reservation of EC2 has been bought already.
        instance_type: What it wants to train on, by its EC2 name.
    """

    region: str
    nodes: int
    weeks: float
    slurm: int = 0
    kubernetes: int = 0
    aws: int = 1
    start_days: int = 60
    complexity: int = 1
    existing: Literal["none", "slurm", "kubernetes"] = "none"
    serving: bool = False
    reserved: bool = False
    instance_type: str | None = None

    def to(self, question: Question) -> float | str:
        """The answer to a question of the table."""
        answer: float | str | bool = asdict(self)[question]
        return {True: "yes", False: "no"}[answer] if isinstance(answer, bool) else answer


@dataclass(frozen=True)
class Reason:
    """What a row says of a platform."""

    points: int
    text: str
    source: str


@dataclass(frozen=True)
class Ranked:
    """A platform with its points and what they are made of, the weightiest first."""

    platform: ChoicePlatform
    points: int
    speaks_for: tuple[Reason, ...]
    speaks_against: tuple[Reason, ...]


@dataclass(frozen=True)
class Refused:
    """A platform that cannot be had there."""

    platform: ChoicePlatform
    why: str


@dataclass(frozen=True)
class Ranking:
    """Best first, then what is refused, and what no table knows."""

    ranked: tuple[Ranked, ...]
    refused: tuple[Refused, ...]
    notes: tuple[str, ...]


def choose(answers: Answers) -> Ranking:
    """Rank the platforms.

    Two with the same points stand in the table's order, which is from the least managed to the most.

    Raises:
        UnknownFactError: No such region.
    """
    place = region(answers.region)
    rows = [row for row in choices().values() if row.applies(answers.to(row.question))]
    refused = tuple(Refused(row, why) for row in choice_platforms().values() if (why := _refusal(row, place, answers)))
    barred = {part.platform.name for part in refused}
    ranked = [_ranked(row, rows) for row in choice_platforms().values() if row.name not in barred]
    return Ranking(tuple(sorted(ranked, key=lambda part: -part.points)), refused, tuple(_notes(place, answers)))


def _ranked(platform: ChoicePlatform, rows: list[Choice]) -> Ranked:
    reasons = [Reason(row.points[platform.name], row.reason, row.source) for row in rows if row.points.get(platform.name)]
    reasons.sort(key=lambda reason: -abs(reason.points))
    return Ranked(
        platform,
        sum(reason.points for reason in reasons),
        tuple(reason for reason in reasons if reason.points > 0),
        tuple(reason for reason in reasons if reason.points < 0),
    )


def _refusal(platform: ChoicePlatform, place: Region, answers: Answers) -> str:
    if platform.feature in place.lacks:
        return f"{place.name} has no {features()[platform.feature].title} (checked {place.checked})"
    kind = (answers.instance_type or "").removeprefix(SAGEMAKER_PREFIX)
    row = offers().get(place.name)
    if kind and row and kind not in (row.ec2 if platform.sold == "ec2" else row.hyperpod):
        return f"{SELLERS[platform.sold]} does not sell {kind} in {place.name} (checked {row.checked})"
    return ""


def _notes(place: Region, answers: Answers) -> Iterator[str]:
    if not place.services_known:
        yield f"no source says which services {place.name} lacks (checked {place.checked}): ask AWS before you choose"
    if answers.instance_type and place.name not in offers():
        yield f"no source says which instance types {place.name} sells: ask AWS for {answers.instance_type}"
