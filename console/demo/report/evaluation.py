"""The scores before and after training, each with its interval, and what they mean."""

from pathlib import Path
from typing import Any

from markupsafe import Markup

from console.demo.report.charts.intervals import Interval, IntervalChart
from console.demo.report.facts import Facts
from console.demo.report.files import read_json, read_manifest


class Estimate(Facts):
    """A value and its confidence interval."""

    value: float
    low: float
    high: float


class Score(Facts):
    """One measure, for the model before its first step and after its last.

    Attributes:
        name: key of the measure.
        title: what a reader calls it.
        unit: of the value; empty for a share.
        is_lower_better: which way is good.
        before: at step 0.
        after: after the last step.
        difference: after minus before, item by item (paired).
        items: how many items it was measured on.
        chance: what guessing would score, where that is known.
    """

    name: str
    title: str
    unit: str
    is_lower_better: bool
    before: Estimate
    after: Estimate
    difference: Estimate
    items: int
    chance: float | None = None

    @property
    def is_better(self) -> bool:
        """Whether the difference is good and its interval leaves zero out."""
        return self.difference.high < 0 if self.is_lower_better else self.difference.low > 0

    @property
    def meaning(self) -> str:
        """The result in one sentence."""
        moved = f"{self.title} went from {self.text(self.before.value)} to {self.text(self.after.value)}"
        if self.is_better:
            return f"{moved}, better by more than its interval."
        if self.difference.low <= 0 <= self.difference.high:
            return f"{moved}; the interval of the difference includes no change."
        return f"{moved}: the wrong way."

    def text(self, value: float) -> str:
        """A value as people read it."""
        return f"{value:.3f} {self.unit}" if self.unit else f"{100 * value:.1f} %"


class Evaluation(Facts):
    """The section."""

    confidence: float
    scores: list[Score]
    seconds: float
    hash: str


def read(folder: Path) -> Evaluation:
    """The section from an evaluation's output.

    Raises:
        NotThere: the evaluation has not finished.
    """
    made, results = read_manifest(folder), read_json(folder / "results.json")
    bits, cloze = results["bits_per_byte"], results["cloze"]
    scores = [
        _score("bits_per_byte", "Bits per byte", bits, unit="bits", items=bits["documents"]),
        _score("cloze", "Cloze accuracy", cloze, unit="", items=cloze["items"]),
    ]
    return Evaluation(confidence=results["confidence"], scores=scores, seconds=made.seconds, hash=made.hash)


def _score(name: str, title: str, found: dict[str, Any], *, unit: str, items: int) -> Score:
    before, after, difference = (Estimate(**found[part]) for part in ("before", "after", "difference"))
    return Score(
        name=name,
        title=title,
        unit=unit,
        is_lower_better=bool(unit),
        before=before,
        after=after,
        difference=difference,
        items=items,
        chance=found.get("chance"),
    )


def score_chart(score: Score) -> Markup:
    """Before and after on one axis."""
    factor = 1.0 if score.unit else 100.0
    rows = [
        Interval(name, one.value * factor, one.low * factor, one.high * factor, score.text(one.value), colour)
        for name, one, colour in (("before", score.before, "faint"), ("after", score.after, "one"))
    ]
    return IntervalChart(
        name=f"score-{score.name}",
        title=f"{score.title} before and after training",
        description=score.meaning,
        rows=rows,
        reference=None if score.chance is None else score.chance * factor,
        reference_text="" if score.chance is None else f"guessing {100 * score.chance:.0f} %",
    ).draw()
