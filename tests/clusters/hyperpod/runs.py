"""How each script of clusters/hyperpod is run on a machine where all is well; see tests/clusters/test_scripts_stay.py."""

from clusters.hyperpod.lifecycle import AFTER, BEFORE
from tests.clusters.hyperpod.node import HyperPodNode
from tests.clusters.nodes.machine import Machine
from tests.clusters.nodes.runs import Prepared, Run

FOLDER = "hyperpod/lifecycle"


def entry(machine: Machine) -> Prepared:
    """The whole of it, on a node that computes."""
    node = HyperPodNode(machine, "large")
    return node.scripts / "on_create.sh", (), node.environment


def step(name: str, role: str) -> Run:
    """One step, with the settings around it."""

    def prepare(machine: Machine) -> Prepared:
        node = HyperPodNode(machine, "controller" if role == "controller" else "large")
        conf = f"{node.scripts}/groups/{'controller' if role == 'controller' else 'large'}/node.conf"
        machine.holds({"around.sh": f"set -a\n. {conf}\nexec bash {node.scripts}/steps/{name}.sh\n"}, machine.home)
        return "around.sh", (), {"NODE_ROLE": role, "SLURM_CONTROLLERS": "10.20.0.10"}

    return Run(f"{FOLDER}/steps/{name}.sh", prepare)


RUNS = [
    Run(f"{FOLDER}/on_create.sh", entry),
    *(step(each.name, "controller") for each in (*BEFORE, *AFTER["controller"])),
    step("start-slurm", "compute"),
]
