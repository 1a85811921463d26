"""How fast the served model answers when several people ask at once."""

from pathlib import Path
from typing import Any

from markupsafe import Markup

from console.demo.report.charts.lines import LineChart, Series
from console.demo.report.facts import Facts
from console.demo.report.files import read_json, read_manifest
from console.demo.report.words import latency


class Percentiles(Facts):
    """Milliseconds that half, 90, 95 and 99 of a hundred requests stay below."""

    p50: float | None = None
    p90: float | None = None
    p95: float | None = None
    p99: float | None = None


class Level(Facts):
    """One step of the load: so many at once, for so long."""

    concurrency: int
    requests: int
    errors: int
    ttft_ms: Percentiles
    itl_ms: Percentiles
    e2e_ms: Percentiles
    tokens_per_second: float | None


class Load(Facts):
    """The section."""

    levels: list[Level]
    seconds: float
    tokens_an_answer: int

    @property
    def requests(self) -> int:
        """All that were sent."""
        return sum(level.requests for level in self.levels)

    @property
    def errors(self) -> int:
        """All that failed."""
        return sum(level.errors for level in self.levels)

    @property
    def most_at_once(self) -> int:
        """The highest level at which a request began and ended."""
        return max((level.concurrency for level in self.levels if level.requests), default=0)


def read(folder: Path) -> Load:
    """The section from a load test's output.

    Raises:
        NotThere: the load test has not finished.
    """
    read_manifest(folder)
    found = read_json(folder / "load.json")
    levels = [_level(level) for level in found["levels"]]
    return Load(levels=levels, seconds=sum(level["seconds"] for level in found["levels"]), tokens_an_answer=found["max_tokens"])


def _level(found: dict[str, Any]) -> Level:
    return Level(
        concurrency=found["users"],
        requests=found["count"] + found["errors"],
        errors=found["errors"],
        ttft_ms=Percentiles(**(found["ttft_ms"] or {})),
        itl_ms=Percentiles(**(found["itl_ms"] or {})),
        e2e_ms=Percentiles(**(found["e2e_ms"] or {})),
        tokens_per_second=found["output_tokens_per_s"],
    )


def latency_chart(load: Load, measure: str) -> Markup:
    """Percentiles of `ttft_ms` or `itl_ms` by the number of people asking at once."""
    title = {"ttft_ms": "Time to first token", "itl_ms": "Time between tokens"}[measure]
    lines = []
    for share, colour in (("p50", "one"), ("p95", "two"), ("p99", "three")):
        points = [
            (float(place), value)
            for place, level in enumerate(load.levels)
            if (value := getattr(getattr(level, measure), share)) is not None
        ]
        if points:
            lines.append(Series(share, points, colour))
    said = "; ".join(f"{level.concurrency} at once: median {latency(getattr(level, measure).p50)} ms" for level in load.levels)
    return LineChart(
        name=measure.replace("_", "-"),
        title=f"{title} by concurrency",
        description=f"{said}.",
        series=lines,
        x_names=[str(level.concurrency) for level in load.levels],
        from_zero=True,
        height=220,
    ).draw()
