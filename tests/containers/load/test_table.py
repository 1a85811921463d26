"""What `blueprint load` says at its end."""

from containers.load.table import table

LATENCY = {"ttft_ms": {"p50": 12.34, "p95": 20}, "itl_ms": {"p50": 3.0, "p95": 4.06}}
LEVEL = {"users": 8, "count": 1234, "errors": 2, "output_tokens_per_s": 1448.4, **LATENCY}


def test_a_level_is_a_line_with_its_numbers_under_their_headings() -> None:
    heading, line = table([LEVEL]).splitlines()
    assert heading.split() == ["readers", "answers", "errors", "tokens/s", "TTFT", "p50", "p95", "ms", "ITL", "p50", "p95", "ms"]
    assert line.split() == ["8", "1,234", "2", "1,448", "12.3", "20.0", "3.0", "4.1"]
    assert len(heading) == len(line)


def test_a_percentile_of_nothing_is_a_dash() -> None:
    assert table([LEVEL | {"ttft_ms": None, "itl_ms": None}]).splitlines()[1].split()[4:] == ["-"] * 4
