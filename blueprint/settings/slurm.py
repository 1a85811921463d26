"""One model of a Slurm cluster: who may run what, where, for how long, and who goes first.

clusters/slurm renders it as PCS custom settings, and as slurm.conf, gres.conf, cgroup.conf and slurmdbd.conf for HyperPod and for a Slurm
of one's own.
"""

from collections.abc import Iterable
from typing import Literal

from pydantic import Field

from blueprint.settings.nodes import GROUP_NAME, NodeGroup
from blueprint.settings.part import Part

JobType = Literal["pretraining", "fine_tuning", "evaluation", "curation", "interactive"]

SLURM_NAME = r"^[a-z][a-z0-9_-]{0,31}$"
NAME = "1 to 32 lower-case letters, digits, hyphens and underscores, a letter first."


class Partition(Part):
    """A queue for one type of job, over one or more groups of nodes."""

    name: str = Field(pattern=SLURM_NAME, description=NAME)
    job_type: JobType = Field(description="What runs there.")
    groups: tuple[str, ...] = Field(min_length=1, description="The groups of nodes that it runs on, by their names on the cluster.")
    longest_hours: int = Field(ge=1, le=8760, description="Hours after which a job of this partition is ended.")
    priority: int = Field(default=1, ge=1, le=65533, description="Slurm's PriorityTier: jobs of a higher one go first.")
    is_default: bool = Field(default=False, description="Whether a job that names no partition goes here; one partition has to say so.")
    qos: tuple[str, ...] = Field(default=(), description="The qualities of service that may be asked here; all where it is empty.")


class Qos(Part):
    """A quality of service: the rank of a job, and the limits that come with it."""

    name: str = Field(pattern=SLURM_NAME, description=NAME)
    priority: int = Field(ge=0, le=1_000_000, description="Weight of this quality in a job's priority; higher goes first.")
    preempts: tuple[str, ...] = Field(default=(), description="Qualities whose jobs are requeued when a job of this one needs their nodes.")
    most_nodes: int | None = Field(default=None, ge=1, le=1024, description="Nodes that all its jobs may hold together.")
    most_gpus_per_account: int | None = Field(default=None, ge=1, le=65536, description="GPUs that the jobs of one account may hold.")
    longest_hours: int | None = Field(default=None, ge=1, le=8760, description="Hours after which its jobs are ended.")


class Account(Part):
    """Who pays: a project or a unit, with its share of the cluster."""

    name: str = Field(pattern=SLURM_NAME, description=NAME)
    shares: int = Field(default=1, ge=1, le=1_000_000, description="Fair share in relation to the other accounts.")
    qos: tuple[str, ...] = Field(default=(), description="The qualities of service that it may ask for; all where it is empty.")
    users: tuple[str, ...] = Field(default=(), description="Names of the users who submit for it.")


class Slurm(Part):
    """The scheduler, wherever it runs; where two platforms run Slurm, each takes the partitions over its own groups."""

    partitions: tuple[Partition, ...] = Field(min_length=1, description="Queues by type of job.")
    qos: tuple[Qos, ...] = Field(default=(), description="Qualities of service.")
    accounts: tuple[Account, ...] = Field(default=(), description="Accounts to which jobs are charged.")
    node_lost_after_s: int = Field(
        default=20, ge=10, le=3600, description="Seconds without an answer after which a node is down and its jobs are requeued."
    )

    def of(self, groups: Iterable[NodeGroup]) -> "Slurm":
        """The model of the cluster that has these groups: its partitions, and all qualities and accounts."""
        names = {group.name for group in groups}
        return self.model_copy(update={"partitions": tuple(part for part in self.partitions if names & {*part.groups})})


__all__ = ["GROUP_NAME", "Account", "JobType", "Partition", "Qos", "Slurm"]
