"""One description of a training job, written out for every platform that can run it.

A job file says what runs, on how many nodes, for how long and how often it is saved. `check` holds it against a deployment; `render` writes
it for one platform, and is a pure function from a job and a place to a text. What the processes are started with is the same everywhere
(`entry`), so that a job that is started again, here or elsewhere, goes on from its last checkpoint.
"""

from blueprint.jobs.check import Checked, check
from blueprint.jobs.job import Job
from blueprint.jobs.load import JobError, load_job
from blueprint.jobs.render import render

__all__ = ["Checked", "Job", "JobError", "check", "load_job", "render"]
