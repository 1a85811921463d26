"""`python -m clusters.slurm.local FILE`: the Slurm of a deployment file on this machine, and a shell on its head."""

import os
import subprocess
import sys
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path

from blueprint.settings import load
from clusters.slurm.local.cluster import Wanted, running
from clusters.slurm.local.machine import NoNamespacesError
from clusters.slurm.local.software import NoSlurmError
from clusters.slurm.plan import nodes_of

MOST_NODES = 3
"""Of a group: enough to lose one."""


def main() -> int:
    """Start it, open the shell, stop it."""
    parser = ArgumentParser(prog="python -m clusters.slurm.local", description=__doc__)
    parser.add_argument("deployment", type=Path, help="a deployment file with training.slurm")
    parser.add_argument("--command", help="run this in the shell instead of asking for commands")
    given = parser.parse_args()
    training = load(given.deployment).training
    if training is None or training.slurm is None:
        print(f"{given.deployment}: has no training.slurm", file=sys.stderr)
        return 2
    used = {name for partition in training.slurm.partitions for name in partition.groups}
    groups = [replace(nodes, count=min(nodes.count, MOST_NODES), cpus=1, memory_mib=1024) for nodes in nodes_of(training.groups)]
    try:
        with running(Wanted(training.slurm, tuple(group for group in groups if group.group in used), accounting=True)) as cluster:
            print(cluster.head.run("sinfo", "--Node", "--long"), file=sys.stderr)
            shell = ["bash", "-c", given.command] if given.command else ["bash", "--norc"]
            # A shell of a person reads from the terminal.
            return subprocess.run(cluster.head.command(*shell), env=cluster.environment | {"PS1": "slurm-head# "}, check=False).returncode
    except (NoSlurmError, NoNamespacesError) as without:
        print(without, file=sys.stderr)
        return 1


if __name__ == "__main__":
    os.umask(0o022)
    sys.exit(main())
