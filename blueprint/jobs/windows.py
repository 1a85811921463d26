"""Bought capacity has a window: a job has to end inside it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from blueprint.jobs.job import Job
from blueprint.jobs.place import Place
from blueprint.settings.problems import Problem, shown


def block_outlasts_the_job(job: Job, place: Place, start: datetime) -> Iterator[Problem]:
    """A Capacity Block runs its nodes until the job's wall time is over.

    A job that is submitted before the block starts waits for it.

    Args:
        job: The job.
        place: Its group of nodes.
        start: When it is to start, with its time zone.
    """
    if place.block is None or place.ends is None:
        return
    begins = max(start, datetime.fromisoformat(place.block.starts))
    left = place.ends - begins
    if timedelta(hours=job.hours) <= left:
        return
    hours = int(left / timedelta(hours=1))
    window = f"block {place.block.id} of the group {place.name} runs its nodes until {_moment(place.ends)}"
    if hours < 1:
        yield Problem("hours", shown(job.hours), f"no job there: {window}, and the job would start at {_moment(begins)}")
    else:
        yield Problem(
            "hours", shown(job.hours), f"at most {hours}: {window}, 30 minutes before it ends, and the job starts at {_moment(begins)}"
        )


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
