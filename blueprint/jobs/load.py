"""From a job file to a job, or to every reason why not."""

from pathlib import Path

from blueprint.jobs.job import Job
from blueprint.jobs.rules import RULES
from blueprint.settings.problems import FileError
from blueprint.settings.reading import content_of, read_as


class JobError(FileError):
    """A job file that cannot be used, or cannot run where it should."""


def load_job(path: Path) -> Job:
    """Load one job.

    Raises:
        JobError: It cannot be used; the text lists every problem at once.
    """
    return parse_job(content_of(path, JobError), path)


def parse_job(content: bytes, path: Path) -> Job:
    """Read a job from a file's content; `path` names it in problems.

    Raises:
        JobError: As for `load_job`.
    """
    read = read_as(Job, content, path, what="job", error=JobError)
    return read.finished([problem for rule in RULES for problem in rule(read.draft)])
