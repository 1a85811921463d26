"""What of the trail and of the resolver's log raises an alarm, and why."""

from functools import cache
from typing import Literal

from pydantic import Field

from blueprint.facts.table import Row, Table, read

LOGS = ("trail", "dns")
"""The log groups that alarms listen to, by the part that ends their name."""


class TrailAlarm(Row):
    """One alarm.

    Attributes:
        log: The log group that it listens to: the trail's, or the resolver's.
        why: What somebody should think of when it rings; becomes the alarm's description.
        pattern: A CloudWatch Logs filter pattern; at most 1,024 characters (PutMetricFilter).
        benchmark: The number in the CIS AWS Foundations Benchmark v1.4.0, where it has one.
        threshold: How many records in five minutes ring it.
    """

    log: Literal["trail", "dns"] = "trail"
    why: str
    pattern: str = Field(max_length=1024)
    benchmark: str | None = None
    threshold: int = Field(default=1, ge=1)


@cache
def trail_alarms() -> Table[TrailAlarm]:
    """All alarms by name."""
    return read("alarms.yaml", TrailAlarm)
