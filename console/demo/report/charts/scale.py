"""From numbers to places on a chart."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

_NICE = (1.0, 2.0, 2.5, 5.0, 10.0)
_SMALLEST_SHARE = 1e-6
"""A narrower range than this share of its values is a single value to a reader."""


@dataclass(frozen=True)
class Scale:
    """A straight line from a domain of numbers to a range of places (percent or pixels)."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The place of a value, rounded to a hundredth."""
        width = (self.high - self.low) or 1.0
        return round(self.start + (value - self.low) / width * (self.end - self.start), 2)


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round numbers that cover `low` to `high`, about so many; the first is at or below `low`, the last at or above `high`."""
    if not (math.isfinite(low) and math.isfinite(high)):
        raise ValueError("an axis needs finite ends")
    if high - low <= _SMALLEST_SHARE * max(abs(low), abs(high), _SMALLEST_SHARE):
        high = low + max(abs(low), 1.0)
    raw = (high - low) / max(about - 1, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in _NICE if factor * power >= raw * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    digits = 3 - math.floor(math.log10(step))
    return [round(number * step, digits) for number in range(first, last + 1)]


def tick_text(value: float, shown: Sequence[float]) -> str:
    """A tick's number with only as many decimals as its axis needs."""
    step = min((b - a for a, b in itertools.pairwise(shown)), default=1.0)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9)) if step > 0 else 0
    if round(step * 10**decimals, 6) % 1:  # steps of 2.5, 0.25 … need one more
        decimals += 1
    return f"{value:,.{decimals}f}"
