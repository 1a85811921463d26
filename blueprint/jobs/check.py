"""Holds a job against a deployment: does the platform have what the job asks for, for as long as it asks?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from blueprint.facts.cluster import LAKE
from blueprint.facts.job_platforms import JobPlatform, job_platforms
from blueprint.facts.table import UnknownFactError
from blueprint.jobs.job import Job
from blueprint.jobs.load import JobError
from blueprint.jobs.place import Place, places, purpose_of, scheduler
from blueprint.jobs.queues import held_by_kubernetes, held_by_slurm
from blueprint.jobs.windows import block_outlasts_the_job
from blueprint.settings.deployment import Deployment
from blueprint.settings.problems import Problem, shown

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Checked:
    """A job that can run.

    Attributes:
        platform: Where.
        place: The group of nodes.
        notes: What no table could tell, or what is allowed and may surprise.
    """

    job: Job
    deployment: Deployment
    platform: JobPlatform
    place: Place
    notes: tuple[str, ...]


def check(
    job: Job,
    deployment: Deployment,
    platform: str,
    *,
    file: str = "job",
    start: datetime | None = None,
    clock: Clock = lambda: datetime.now(UTC),
) -> Checked:
    """Check a job for one platform of a deployment.

    Args:
        job: What to run.
        deployment: Where.
        platform: A name of `facts/job_platforms.yaml`.
        file: Names the job in problems.
        start: When it is to start; now by default.
        clock: Tells what now is.

    Raises:
        JobError: It cannot run there; the text lists every reason at once.
    """
    where = f"{file} on {deployment.name} ({platform})"
    try:
        row = job_platforms()[platform]
    except UnknownFactError:
        raise JobError(where, [Problem("platform", shown(platform), f"one of: {', '.join(job_platforms())}")]) from None
    there = places(deployment, row)
    if not there:
        raise JobError(where, [Problem("platform", shown(platform), f"a platform of {deployment.name}: it has no nodes in {row.part}")])
    held = held_by_slurm if row.scheduler == "slurm" else held_by_kubernetes
    fitting, problems = _fitting(job, there, _groups_of_queue(job, deployment, row))
    problems += [*held(job, deployment), *_image(job, deployment)]
    if fitting:
        problems += block_outlasts_the_job(job, fitting, start or clock())
    if problems or fitting is None:
        raise JobError(where, problems)
    return Checked(job, deployment, row, fitting, tuple(_notes(job, row, fitting)))


def _groups_of_queue(job: Job, deployment: Deployment, platform: JobPlatform) -> tuple[str, ...] | None:
    """The groups that the job's queue runs on, or None where nobody says so."""
    model = scheduler(deployment)
    if platform.scheduler != "slurm" or model is None:
        return None
    return next((queue.groups for queue in model.partitions if queue.name == job.queue), None)


def _fitting(job: Job, there: tuple[Place, ...], queue: tuple[str, ...] | None) -> tuple[Place | None, list[Problem]]:
    """The first group that holds the job; else what each asked-for group lacks."""
    there = tuple(place for place in there if place.purpose in (None, purpose_of(job)))
    known = [place for place in there if queue is None or place.name in queue]
    if not known:
        return None, [Problem("job_type", shown(job.job_type), f"a job for which there are nodes: none is for {purpose_of(job)}")]
    if job.group is not None:
        known = [place for place in known if place.name == job.group]
        if not known:
            names = dict.fromkeys(place.name for place in there if queue is None or place.name in queue)
            return None, [Problem("group", shown(job.group), f"a group of the queue {job.queue}: {', '.join(names)}")]
    reasons = [(place, _lacks(job, place)) for place in known]
    fitting = next((place for place, lacking in reasons if not lacking), None)
    if fitting or not reasons:
        return fitting, []
    return None, min((lacking for _, lacking in reasons), key=len)


def _lacks(job: Job, place: Place) -> list[Problem]:
    problems = []
    if job.nodes > place.nodes:
        problems.append(Problem("nodes", shown(job.nodes), f"at most {place.nodes}: the group {place.name} has no more"))
    if job.gpus_per_node > place.instance.accelerators:
        has = f"{place.instance.accelerators}: {place.instance_type} of the group {place.name} has no more"
        problems.append(Problem("gpus_per_node", shown(job.gpus_per_node), f"at most {has}"))
    return problems


def _image(job: Job, deployment: Deployment) -> Iterator[Problem]:
    known = deployment.registry.repositories
    if job.image.repository not in known:
        yield Problem("image.repository", shown(job.image.repository), f"one of registry.repositories: {', '.join(known)}")


def _notes(job: Job, platform: JobPlatform, place: Place) -> Iterator[str]:
    row = place.instance
    if platform.least_hours > job.hours:
        yield f"hours: {job.hours} is less than {platform.least_hours}; a lost node takes 20 to 30 minutes to be replaced"
    if job.gpus_per_node < row.accelerators:
        idle = row.accelerators - job.gpus_per_node
        yield f"gpus_per_node: {idle} of {row.accelerators} GPUs of each {place.instance_type} stay idle: a node is given whole"
    if job.nodes > 1 and not place.has_efa:
        yield f"nodes: {place.instance_type} has no EFA here; {job.nodes} nodes exchange gradients over TCP"
    if platform.launcher == "hyperpodrun":
        yield "image: hyperpodrun comes with the package hyperpod-elastic-agent; the image has to hold it"
    if platform.namespace != "{queue}":
        space = platform.namespace.format(queue=job.queue)
        yield f"queue: {space} is the namespace, as task governance names it; the claim {LAKE} has to be in it"
    if platform.scheduler == "kubernetes" and job.nice:
        yield "nice: Kubernetes has no such rank within a priority class; it is left out"
    if platform.scheduler == "kubernetes" and job.image.squash:
        yield "image.squash: the kubelet takes the image from the registry; squash is left out"
    if not job.requeue:
        yield "requeue: false; a lost node ends the job, and somebody has to submit it again"
    if set(job.image.digest.removeprefix("sha256:")) == {"0"}:
        yield "image.digest: all zeros is a placeholder; the intake gives the real one"
