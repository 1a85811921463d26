"""The figures: percentiles as numpy has them, and what belongs to which level."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from containers.load.percentiles import in_ms, percentile
from containers.load.plan import Stage, duration, plan, stage_at
from containers.load.recipe import Shape
from containers.load.summary import Window, summarise, totals
from containers.load.timing import Timing

values = st.lists(st.floats(0, 1e6), min_size=1, max_size=50)


@given(values, st.floats(0, 100))
def test_a_percentile_is_numpys(values: list[float], percent: float) -> None:
    assert percentile(sorted(values), percent) == pytest.approx(float(np.percentile(values, percent)), rel=1e-9, abs=1e-9)


def test_no_value_has_no_percentile() -> None:
    assert in_ms([]) is None


def test_a_request_gives_ttft_gaps_and_time_per_token() -> None:
    timing = Timing(due=1.0, sent=1.5, texts=[2.0, 2.1, 2.4], ended=2.5, output_tokens=5)
    assert (timing.dispatch_delay, timing.ttft, timing.e2e) == (0.5, 0.5, 1.0)
    assert timing.itl == pytest.approx([0.1, 0.3])
    assert timing.tpot == pytest.approx(0.4 / 4)  # five tokens by the server's count, though they came in three pieces


def test_one_token_has_no_time_per_token_and_none_no_first() -> None:
    assert Timing(0, 0, [1.0], 1.0, 1).tpot is None
    assert Timing(0, 0, [], 1.0, 0).ttft is None


def test_a_request_that_saw_two_levels_counts_for_neither_but_its_tokens_do() -> None:
    straddling = Timing(due=4, sent=4, texts=[4.5, 5.5, 6.5, 7.5], ended=8, output_tokens=8)
    first, second = summarise([Window(1, 0, 5), Window(2, 5, 10)], [straddling])
    assert (first["count"], first["straddling"], second["count"], second["straddling"]) == (0, 1, 0, 1)
    assert (first["output_tokens_per_s"], second["output_tokens_per_s"]) == (2 / 5, 6 / 5)
    assert (first["requests_per_s"], second["requests_per_s"]) == (0, 1 / 5)


def test_a_failed_request_is_an_error_of_its_level_and_in_no_percentile() -> None:
    failed = Timing(due=1, sent=1, ended=2, error="HTTP 500")
    (level,) = summarise([Window(1, 0, 5)], [failed])
    assert (level["count"], level["errors"], level["error_kinds"], level["ttft_ms"]) == (0, 1, {"HTTP 500": 1}, None)
    assert totals([failed])["error_kinds"] == {"HTTP 500": 1}


@given(st.lists(st.tuples(st.floats(0, 20), st.floats(0, 5), st.integers(1, 6)), max_size=12))
def test_no_token_is_lost_or_counted_twice_over_the_levels(requests: list[tuple[float, float, int]]) -> None:
    timings = [Timing(s, s, [s + length * (i + 1) / n for i in range(n)], s + length, 2 * n) for s, length, n in requests]
    levels = summarise([Window(1, 0, 7), Window(2, 7, 13), Window(4, 13, 30)], timings)
    counted = sum(level["output_tokens_per_s"] * level["seconds"] for level in levels)
    assert counted == pytest.approx(sum(timing.output_tokens for timing in timings), abs=0.1)


@pytest.mark.parametrize(
    ("name", "stages"),
    [
        ("step", [Stage(1, 5), Stage(2, 5), Stage(8, 5)]),
        ("steady", [Stage(8, 15)]),
        ("spike", [Stage(1, 5), Stage(8, 5), Stage(1, 5)]),
    ],
)
def test_a_shape_is_its_stages(name: str, stages: list[Stage]) -> None:
    planned = plan(Shape(name=name, levels=[1, 2, 8], seconds=5))
    assert planned == stages
    assert duration(planned) == 15
    assert (stage_at(planned, 0), stage_at(planned, 14.9), stage_at(planned, 15)) == (0, len(stages) - 1, None)
