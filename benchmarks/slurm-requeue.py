"""How long does a training stand still when its node is lost? A real Slurm on this machine, from the files that a deployment gets.

    python benchmarks/slurm-requeue.py [--input CURATED] [--steps 400] [--recipe containers/training/recipes/spine.yaml]

One controller and four nodes, each in namespaces of its own; the recipe's run over two of them, with real gloo between their addresses.
A node loses its cable and its processes, a node is drained by its health check, the controller is killed and started again; the run has to
end with the unbroken run's losses, bit for bit. The figure is the first one's seconds, from the cable to the first new step; the table of
all three stands beside it. Without an input, a sample of the installed packages' texts is curated first. Needs tools/slurm and namespaces.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from blueprint.settings.slurm import Partition, Slurm
from clusters.slurm.local.cluster import Wanted, running
from clusters.slurm.local.drill import Drill, Fault, drill, finished
from clusters.slurm.local.training import TrainingJob
from clusters.slurm.model import Nodes

RESULTS = Path(__file__).parent / "results"
BAR_S = 60.0
FAULTS: tuple[Fault, ...] = ("node lost", "node drained", "controller restarted")
MODEL = Slurm(partitions=(Partition(name="train", job_type="pretraining", groups=("node",), longest_hours=2, is_default=True),))


def curated(folder: Path) -> Path:
    """Curate a sample of the default corpus; returns where it lies."""
    recipe = "containers/curation/recipes/spine.yaml"
    command = [sys.executable, "-m", "containers.curation", "--recipe", recipe, "--output", str(folder), "--set", "read.sample_mb=4"]
    if code := subprocess.run(command, check=False).returncode:
        sys.exit(f"{' '.join(command)} ended with {code}")
    return folder


def measure(given: argparse.Namespace, scratch: Path) -> tuple[list[Drill], int, str]:
    """Run the unbroken and the broken run; returns the drills, the steps whose loss differs, and how the broken run ended."""
    overrides = (f"steps={given.steps}", f"checkpoints.every={given.steps // 20}", f"dev.every={given.steps}", "optimiser.warmup_steps=10")
    corpus = Path(given.input) if given.input else curated(scratch / "curated")
    unbroken = TrainingJob("unbroken", given.recipe.resolve(), corpus.resolve(), scratch / "unbroken", overrides)
    broken = TrainingJob("broken", given.recipe.resolve(), corpus.resolve(), scratch / "broken", overrides)
    with running(Wanted(MODEL, (Nodes("node", 4, cpus=1, memory_mib=1024),))) as cluster:
        if (state := finished(cluster, unbroken.submit(cluster), within_s=900)) != "COMPLETED":
            sys.exit(f"the unbroken run ended with {state}: {unbroken.log.read_text()[-2000:]}")
        number, drills = broken.submit(cluster), []
        for count, fault in enumerate(FAULTS, 1):
            drills.append(drill(cluster, broken, number, fault, at_step=given.steps * count // 5))
            print(drills[-1], file=sys.stderr)
        state = finished(cluster, number, within_s=900)
    ours, theirs = broken.losses, unbroken.losses
    return drills, len([step for step in range(1, given.steps + 1) if ours.get(step) != theirs.get(step)]), state


def slurm_version() -> str:
    """Debian's version of the Slurm that is pinned and was checked by tools/slurm."""
    lines = Path("requirements/slurm.txt").read_text(encoding="utf-8").splitlines()
    return next(line.split()[1] for line in lines if line.startswith("slurmctld "))


def table(drills: list[Drill]) -> str:
    """The drills, for people."""
    lines = [f"{'fault':<22}{'node':<8}{'lost':>12}{'seconds':>9}{'of Slurm':>10}"]
    lines += [f"{one.fault:<22}{one.node:<8}{one.lost:>6} steps{one.seconds:>9.1f}{one.waited:>10.1f}" for one in drills]
    return "\n".join(lines)


def main() -> None:
    """Measure, print the table and one JSON line, keep it."""
    flags = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    flags.add_argument("--input", help="a finished curation output")
    flags.add_argument("--recipe", type=Path, default=Path("containers/training/recipes/spine.yaml"))
    flags.add_argument("--steps", type=int, default=400)
    given = flags.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        drills, differing, state = measure(given, Path(scratch))
    print(table(drills))
    now = datetime.now(UTC)
    seconds = drills[0].seconds
    result = {
        "name": "slurm-requeue",
        "date": now.date().isoformat(),
        "command": " ".join(["python", "benchmarks/slurm-requeue.py", *sys.argv[1:]]),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, load average {os.getloadavg()[0]:.1f} at the end",
        "versions": {"slurm": "22.05.8 (Debian 12)"}
        | {name: version(name) for name in ("sovereign-llm-blueprint", "torch", "transformers")},
        "figure": seconds,
        "unit": f"s from a node's loss to the next step, SlurmdTimeout {MODEL.node_lost_after_s} s",
        "against": {
            **{one.fault: {"seconds": one.seconds, "of these Slurm's": one.waited, "steps taken again": one.lost} for one in drills},
            f"steps of {given.steps} whose loss differs in any bit": differing,
            "the run's end": state,
        },
        "bar": f"at most {BAR_S:.0f} s, with losses equal to the unbroken run's",
        "holds": seconds <= BAR_S and not differing and state == "COMPLETED",
    }
    line = json.dumps(result)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"slurm-requeue-{now.date().isoformat()}.json").write_text(line + "\n", encoding="utf-8")
    print(line)


if __name__ == "__main__":
    main()
