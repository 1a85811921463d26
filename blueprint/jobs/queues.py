"""What a scheduler allows a job: its queue, its priority, its account, and the limits that come with each."""

from collections.abc import Iterator
from typing import Any

from blueprint.jobs.job import Job
from blueprint.jobs.place import purpose_of, scheduler
from blueprint.settings.deployment import Deployment
from blueprint.settings.problems import Problem, shown
from blueprint.settings.slurm import Partition, Qos, Slurm


def held_by_slurm(job: Job, deployment: Deployment) -> Iterator[Problem]:
    """What Slurm would refuse, or end before its time."""
    model = scheduler(deployment)
    if model is None:
        yield Problem("queue", shown(job.queue), f"a partition: {deployment.name} has no training.slurm")
        return
    queue = next((part for part in model.partitions if part.name == job.queue), None)
    quality = next((part for part in model.qos if part.name == job.priority), None)
    if queue is None:
        yield Problem("queue", shown(job.queue), f"a partition of training.slurm: {', '.join(part.name for part in model.partitions)}")
    else:
        yield from _queue(job, queue)
    if job.priority and quality is None:
        yield Problem(
            "priority", shown(job.priority), f"a quality of training.slurm: {', '.join(part.name for part in model.qos) or 'it has none'}"
        )
    if quality:
        yield from _quality(job, quality)
    yield from _account(job, model)


def held_by_kubernetes(job: Job, deployment: Deployment) -> Iterator[Problem]:
    """What the cluster would refuse, or leave waiting for ever: a namespace, a rank and GPUs that it has not."""
    cluster: Any = getattr(deployment, "eks", None)
    tenants = getattr(cluster, "tenants", ())
    tenant = next((part for part in tenants if part.name == job.queue), None)
    if tenants and tenant is None:
        yield Problem("queue", shown(job.queue), f"a namespace of eks.tenants: {', '.join(part.name for part in tenants)}")
    if tenant and tenant.purpose != purpose_of(job):
        yield Problem("queue", shown(job.queue), f"a namespace for {purpose_of(job)}: {tenant.name} is for {tenant.purpose}")
    if tenant and not tenant.borrows and job.gpus > tenant.gpus:
        most = f"{tenant.gpus} on all nodes together: the namespace {tenant.name} borrows none"
        yield Problem("gpus_per_node", shown(job.gpus_per_node), f"at most {most}")
    ranks = [part.name for part in getattr(cluster, "priorities", ())]
    if job.priority and ranks and job.priority not in ranks:
        yield Problem("priority", shown(job.priority), f"a class of eks.priorities: {', '.join(ranks)}")


def _queue(job: Job, queue: Partition) -> Iterator[Problem]:
    if job.hours > queue.longest_hours:
        yield Problem("hours", shown(job.hours), f"at most {queue.longest_hours}: the partition {queue.name} ends its jobs then")
    if job.job_type != queue.job_type:
        yield Problem("job_type", shown(job.job_type), f"{queue.job_type}: the partition {queue.name} is for such jobs")
    if job.priority and queue.qos and job.priority not in queue.qos:
        yield Problem("priority", shown(job.priority), f"one that the partition {queue.name} takes: {', '.join(queue.qos)}")


def _quality(job: Job, quality: Qos) -> Iterator[Problem]:
    limits = (
        ("hours", job.hours, quality.longest_hours, "ends its jobs then"),
        ("nodes", job.nodes, quality.most_nodes, "gives all its jobs together no more"),
        ("gpus_per_node", job.gpus, quality.most_gpus_per_account, "gives an account no more GPUs on all its nodes together"),
    )
    for field, asked, most, why in limits:
        if most is not None and asked > most:
            value = job.gpus_per_node if field == "gpus_per_node" else asked
            yield Problem(field, shown(value), f"at most {most}: the quality {quality.name} {why}")


def _account(job: Job, model: Slurm) -> Iterator[Problem]:
    if job.account is None:
        return
    account = next((part for part in model.accounts if part.name == job.account), None)
    if account is None:
        yield Problem(
            "account",
            shown(job.account),
            f"an account of training.slurm: {', '.join(part.name for part in model.accounts) or 'it has none'}",
        )
    elif job.priority and account.qos and job.priority not in account.qos:
        yield Problem("priority", shown(job.priority), f"one that the account {account.name} may ask for: {', '.join(account.qos)}")
