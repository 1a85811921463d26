"""How long CloudWatch Logs can keep a log group."""

from functools import cache

from blueprint.facts.table import Row, read


class Retention(Row):
    """The numbers of days that AWS accepts."""

    days: tuple[int, ...]


@cache
def log_retention_days() -> tuple[int, ...]:
    """The accepted numbers of days, ascending."""
    return read("retention.yaml", Retention)["log_group"].days
