"""The training of containers/training as a job of the local Slurm: one process a node, over real addresses."""

import json
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clusters.slurm.local.cluster import LocalCluster
from clusters.slurm.plan import REQUEUE_EXIT

PORT = 29400
SCRIPT = """#!/bin/bash
#SBATCH --job-name={name}
#SBATCH --nodes={nodes}
#SBATCH --ntasks-per-node=1
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output={log}
# The tasks meet at the first node's address; each start has a port of its own, since the last one's may still be taken.
first=$(scontrol show hostnames "$SLURM_JOB_NODELIST" | head -n 1)
address=$(scontrol --oneliner show node "$first" | sed -n 's/.* NodeAddr=\\([^ ]*\\).*/\\1/p')
export MASTER_ADDR=$address MASTER_PORT=$(({port} + SLURM_JOB_ID * 20 + ${{SLURM_RESTART_COUNT:-0}}))
export GLOO_SOCKET_IFNAME=eth0 OMP_NUM_THREADS=1
cd {repository}
srun --kill-on-bad-exit=1 bash -c 'exec {python} -m torch.distributed.run --nnodes={nodes} --node-rank="$SLURM_NODEID" --nproc-per-node=1 \\
    --master-addr="$MASTER_ADDR" --master-port="$MASTER_PORT" --max-restarts=0 -m containers.training {arguments}'
code=$?
# Bad input stays bad; any other end may be the fault of a node, and the run goes on from its checkpoint.
case $code in 0 | 2) exit "$code" ;; *) exit {again} ;; esac
"""


@dataclass(frozen=True)
class TrainingJob:
    """A training run to submit.

    Attributes:
        name: The job's.
        recipe: A recipe of containers/training; its `processes` are the nodes.
        corpus: A finished curation output.
        output: The run's folder, which all nodes see.
        overrides: Settings that win over the recipe's, as `key=value`.
        nodes: How many nodes, one process each.
    """

    name: str
    recipe: Path
    corpus: Path
    output: Path
    overrides: tuple[str, ...] = ()
    nodes: int = 2

    def script(self) -> str:
        """The batch script."""
        settings = [f"processes={self.nodes}", "rehearse_failure=null", *self.overrides]
        words = ["--recipe", str(self.recipe), "--input", str(self.corpus), "--output", str(self.output)]
        words += [word for setting in settings for word in ("--set", setting)]
        return SCRIPT.format(
            name=self.name,
            nodes=self.nodes,
            log=self.log,
            port=PORT,
            repository=shlex.quote(str(Path(__file__).parents[3])),
            python=shlex.quote(sys.executable),
            # These words stand within single quotes of the script, and hold none.
            arguments=" ".join(f'"{word}"' for word in words),
            again=REQUEUE_EXIT,
        )

    @property
    def log(self) -> Path:
        """What the job says, of all its starts."""
        return self.output.with_suffix(".log")

    def submit(self, cluster: LocalCluster) -> int:
        """Submit it; returns its number."""
        self.output.parent.mkdir(parents=True, exist_ok=True)
        return int(cluster.head.run("sbatch", "--parsable", stdin=self.script()).strip())

    @property
    def step(self) -> int:
        """The last step taken; 0 before the first."""
        lines = self._lines("losses.jsonl")
        return int(lines[-1]["step"]) if lines else 0

    @property
    def resumes(self) -> list[int]:
        """The steps from which it went on, one for each time."""
        return [event["step"] for event in self._lines("events.jsonl") if event["event"] == "resume"]

    @property
    def losses(self) -> dict[int, str]:
        """Each step's loss, spelled without rounding."""
        return {line["step"]: line["loss_hex"] for line in self._lines("losses.jsonl")}

    def _lines(self, name: str) -> list[dict[str, Any]]:
        """The whole lines of a journal; the last one may be half written."""
        path = self.output / name
        text = path.read_text("utf-8") if path.is_file() else ""
        return [json.loads(line) for line in text.split("\n")[:-1] if line]
