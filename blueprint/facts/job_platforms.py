"""Where a training job can run, and how each place wants it written."""

from functools import cache
from typing import Literal

from blueprint.facts.cluster import QUEUE
from blueprint.facts.table import Row, Table, read


class JobPlatform(Row):
    """One place for jobs.

    Attributes:
        part: The part of a deployment file that has its nodes.
        container: How its nodes start an image; `none` where they start a process.
        auto_resume: Whether `srun --auto-resume=1` is known there.
        least_hours: What a job should be given at least, so that a node can be replaced meanwhile; 0 for any.
        api: The Kubernetes API of its jobs; empty for Slurm.
        kind: The Kubernetes kind of its jobs; empty for Slurm.
        launcher: What starts the processes of a node.
        namespace: The namespace of a job, with its `{queue}` in it.
        waits_in: Kueue's queue there; every tenant's by default (`facts/cluster.py`).
        rank: Kueue's class of a job's `{priority}`.
    """

    title: str
    scheduler: Literal["slurm", "kubernetes"]
    part: str
    container: Literal["pyxis", "kubelet", "none"] = "kubelet"
    auto_resume: bool = False
    least_hours: int = 0
    api: str = ""
    kind: str = ""
    launcher: Literal["torchrun", "hyperpodrun"] = "torchrun"
    namespace: str = "{queue}"
    waits_in: str = QUEUE
    rank: str = "{priority}"

    @property
    def orchestrator(self) -> str:
        """What a HyperPod cluster's `orchestrator` has to be."""
        return "slurm" if self.scheduler == "slurm" else "eks"


@cache
def job_platforms() -> Table[JobPlatform]:
    """All places by name."""
    return read("job_platforms.yaml", JobPlatform)
