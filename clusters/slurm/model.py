"""What a Slurm cluster means, in Slurm's own parameters: both renderings are written from this, so that they cannot differ in meaning."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Parameters = Mapping[str, str]
"""Slurm's names of parameters to values as its files spell them."""


@dataclass(frozen=True)
class Nodes:
    """Like nodes: `group-1` to `group-N`, as PCS names them too.

    Attributes:
        group: The group's name on the cluster.
        count: How many nodes.
        cpus: Of one node; hardware threads, as EC2 counts vCPUs.
        memory_mib: Of one node; what jobs can be given.
        gpu: Slurm's name of the type; empty where there is none.
        gpus: Of one node.
        gpu_files: The devices, in Slurm's notation.
        features: What a job can ask for by `--constraint`.
        addresses: Where each node answers, in order; empty where its name resolves.
    """

    group: str
    count: int
    cpus: int
    memory_mib: int
    gpu: str = ""
    gpus: int = 0
    gpu_files: str = ""
    features: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()

    @property
    def each(self) -> tuple[str, ...]:
        """The name of each node."""
        return tuple(f"{self.group}-{number}" for number in range(1, self.count + 1))

    @property
    def names(self) -> str:
        """All names, in Slurm's notation."""
        return f"{self.group}-[1-{self.count}]" if self.count > 1 else f"{self.group}-1"

    @property
    def parameters(self) -> Parameters:
        """What slurm.conf says of each node."""
        gres = {"Gres": f"gpu:{self.gpu}:{self.gpus}"} if self.gpus else {}
        features = {"Features": ",".join(self.features)} if self.features else {}
        return {"CPUs": str(self.cpus), "RealMemory": str(self.memory_mib), **gres, **features}

    @property
    def gres(self) -> Parameters | None:
        """The record of gres.conf; None where the nodes have no GPU."""
        if not self.gpus:
            return None
        return {"Name": "gpu", "Type": self.gpu, "File": self.gpu_files}


@dataclass(frozen=True)
class Queue:
    """A partition (Slurm's word) or queue (PCS's): what of it both take, and the groups under it."""

    name: str
    groups: tuple[str, ...]
    parameters: Parameters


@dataclass(frozen=True)
class Cluster:
    """The whole: what holds for every node and job, the nodes, and the queues over them."""

    parameters: Parameters
    nodes: tuple[Nodes, ...]
    queues: tuple[Queue, ...]
    cgroup: Parameters = field(default_factory=dict)
    slurmdbd: Parameters = field(default_factory=dict)
