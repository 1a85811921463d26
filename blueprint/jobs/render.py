"""Writes a checked job for its platform."""

from collections.abc import Callable
from typing import Any

import yaml

from blueprint.jobs.check import Checked
from blueprint.jobs.entry import LAKE
from blueprint.jobs.kubernetes.hyperpod import hyperpod_pytorchjob
from blueprint.jobs.kubernetes.jobset import jobset
from blueprint.jobs.kubernetes.pytorchjob import pytorchjob
from blueprint.jobs.sbatch import sbatch

OBJECTS: dict[str, Callable[[Checked], dict[str, Any]]] = {
    "HyperPodPyTorchJob": hyperpod_pytorchjob,
    "JobSet": jobset,
    "PyTorchJob": pytorchjob,
}


def render(checked: Checked, lake: str = LAKE) -> str:
    """The job's text: a batch script for Slurm, a manifest for Kubernetes.

    Args:
        checked: The job and where it runs.
        lake: Where Slurm's nodes have the lake's file system; pods always have it at `/lake`.
    """
    if checked.platform.scheduler == "slurm":
        return sbatch(checked, lake)
    where = f"{checked.job.name} on {checked.deployment.name}, for {checked.platform.title}"
    manifest = yaml.safe_dump(OBJECTS[checked.platform.kind](checked), sort_keys=False, width=1000)
    return f"# {where}. Written from the job file: change that, not this.\n{manifest}"
