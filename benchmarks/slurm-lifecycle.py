"""How long the nodes' scripts take by themselves: the first start, and what Slurm runs around a job, on a prepared p5.48xlarge.

    python benchmarks/slurm-lifecycle.py [--runs 7]

Prepared: the image has all that the steps ask for, the devices are there, and every command that touches the machine is a stand-in that
answers at once. So what is left is the scripts' own time: shells, the health check's Python, the log. The figure is the sum of a node's
user data (unpacked, installed, every step), and the prolog, task prolog, epilog and health check of one job; the bar is 2 s. Beside it
stands each part, the same start again (nothing is left to do), and what starting as many bare shells as there are scripts would take.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from clusters.nodes.node import Lustre, Node  # noqa: E402 - the tests' stand-ins are found from the root alone
from clusters.nodes.user_data import user_data  # noqa: E402
from tests.clusters.nodes.machine import Machine  # noqa: E402
from tests.clusters.nodes.outputs import GOOD, shows  # noqa: E402

BAR_S = 2.0
RESULTS = Path(__file__).parent / "results"
NODE = Node("p5.48xlarge", lustre=Lustre("fs-1.example", "abc", efa=True))
JOB = {"SLURM_JOB_ID": "42", "SLURM_JOB_UID": "1500", "SLURMD_NODENAME": "train-1"}
AROUND_A_JOB = ("prolog", "task-prolog", "epilog", "health-check")


def prepared(folder: Path) -> Machine:
    """A machine on which every step has what it asks for."""
    machine = Machine(folder).has_efa(32).has(docker="", containerd="", blkid="", find="", **shows(GOOD))
    machine.holds({"dev/disk/by-id/nvme-Amazon_EC2_NVMe_Instance_Storage_AWS1": ""})
    machine.holds({"user-data": user_data(NODE)}, machine.home)
    machine.scratch.mkdir()
    return machine


def seconds(machine: Machine, script: Path, *arguments: str, **environment: str) -> float:
    """Wall-clock seconds of one script; one that does not end well ends the benchmark."""
    command = ["bash", str(script), *arguments]
    start = perf_counter()
    ran = subprocess.run(command, env=machine.environment | environment, capture_output=True, text=True, check=False)
    taken = perf_counter() - start
    if ran.returncode:
        sys.exit(f"{script} ended with {ran.returncode}:\n{ran.stdout}{ran.stderr}{machine.log}")
    return taken


def one(folder: Path) -> dict[str, float]:
    """The parts of one node's life, in seconds."""
    machine, there = prepared(folder), folder / "root/opt/sovereign"
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    before = used.ru_utime + used.ru_stime
    inside = machine.settings | {"NODE_SCRATCH": str(machine.scratch), "LUSTRE_MOUNT_POINT": str(machine.lake)}
    values = [f"{name}={value}" for name, value in inside.items()]
    parts = {"first start": seconds(machine, machine.home / "user-data", *values, NODE_HOME=str(there))}
    parts["the same again"] = seconds(machine, there / "run-steps.sh", *values)
    machine.is_node(NODE, slurm=True)
    for name in AROUND_A_JOB:
        parts[name] = seconds(machine, machine.home / f"slurm/{name}.sh", **JOB)
    (machine.home / "bare.sh").write_text("true\n")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    parts["processor time of all"] = used.ru_utime + used.ru_stime - before
    parts["bare shells"] = sum(seconds(machine, machine.home / "bare.sh") for _ in range(len(NODE.steps) + len(AROUND_A_JOB) + 2))
    return parts


def main() -> None:
    """Measure, print one JSON line, keep it."""
    flags = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    flags.add_argument("--runs", type=int, default=7)
    given = flags.parse_args()
    runs = []
    for _ in range(given.runs):
        with tempfile.TemporaryDirectory() as scratch:
            runs.append(one(Path(scratch)))
    parts = {name: round(median(run[name] for run in runs), 3) for name in runs[0]}
    figure = median(sum(run[name] for name in ("first start", *AROUND_A_JOB)) for run in runs)
    now = datetime.now(UTC)
    result = {
        "name": "slurm-lifecycle",
        "date": now.date().isoformat(),
        "command": " ".join(["python", "benchmarks/slurm-lifecycle.py", *sys.argv[1:]]),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, load average {os.getloadavg()[0]:.1f} at the end",
        "versions": {"sovereign-llm-blueprint": version("sovereign-llm-blueprint"), "python": platform.python_version()},
        "figure": round(figure, 3),
        "unit": f"s of their own, median of {given.runs}: {len(NODE.steps)} steps and {len(AROUND_A_JOB)} scripts around a job",
        "against": {f"{name}, s": value for name, value in parts.items()},
        "bar": f"<= {BAR_S:g} s",
        "holds": figure <= BAR_S,
    }
    line = json.dumps(result)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"slurm-lifecycle-{now.date().isoformat()}.json").write_text(line + "\n", encoding="utf-8")
    print(line)


if __name__ == "__main__":
    main()
