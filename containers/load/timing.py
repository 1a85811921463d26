"""When one request was due, sent, and answered, piece by piece; and the figures that follow from it.

All moments are seconds on the monotonic clock, which the processes of one machine share.
"""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Timing:
    """One streamed request.

    Args:
        due: when it should have been sent.
        sent: when it was.
        texts: when each piece of text arrived.
        ended: when the last byte arrived.
        output_tokens: by the server's own count (`usage`), never by ours.
        error: what went wrong, without any text of the request or the answer.
    """

    due: float
    sent: float
    texts: list[float] = field(default_factory=list)
    ended: float = 0.0
    output_tokens: int = 0
    error: str | None = None

    @property
    def dispatch_delay(self) -> float:
        """How late we were ourselves: a client that is too slow shows here, not in the server's figures."""
        return self.sent - self.due

    @property
    def ttft(self) -> float | None:
        """Time to first token: sent to first text."""
        return self.texts[0] - self.sent if self.texts else None

    @property
    def itl(self) -> list[float]:
        """Inter-token latencies: the gaps between pieces of text."""
        return [after - before for before, after in zip(self.texts, self.texts[1:], strict=False)]

    @property
    def tpot(self) -> float | None:
        """Time per output token after the first: (last text - first text) / (tokens - 1)."""
        return (self.texts[-1] - self.texts[0]) / (self.output_tokens - 1) if self.texts and self.output_tokens > 1 else None

    @property
    def e2e(self) -> float:
        """Sent to last byte."""
        return self.ended - self.sent

    def tokens_within(self, start: float, end: float) -> float:
        """The output tokens of a span of time: all of them, in the share of the pieces of text that arrived in it."""
        inside = sum(start <= moment < end for moment in self.texts)
        return self.output_tokens * inside / len(self.texts) if self.texts else 0.0

    def plain(self) -> dict[str, Any]:
        """As JSON, for another process."""
        return asdict(self)
