"""What a chart shows is what it was given."""

import itertools
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from console.demo.report.charts.histogram import Histogram
from console.demo.report.charts.intervals import Interval, IntervalChart
from console.demo.report.charts.lines import Event, LineChart, Series
from console.demo.report.charts.scale import Scale, tick_text, ticks
from console.demo.report.charts.svg import BOTTOM, TOP, element
from console.demo.report.training import moving_average

finite = st.floats(-1e9, 1e9, allow_nan=False)


@given(finite, finite)
def test_ticks_cover_the_values_in_even_steps(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assume(high - low > 1e-3 * max(abs(low), abs(high)) > 1e-9)
    found = ticks(low, high)
    step = found[1] - found[0]
    assert found[0] <= low + step * 1e-6
    assert found[-1] >= high - step * 1e-6
    assert len(found) <= 12
    assert all(later - earlier == pytest.approx(step, rel=1e-6) for earlier, later in itertools.pairwise(found))


@pytest.mark.parametrize(
    ("shown", "texts"),
    [
        ([0.0, 2.5, 5.0], ["0.0", "2.5", "5.0"]),
        ([0.0, 0.25, 0.5], ["0.00", "0.25", "0.50"]),
        ([0.0, 25.0], ["0", "25"]),
        ([0.0, 2000.0], ["0", "2,000"]),
    ],
    ids=str,
)
def test_a_tick_is_written_as_it_is(shown, texts):
    assert [tick_text(value, shown) for value in shown] == texts


@given(st.floats(-1e6, 1e6), st.floats(10, 1e6))
def test_tick_texts_tell_the_ticks_apart(low: float, width: float) -> None:
    found = ticks(low, low + width)
    assert len({tick_text(value, found) for value in found}) == len(found)


def test_a_single_value_still_has_an_axis() -> None:
    assert ticks(5, 5)[0] <= 5 < ticks(5, 5)[-1]


def test_no_axis_has_an_endless_end() -> None:
    with pytest.raises(ValueError, match="finite"):
        ticks(0, float("inf"))


def drawn(chart: LineChart | Histogram | IntervalChart) -> LexborHTMLParser:
    return LexborHTMLParser(str(chart.draw()))


def points(page: LexborHTMLParser, colour: str) -> list[tuple[float, float]]:
    written = page.css_first(f"path.{colour}").attributes["d"]
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", written)]


def test_a_line_passes_through_its_values() -> None:
    values = [(1.0, 8.0), (2.0, 4.0), (5.0, 2.0)]
    page = drawn(LineChart("loss", "Loss", "It falls.", [Series("loss", values, "one")], height=280))
    shown = ticks(2.0, 8.0)
    x, y = Scale(1.0, 5.0, 0, 1000), Scale(shown[0], shown[-1], 280 - BOTTOM, TOP)
    expected = [part for across, up in values for part in (x(across), y(up))]
    assert [part for point in points(page, "one") for part in point] == pytest.approx(expected, abs=0.1)


def test_an_event_stands_at_its_step() -> None:
    values = [(0.0, 3.0), (100.0, 1.0)]
    events = [Event(25, "killed", "three"), Event(20, "resumed", "two")]
    page = drawn(LineChart("loss", "Loss", "It falls.", [Series("loss", values, "one")], events=events, band=(20, 25)))
    assert page.css_first("line.event.three").attributes["x1"] == "25%"
    assert page.css_first("line.event.two").attributes["x1"] == "20%"
    assert page.css_first("rect.band").attributes["width"] == "5%"
    assert [node.text() for node in page.css("text.mark")] == ["resumed", "killed"]


def test_bars_are_as_high_as_their_counts() -> None:
    page = drawn(Histogram("p", "Perplexity", "Some.", [0, 10, 20, 30], [10, 20, 5], kept=(0, 20)))
    heights = [float(node.attributes["height"]) for node in page.css("rect.bar")]
    assert heights == pytest.approx([heights[1] / 2, heights[1], heights[1] / 4], abs=0.02)
    assert [node.attributes["class"] for node in page.css("rect")] == ["bar one", "bar one", "bar dropped"]


def test_a_histogram_needs_one_edge_more_than_counts() -> None:
    with pytest.raises(ValueError, match="2 bins need 3 edges"):
        Histogram("p", "P", "P", [0, 1], [1, 2]).draw()


def test_an_interval_spans_from_its_low_to_its_high() -> None:
    rows = [Interval("before", 25, 0, 50, "25 %", "faint"), Interval("after", 75, 50, 100, "75 %", "one")]
    page = drawn(IntervalChart("s", "Score", "Better.", rows, reference=25, reference_text="guessing"))
    assert [node.attributes[end] for node in page.css("line.whisker") for end in ("x1", "x2")] == ["0%", "50%", "50%", "100%"]
    assert page.css_first("line.event").attributes["x1"] == "25%"


def test_a_line_over_names_puts_each_value_at_its_name() -> None:
    chart = LineChart("t", "TTFT", "Grows.", [Series("p50", [(0, 1.0), (1, 2.0)], "one")], x_names=["1", "8"], from_zero=True)
    page = drawn(chart)
    names = {node.text(): node.attributes["x"] for node in page.css("text.middle")}
    assert [node.attributes["cx"] for node in page.css("circle")] == [names["1"], names["8"]]


def test_a_title_cannot_break_out() -> None:
    assert str(element("text", "</text><script>", x='"')) == '<text x="&#34;">&lt;/text&gt;&lt;script&gt;</text>'


def test_the_moving_average_of_a_line_is_the_line() -> None:
    line = [(step, 2.0 * step) for step in range(20)]
    assert moving_average(line, 5)[2:-2] == line[2:-2]
