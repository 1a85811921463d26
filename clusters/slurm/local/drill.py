"""Faults on the local Slurm while a training runs, and what each costs: steps taken again, and seconds until the run goes on."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from clusters.slurm.local.cluster import LocalCluster
from clusters.slurm.local.training import TrainingJob

Fault = Literal["node lost", "node drained", "controller restarted"]
GOES_ON_WITHIN_S = 240.0


@dataclass(frozen=True)
class Drill:
    """What a fault did.

    Attributes:
        fault: Which.
        node: The node that it hit; empty for the controller.
        at_step: The last step that was taken before the run felt it.
        from_step: The checkpoint from which the run went on; `at_step` where nothing stopped.
        seconds: From the fault to the next step beyond `from_step`.
        waited: Of these, Slurm's share: until the job's script ran again; the rest is the start of the program. 0 where it never stopped.
    """

    fault: Fault
    node: str
    at_step: int
    from_step: int
    seconds: float
    waited: float

    @property
    def lost(self) -> int:
        """Steps that were taken again."""
        return self.at_step - self.from_step


def drill(cluster: LocalCluster, job: TrainingJob, number: int, fault: Fault, *, at_step: int) -> Drill:
    """Wait until the run has taken a step, bring the fault about, wait until the run goes on.

    Args:
        cluster: Where it runs.
        job: The run.
        number: Its job's number.
        fault: What shall happen.
        at_step: The least step at which it shall happen.

    Raises:
        RuntimeError: The run does not get there, or does not go on.
    """
    cluster.wait(lambda: job.step >= at_step, f"step {at_step} of {job.name}", GOES_ON_WITHIN_S)
    # The second node: the batch script runs on the first, and a job that loses that one is requeued by Slurm in the same way.
    node = "" if fault == "controller restarted" else nodes_of(cluster, number)[-1]
    before, began, reached = len(job.resumes), time.time(), job.step
    FAULTS[fault](cluster, node)

    def goes_on() -> bool:
        nonlocal reached
        if len(job.resumes) > before:
            return job.step > job.resumes[before]
        step = job.step
        if fault == "controller restarted" and step > reached:
            return True
        # The run goes on until it feels the fault: what it takes until then is lost too.
        reached = max(reached, step)
        return False

    cluster.wait(goes_on, f"{job.name} to go on", GOES_ON_WITHIN_S)
    seconds, waited = time.time() - began, max(0.0, _started(cluster, number) - began)
    return Drill(fault, node, reached, job.resumes[before] if len(job.resumes) > before else reached, round(seconds, 1), round(waited, 1))


def nodes_of(cluster: LocalCluster, number: int) -> list[str]:
    """The nodes of a running job, in its own order."""
    names = cluster.head.run("squeue", "--noheader", "--jobs", str(number), "--format=%N").strip()
    return cluster.head.run("scontrol", "show", "hostnames", names).split()


def finished(cluster: LocalCluster, number: int, within_s: float = GOES_ON_WITHIN_S) -> str:
    """Wait for a job's end; returns its state, such as `COMPLETED`."""
    state = ""

    def over() -> bool:
        nonlocal state
        said = cluster.head.run("scontrol", "--oneliner", "show", "job", str(number), check=False)
        state = next((word.removeprefix("JobState=") for word in said.split() if word.startswith("JobState=")), "")
        return state not in {"PENDING", "RUNNING", "CONFIGURING", "COMPLETING", "REQUEUED", ""}

    cluster.wait(over, f"job {number} to end", within_s)
    return state


def _started(cluster: LocalCluster, number: int) -> float:
    """When a job last started, in seconds since the epoch; Slurm tells it in local time, to the second."""
    said = cluster.head.run("squeue", "--noheader", "--jobs", str(number), "--format=%S").strip()
    return datetime.fromisoformat(said).timestamp()


def _lose(cluster: LocalCluster, node: str) -> None:
    cluster.lose_node(node)


def _drain(cluster: LocalCluster, node: str) -> None:
    cluster.fall_sick(node)


def _restart(cluster: LocalCluster, node: str) -> None:
    del node
    cluster.stop_controller()
    cluster.start_controller()


FAULTS: dict[Fault, Callable[[LocalCluster, str], None]] = {
    "node lost": _lose,
    "node drained": _drain,
    "controller restarted": _restart,
}
