"""Values with their confidence intervals, one under the other: scores before and after."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from console.demo.report.charts.scale import Scale, tick_text, ticks
from console.demo.report.charts.svg import BOTTOM, chart, element, percent, x_axis

_ROW = 46


@dataclass(frozen=True)
class Interval:
    """A value and where it lies with the stated confidence."""

    name: str
    value: float
    low: float
    high: float
    text: str
    colour: str


@dataclass(frozen=True)
class IntervalChart:
    """Intervals on one axis, and a reference line where one is known (chance, for example)."""

    name: str
    title: str
    description: str
    rows: Sequence[Interval]
    reference: float | None = None
    reference_text: str = ""

    def draw(self) -> Markup:
        """The chart as SVG."""
        top = 22 if self.reference is not None else 4
        height = top + _ROW * len(self.rows) + BOTTOM
        values = [edge for row in self.rows for edge in (row.low, row.high)] + ([self.reference] if self.reference is not None else [])
        shown = ticks(min(values), max(values), 5)
        x = Scale(shown[0], shown[-1], 0, 100)
        grid = [element("line", x1=percent(x(tick)), x2=percent(x(tick)), y1=top, y2=height - BOTTOM, class_="grid") for tick in shown]
        labels = x_axis([(x(tick), tick_text(tick, shown)) for tick in shown], y=height - BOTTOM)
        rows = [part for place, row in enumerate(self.rows) for part in _row(row, x, top + place * _ROW)]
        body = [*grid, labels, *self._reference(x, height), *rows]
        return chart(self.name, title=self.title, description=self.description, height=height, body=body)

    def _reference(self, x: Scale, height: int) -> list[Markup]:
        if self.reference is None:
            return []
        place = x(self.reference)
        is_right = place > 55
        return [
            element("line", x1=percent(place), x2=percent(place), y1=4, y2=height - BOTTOM, class_="event faint"),
            element(
                "text",
                self.reference_text,
                x=percent(place),
                y=13,
                dx=-6 if is_right else 6,
                class_=f"mark {'end' if is_right else 'start'}",
            ),
        ]


def _row(row: Interval, x: Scale, y: float) -> list[Markup]:
    middle = y + 31
    is_right = x(row.low) > 50
    return [
        element(
            "text",
            f"{row.name}: {row.text}",
            x=percent(x(row.high if is_right else row.low)),
            y=y + 17,
            class_=f"label {'end' if is_right else 'start'}",
        ),
        element("line", x1=percent(x(row.low)), x2=percent(x(row.high)), y1=middle, y2=middle, class_=f"whisker {row.colour}"),
        element("circle", cx=percent(x(row.value)), cy=middle, r=5.5, class_=f"dot {row.colour}"),
    ]
