"""What a body can choose between for training, and what speaks for and against each."""

from functools import cache
from typing import Literal

from pydantic import Field

from blueprint.facts.table import Row, Table, read

Question = Literal["nodes", "weeks", "slurm", "kubernetes", "aws", "start_days", "complexity", "existing", "serving", "reserved"]


class ChoicePlatform(Row):
    """One platform.

    Attributes:
        part: The part of a deployment file that declares it.
        feature: What a region must have; empty for nothing beyond EC2.
        sold: How its instance types are bought.
    """

    title: str
    part: str
    feature: str
    sold: Literal["ec2", "hyperpod"]
    scheduler: Literal["slurm", "kubernetes", "any"]


class Choice(Row):
    """One row: where an answer lies within the bounds, each platform named gets points, below zero against it.

    Attributes:
        at_least, at_most: Bounds of a number, both within; none where absent.
        value: A word, as it stands under `is`.
    """

    question: Question
    at_least: float | None = None
    at_most: float | None = None
    value: str | None = Field(default=None, alias="is")
    points: dict[str, int]
    reason: str

    def applies(self, answer: float | str) -> bool:
        """Whether an answer is what the row speaks of."""
        if isinstance(answer, str):
            return answer == self.value
        return (self.at_least is None or answer >= self.at_least) and (self.at_most is None or answer <= self.at_most)


@cache
def choice_platforms() -> Table[ChoicePlatform]:
    """All platforms by name."""
    return read("choice_platforms.yaml", ChoicePlatform)


@cache
def choices() -> Table[Choice]:
    """All rows by name."""
    return read("choices.yaml", Choice)
