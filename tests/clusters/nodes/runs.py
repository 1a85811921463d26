"""How each script of clusters/nodes is run on a machine where all is well; see tests/clusters/test_scripts_stay.py.

A room with scripts of its own has such a file beside its tests: `RUNS`, in which each script is named.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from clusters.nodes.node import Lustre, Node
from tests.clusters.nodes.machine import Machine
from tests.clusters.nodes.outputs import GOOD, shows

Prepared = tuple[Path | str, tuple[str, ...], dict[str, str]]
"""The script, its arguments, its environment."""

NODE = Node("p5.48xlarge", lustre=Lustre("fs-1.example", "abc", efa=True), enroot=True)
JOB = {"SLURM_JOB_ID": "42", "SLURM_JOB_UID": "1500", "SLURMD_NODENAME": "train-1"}


@dataclass(frozen=True)
class Run:
    """One way to run one script, which then ends well.

    Attributes:
        script: Its path below clusters/.
        prepare: Makes a machine ready for it; what runs may be another script that starts this one.
    """

    script: str
    prepare: Callable[[Machine], Prepared]

    def __str__(self) -> str:
        return self.script


def whole(machine: Machine) -> Machine:
    """A p5.48xlarge on which all is well, with its folder installed."""
    machine.has_efa(32).has(docker="", containerd="", enroot="", blkid="", find="", mdadm="", **shows(GOOD))
    machine.holds({"usr/local/lib/slurm/spank_pyxis.so": "", "dev/disk/by-id/nvme-Amazon_EC2_NVMe_Instance_Storage_AWS1": ""})
    return machine.is_node(NODE, slurm=True, SLURM_PLUGSTACK=str(machine.root / "plugstack"))


def plain(name: str, *arguments: str, **environment: str) -> Run:
    """A script of the folder, by its name there."""

    def prepare(machine: Machine) -> Prepared:
        whole(machine)
        return name, arguments, environment

    return Run(f"nodes/{name}", prepare)


def step(name: str) -> Run:
    """A step, with the settings around it."""

    def prepare(machine: Machine) -> Prepared:
        around = f"set -a\n. {whole(machine).home}/node.conf\nexec bash {machine.home}/steps/{name}.sh\n"
        machine.holds({"around.sh": around}, machine.home)
        return "around.sh", (), {}

    return Run(f"nodes/steps/{name}.sh", prepare)


def sourced(machine: Machine) -> Prepared:
    """node.sh is read by the others."""
    whole(machine).holds({"around.sh": f"set -euo pipefail\n. {machine.home}/slurm/node.sh\nsay hello\nnode_is_good\n"}, machine.home)
    return "around.sh", (), JOB


def installing(machine: Machine) -> Prepared:
    """Into another folder."""
    whole(machine)
    return "install.sh", (str(machine.root / "opt/sovereign"),), {}


RUNS = [
    plain("run-steps.sh"),
    Run("nodes/install.sh", installing),
    *(step(each.name) for each in NODE.steps),
    plain("health/check.sh", "1"),
    Run("nodes/slurm/node.sh", sourced),
    plain("slurm/drain.sh", "isolate gpu-missing node: GPUs are missing", **JOB),
    *(plain(f"slurm/{name}.sh", **JOB) for name in ("prolog", "task-prolog", "epilog", "health-check", "requeue")),
]
