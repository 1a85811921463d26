"""What the controller of a HyperPod cluster is given of the one Slurm model."""

from blueprint.settings import HyperPod, Slurm
from clusters.slurm.accounts import accounts_script
from clusters.slurm.files import HEADER, fragment
from clusters.slurm.model import Cluster
from clusters.slurm.plan import cluster, nodes_of

__all__ = ["accounts_script", "assembled", "partitions_script", "settings", "slurm_of"]


def slurm_of(spec: HyperPod, slurm: Slurm) -> Cluster:
    """The cluster in Slurm's words; login nodes and the controller run no jobs, so that Slurm knows the groups that compute."""
    return cluster(slurm, nodes_of(group for group in spec.groups if group.role == "compute"))


def assembled(spec: HyperPod, slurm: Slurm) -> dict[str, object]:
    """All of it, for people and audits to read beside the templates."""
    model = slurm_of(spec, slurm)
    return {
        "settings": settings(model).splitlines()[1:],
        "partitions": {queue.name: {"groups": list(queue.groups), **queue.parameters} for queue in model.queues},
        "accounts": accounts_script(slurm).splitlines(),
        "containers": "enroot" if spec.enroot else "none",
    }


def settings(model: Cluster) -> str:
    """What stands in the Include: no nodes and partitions, which are HyperPod's, and that ours of a partition outlast a restart."""
    return fragment(model) + "ReconfigFlags=KeepPartInfo\n"


def partitions_script(model: Cluster) -> str:
    """Limits of each partition, as commands: HyperPod writes the partitions' own lines, and Slurm takes no second one."""
    lines = [
        f"scontrol update PartitionName={queue.name} " + " ".join(f"{name}={value}" for name, value in queue.parameters.items())
        for queue in model.queues
    ]
    return "\n".join(["#!/bin/sh", HEADER, "set -eu", *lines]) + "\n"
