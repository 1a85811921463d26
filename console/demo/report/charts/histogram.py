"""How a value is distributed: bars over bins of equal or growing width."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from console.demo.report.charts.scale import Scale, ticks
from console.demo.report.charts.svg import BOTTOM, TOP, chart, element, percent, x_axis, y_axis

_MOST_LABELS = 7


@dataclass(frozen=True)
class Histogram:
    """Counts in bins.

    Attributes:
        name: unique on the page.
        title: what it shows.
        description: its message in words.
        edges: bin borders, one more than counts, in data units.
        counts: how many in each bin.
        kept: the bounds outside which things were dropped, if any.
    """

    name: str
    title: str
    description: str
    edges: Sequence[float]
    counts: Sequence[int]
    kept: tuple[float, float] | None = None
    height: int = 230

    def draw(self) -> Markup:
        """The chart as SVG; every bin is equally wide, its borders stand below."""
        if len(self.edges) != len(self.counts) + 1:
            raise ValueError(f"{len(self.counts)} bins need {len(self.counts) + 1} edges, not {len(self.edges)}")
        shown = ticks(0, max(self.counts, default=1) or 1, 4)
        y = Scale(shown[0], shown[-1], self.height - BOTTOM, TOP + (14 if self.kept else 0))
        x = Scale(0, len(self.counts), 0, 100)
        body = [y_axis(shown, y), *self._bars(x, y), self._borders(x), *self._bounds(x)]
        return chart(self.name, title=self.title, description=self.description, height=self.height, body=body)

    def _bars(self, x: Scale, y: Scale) -> list[Markup]:
        gap = x(1) * 0.08
        return [self._bar(place, count, width=x(1) - gap, left=x(place) + gap / 2, y=y) for place, count in enumerate(self.counts)]

    def _bar(self, place: int, count: int, *, width: float, left: float, y: Scale) -> Markup:
        tall = round(y(0) - y(count), 2)
        return element(
            "rect", x=percent(round(left, 2)), width=percent(round(width, 2)), y=y(count), height=tall, class_=self._colour(place)
        )

    def _colour(self, place: int) -> str:
        middle = (self.edges[place] + self.edges[place + 1]) / 2
        is_dropped = self.kept is not None and not self.kept[0] <= middle <= self.kept[1]
        return "bar dropped" if is_dropped else "bar one"

    def _borders(self, x: Scale) -> Markup:
        every = -(-len(self.edges) // _MOST_LABELS)
        shown = [(x(place), edge) for place, edge in enumerate(self.edges) if place % every == 0]
        return x_axis([(place, f"{edge:,.3g}" if edge < 1000 else f"{edge:,.0f}") for place, edge in shown], y=self.height - BOTTOM)

    def _bounds(self, x: Scale) -> list[Markup]:
        if self.kept is None:
            return []
        low, high = self.kept
        return [*self._bound(x, low, 13, f"dropped below {low:.3g}"), *self._bound(x, high, 28, f"dropped above {high:.3g}")]

    def _bound(self, x: Scale, value: float, y: int, text: str) -> list[Markup]:
        place = x(self._bin_of(value))
        is_right = place > 55
        return [
            element("line", x1=percent(place), x2=percent(place), y1=y - 9, y2=self.height - BOTTOM, class_="event three"),
            element("text", text, x=percent(place), y=y, dx=-6 if is_right else 6, class_=f"mark {'end' if is_right else 'start'} three"),
        ]

    def _bin_of(self, value: float) -> float:
        for place, (low, high) in enumerate(itertools.pairwise(self.edges)):
            if low <= value <= high:
                return place + (value - low) / ((high - low) or 1.0)
        return 0.0 if value < self.edges[0] else float(len(self.counts))
