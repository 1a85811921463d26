"""From timings to the figures of each level of concurrency."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from containers.load.percentiles import in_ms
from containers.load.timing import Timing


@dataclass(frozen=True)
class Window:
    """The time in which one number of users was there, on the timings' clock."""

    users: int
    start: float
    end: float

    @property
    def seconds(self) -> float:
        """Its length."""
        return self.end - self.start


def summarise(windows: Sequence[Window], timings: Sequence[Timing]) -> list[dict[str, Any]]:
    """One row a window.

    A request counts for a level's percentiles if it was sent and ended inside the window: one that saw two levels says nothing of either.
    Tokens count for the window in which they arrived, whatever request they belong to.
    """
    return [_level(window, timings) for window in windows]


def totals(timings: Sequence[Timing]) -> dict[str, Any]:
    """Everything that was sent, whatever level it fell into."""
    failed = Counter(timing.error for timing in timings if timing.error)
    return {
        "requests": len(timings),
        "errors": failed.total(),
        "error_kinds": dict(failed),
        "output_tokens": sum(timing.output_tokens for timing in timings),
        "pieces_of_text": sum(len(timing.texts) for timing in timings),
        "dispatch_delay_ms": in_ms(timing.dispatch_delay for timing in timings),
    }


def _level(window: Window, timings: Sequence[Timing]) -> dict[str, Any]:
    inside = [timing for timing in timings if window.start <= timing.sent and timing.ended < window.end]
    touching = [timing for timing in timings if timing.sent < window.end and timing.ended >= window.start]
    good = [timing for timing in inside if timing.error is None]
    ended = [timing for timing in touching if timing.error is None and timing.ended < window.end]
    tokens = sum(timing.tokens_within(window.start, window.end) for timing in touching)
    return {
        "users": window.users,
        "seconds": round(window.seconds, 3),
        "count": len(good),
        "errors": sum(timing.error is not None for timing in inside),
        "error_kinds": dict(Counter(timing.error for timing in inside if timing.error)),
        "straddling": len(touching) - len(inside),
        "output_tokens": sum(timing.output_tokens for timing in good),
        "output_tokens_per_s": round(tokens / window.seconds, 3),
        "requests_per_s": round(len(ended) / window.seconds, 3),
        "ttft_ms": in_ms(timing.ttft for timing in good if timing.ttft is not None),
        "itl_ms": in_ms(gap for timing in good for gap in timing.itl),
        "tpot_ms": in_ms(timing.tpot for timing in good if timing.tpot is not None),
        "e2e_ms": in_ms(timing.e2e for timing in good),
        "dispatch_delay_ms": in_ms(timing.dispatch_delay for timing in inside),
    }
