"""The figures of a load test as people read them: a line a level."""

from collections.abc import Sequence
from typing import Any

HEADINGS = ("readers", "answers", "errors", "tokens/s", "TTFT p50", "p95 ms", "ITL p50", "p95 ms")


def table(levels: Sequence[dict[str, Any]]) -> str:
    """Lay out the levels of a report (see `summary.summarise`), numbers under each other; a percentile of nothing is a dash."""
    rows = [HEADINGS, *(_row(level) for level in levels)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


def _row(level: dict[str, Any]) -> tuple[str, ...]:
    waits = [(level[name] or {}).get(rank) for name in ("ttft_ms", "itl_ms") for rank in ("p50", "p95")]
    counts = (f"{level['users']}", f"{level['count']:,}", f"{level['errors']:,}", f"{level['output_tokens_per_s']:,.0f}")
    return (*counts, *("-" if wait is None else f"{wait:,.1f}" for wait in waits))
