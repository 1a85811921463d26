"""The fifth check's first half: what each side costs in a month, and both together while they run side by side.

No price is known here: each row of the file brings its own, with its source and the day on which somebody looked.
"""

from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field

from blueprint.planning.migration.outcome import Outcome
from blueprint.settings.part import Part
from blueprint.settings.problems import FileError, Problem, shown
from blueprint.settings.reading import content_of, read_as

TITLE = "Costs"
WEEKS_IN_A_MONTH = 365.25 / 12 / 7


class CostError(FileError):
    """A cost file that cannot be used."""


class CostRow(Part):
    """One thing that is paid for."""

    name: str = Field(min_length=1, max_length=80, description="What it is, such as nodes of group train.")
    side: Literal["slurm", "kubernetes", "both"] = Field(description="Where it is paid: slurm, kubernetes, or both where it stays.")
    quantity: float = Field(ge=0, description="How many units in a month.")
    unit: str = Field(min_length=1, max_length=40, description="The unit, such as node-hour.")
    price: float = Field(ge=0, description="Of one unit, in the file's currency.")
    source: str = Field(min_length=3, max_length=300, description="Where the price stands: an offer, a contract, a price list.")
    checked: str = Field(pattern=r"^\d{4}-\d\d-\d\d$", description="The day on which somebody last looked, in quotes, such as 2026-11-24.")

    @property
    def a_month(self) -> float:
        """In the file's currency."""
        return self.quantity * self.price


class Costs(Part):
    """What both sides cost."""

    currency: str = Field(pattern=r"^[A-Z]{3}$", description="A currency's three letters, such as EUR.")
    weeks_side_by_side: int = Field(ge=0, le=104, description="Weeks for which both clusters run.")
    rows: tuple[CostRow, ...] = Field(min_length=1, max_length=200, description="What is paid for.")

    def of(self, side: Literal["slurm", "kubernetes"]) -> float:
        """One side in a month, with what both need."""
        return sum(row.a_month for row in self.rows if row.side in (side, "both"))


def load_costs(path: Path, today: date) -> Costs:
    """Load a cost file.

    Raises:
        CostError: It cannot be used; the text lists every problem at once.
    """
    read = read_as(Costs, content_of(path, CostError), path, what="move's costs", error=CostError)
    later = []
    for field, row in read.draft.drafts("rows"):
        checked = row.text("checked")
        if checked and not _is_past(checked, today):
            later.append(Problem(f"{field}.checked", shown(checked), "a day of the calendar, today or before"))
    return read.finished(later)


def compare(costs: Costs) -> Outcome:
    """Both sides in a month, and the time side by side. A dearer side is told, not judged: what it buys is for people to weigh."""
    old, new = costs.of("slurm"), costs.of("kubernetes")
    money = costs.currency
    rows = [("", "side", "a month", "source", "checked")]
    rows += [(row.name, row.side, f"{row.a_month:,.2f} {money}", row.source, row.checked) for row in costs.rows]
    both = sum(row.a_month for row in costs.rows) * costs.weeks_side_by_side / WEEKS_IN_A_MONTH
    rows += [
        ("all", "slurm", f"{old:,.2f} {money}", "", ""),
        ("all", "kubernetes", f"{new:,.2f} {money}", "", ""),
        ("difference", "kubernetes less slurm", f"{new - old:+,.2f} {money}", "", ""),
        (f"{costs.weeks_side_by_side} weeks side by side", "both", f"{both:,.2f} {money} in all", "", ""),
    ]
    return Outcome(TITLE, None, tuple(rows), missing=("weigh the difference against what it buys: no program can",))


def not_made() -> Outcome:
    """What to bring."""
    return Outcome(
        TITLE,
        None,
        missing=("a file with prices, each with its source and day: docs/operations/migration.md shows one", "then: --costs FILE"),
    )


def _is_past(text: str, today: date) -> bool:
    try:
        return date.fromisoformat(text) <= today
    except ValueError:
        return False
