"""How often copies are made, so that what is lost is never older than the objective."""

from dataclasses import dataclass

from blueprint.facts.backup import limit

HOURS_OF_A_DAY = 24
INTERVALS = tuple(hours for hours in range(limit("shortest_interval"), HOURS_OF_A_DAY + 1) if HOURS_OF_A_DAY % hours == 0)
"""Hours between backups that come out even with a day, so that one cron expression says them."""

SHORTEST_COMPLETION_HOURS = 2
"""The CDK refuses a completion window that is not longer than the start window."""


@dataclass(frozen=True)
class Rhythm:
    """The parts of a recovery point objective. A copy in the second account is at worst as old as their sum.

    Attributes:
        interval_hours: Between two backups.
        start_minutes: In which a backup has to start, or it is given up and counted as expired.
        completion_minutes: In which it has to end.
        copy_hours: What is left for the copy. AWS Backup knows no window for it: an alarm rings instead.
    """

    interval_hours: int
    start_minutes: int
    completion_minutes: int
    copy_hours: int

    @property
    def cron(self) -> str:
        """The schedule as AWS Backup takes it, in UTC."""
        hours = "0" if self.interval_hours == HOURS_OF_A_DAY else f"0/{self.interval_hours}"
        return f"cron(0 {hours} * * ? *)"


def rhythm(objective_hours: int) -> Rhythm:
    """A third of the objective at most lies between backups; of the rest, one half is the backup's and one the copy's.

    Args:
        objective_hours: The recovery point objective, at least `shortest_objective()`.
    """
    interval = max(hours for hours in INTERVALS if hours <= max(objective_hours // 3, INTERVALS[0]))
    start = limit("start_window")
    left = objective_hours - interval - start // 60
    completion = max(SHORTEST_COMPLETION_HOURS, left // 2)
    return Rhythm(interval, start, completion * 60, left - completion)


def shortest_objective() -> int:
    """The fewest hours that leave the copy an hour."""
    return INTERVALS[0] + limit("start_window") // 60 + SHORTEST_COMPLETION_HOURS + 1
