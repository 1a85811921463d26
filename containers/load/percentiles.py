"""Percentiles, by linear interpolation between the closest ranks (Hyndman and Fan 1996, type 7; numpy's default)."""

import math
from collections.abc import Iterable

SHOWN = (50, 90, 95, 99)


def percentile(ordered: list[float], percent: float) -> float:
    """The percentile of values in ascending order, at least one."""
    rank = (len(ordered) - 1) * percent / 100
    low = math.floor(rank)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (rank - low)


def in_ms(seconds: Iterable[float]) -> dict[str, float] | None:
    """p50, p90, p95 and p99 in milliseconds; None if there is no value."""
    ordered = sorted(seconds)
    return {f"p{percent}": round(percentile(ordered, percent) * 1000, 3) for percent in SHOWN} if ordered else None
