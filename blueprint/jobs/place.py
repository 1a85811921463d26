"""The nodes that a platform of a deployment offers to jobs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from blueprint.facts.instances import Instance, instance
from blueprint.facts.job_platforms import JobPlatform
from blueprint.jobs.job import Job
from blueprint.settings.deployment import Deployment
from blueprint.settings.nodes import RELEASED_BEFORE_THE_END_MINUTES, CapacityBlock, NodeGroup
from blueprint.settings.slurm import Slurm


@dataclass(frozen=True)
class Place:
    """One group of like nodes.

    Attributes:
        name: Its name on the cluster.
        instance_type: As the platform calls it, with `ml.` on HyperPod.
        nodes: How many there are, or may be.
        has_efa: Whether its nodes talk EFA.
        block: The Capacity Block that it runs on.
        purpose: What alone may run there; anything where it is None.
    """

    name: str
    instance_type: str
    nodes: int
    has_efa: bool
    block: CapacityBlock | None = None
    purpose: str | None = None

    @property
    def instance(self) -> Instance:
        """What each node has."""
        return instance(self.instance_type)

    @property
    def ends(self) -> datetime | None:
        """When EC2 begins to end its nodes; None where they stay."""
        if self.block is None:
            return None
        return datetime.fromisoformat(self.block.ends) - timedelta(minutes=RELEASED_BEFORE_THE_END_MINUTES)


def places(deployment: Deployment, platform: JobPlatform) -> tuple[Place, ...] | None:
    """The groups of a platform, or None where the deployment has not this platform."""
    part: Any = deployment
    for name in platform.part.split("."):
        part = getattr(part, name, None)
    if part is None or getattr(part, "orchestrator", platform.orchestrator) != platform.orchestrator:
        return None
    # Of a HyperPod cluster under Slurm, some groups are the controller's and the login nodes'.
    groups = (group for group in getattr(part, "groups", ()) if getattr(group, "role", "compute") == "compute")
    return (*map(_of_group, groups), *_of_pools(part))


def purpose_of(job: Job) -> str:
    """What the nodes and the namespace of a job are for, in the words of the deployment file's `eks`."""
    return "curation" if job.job_type == "curation" else "training"


def scheduler(deployment: Deployment) -> Slurm | None:
    """The deployment's Slurm model."""
    return deployment.training.slurm if deployment.training else None


def _of_group(group: NodeGroup) -> Place:
    has_efa = instance(group.instance_type).has_efa if group.efa is None else group.efa
    return Place(
        group.name, group.instance_type, group.nodes, has_efa, getattr(group, "capacity_block", None), getattr(group, "purpose", None)
    )


def _of_pools(part: Any) -> Iterator[Place]:  # noqa: ANN401 - a part of the file that may have Karpenter's pools
    """Nodes that start when pods wait for them: as many as the pool's GPUs, or its vCPUs, allow."""
    karpenter = getattr(part, "karpenter", None)
    for pool in karpenter.pools if karpenter else ():
        for kind in pool.instance_types:
            row = instance(kind)
            nodes = pool.most_gpus // row.accelerators if row.accelerators else pool.most_vcpus // row.vcpus
            if nodes:
                yield Place(pool.name, kind, nodes, row.has_efa, purpose=pool.purpose)
