"""Lines over a numeric or a named axis, with marked events: the loss curve, latencies by concurrency."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from console.demo.report.charts.scale import Scale, tick_text, ticks
from console.demo.report.charts.svg import BOTTOM, TOP, chart, element, joined, path, percent, x_axis, y_axis

_LABEL_ROW = 15
_FEW_POINTS = 14


@dataclass(frozen=True)
class Series:
    """One line: its name in the legend, its points in data units, its colour's class (`one`, `two`, `three`, `faint`)."""

    name: str
    points: Sequence[tuple[float, float]]
    colour: str


@dataclass(frozen=True)
class Event:
    """Something that happened at `x`: a vertical line with a text."""

    x: float
    text: str
    colour: str


@dataclass(frozen=True)
class LineChart:
    """What to draw.

    Attributes:
        name: unique on the page.
        title: what it shows.
        description: its message in words.
        series: the lines, drawn in this order.
        events: marked places.
        band: a shaded stretch of the x axis.
        x_names: names of the places 0, 1, 2 … where the x axis has no numbers.
        from_zero: whether the y axis starts at zero.
        height: in pixels.
    """

    name: str
    title: str
    description: str
    series: Sequence[Series]
    events: Sequence[Event] = ()
    band: tuple[float, float] | None = None
    x_names: Sequence[str] = field(default=())
    from_zero: bool = False
    height: int = 280

    def draw(self) -> Markup:
        """The chart as SVG."""
        top = TOP + _LABEL_ROW * max(len(self.events) - 1, 0)
        ys = [y for line in self.series for _, y in line.points]
        shown = ticks(0.0 if self.from_zero else min(ys), max(ys))
        y = Scale(shown[0], shown[-1], self.height - BOTTOM, top)
        x = self._x_scale()
        body = [self._band(x, top), y_axis(shown, y), self._x_axis(x), *self._events(x), *(self._line(line, x, y) for line in self.series)]
        return chart(self.name, title=self.title, description=self.description, height=self.height, body=body)

    def _x_scale(self) -> Scale:
        if self.x_names:
            return Scale(0, len(self.x_names) - 1, 4, 96) if len(self.x_names) > 1 else Scale(-1, 1, 0, 100)
        xs = [x for line in self.series for x, _ in line.points]
        return Scale(min(xs), max(xs), 0, 100)

    def _x_axis(self, x: Scale) -> Markup:
        if self.x_names:
            return x_axis([(x(place), name) for place, name in enumerate(self.x_names)], y=self.height - BOTTOM)
        shown = [tick for tick in ticks(x.low, x.high, 6) if x.low <= tick <= x.high]
        return x_axis([(x(tick), tick_text(tick, shown)) for tick in shown], y=self.height - BOTTOM)

    def _band(self, x: Scale, top: int) -> Markup:
        if self.band is None:
            return Markup("")
        start, end = (x(edge) for edge in self.band)
        tall = self.height - BOTTOM - top
        return element("rect", x=percent(start), width=percent(round(end - start, 2)), y=top, height=tall, class_="band")

    def _events(self, x: Scale) -> list[Markup]:
        drawn = []
        for row, event in enumerate(sorted(self.events, key=lambda each: each.x)):
            place, y = x(event.x), 12 + row * _LABEL_ROW
            is_right = place > 55
            text = element(
                "text",
                event.text,
                x=percent(place),
                y=y,
                dx=-6 if is_right else 6,
                class_=f"mark {'end' if is_right else 'start'} {event.colour}",
            )
            line = element("line", x1=percent(place), x2=percent(place), y1=y - 9, y2=self.height - BOTTOM, class_=f"event {event.colour}")
            drawn += [line, text]
        return drawn

    def _line(self, line: Series, x: Scale, y: Scale) -> Markup:
        places = [(x(across), y(up)) for across, up in line.points]
        dots = places if len(places) <= _FEW_POINTS else []
        return joined(
            [
                path(places, height=self.height, class_=f"line {line.colour}"),
                *(element("circle", cx=percent(across), cy=down, r=3.5, class_=f"dot {line.colour}") for across, down in dots),
            ]
        )
