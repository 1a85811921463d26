"""A node of a HyperPod cluster: HyperPod's image on a folder, its scripts fetched, Slurm's commands written down."""

import json
from pathlib import Path

from blueprint.settings import HyperPod, Slurm
from clusters.hyperpod.lifecycle import ENTRY, lifecycle_files
from tests.clusters.nodes.machine import Machine
from tests.clusters.nodes.outputs import GOOD, shows
from tests.clusters.nodes.watch import Ran

ADDRESSES = {"controller": ["10.20.0.10"], "login": ["10.20.0.11"], "large": ["10.20.0.20", "10.20.0.21"]}
PARTITION = {"name": "large", "job_type": "pretraining", "groups": ("large",), "longest_hours": 48, "is_default": True}
GROUPS = (
    {"name": "controller", "role": "controller", "instance_type": "ml.m7i.4xlarge", "nodes": 1},
    {"name": "login", "role": "login", "instance_type": "ml.m7i.4xlarge", "nodes": 1},
    {"name": "large", "instance_type": "ml.p5.48xlarge", "nodes": 2},
)
URGENT = {"name": "urgent", "priority": 100}
PROBE = "s3.eu-central-1.amazonaws.com"


def spec(**changes: object) -> HyperPod:
    """A cluster of the deployment file."""
    return HyperPod.model_validate({"image_release": "1.2.3", "groups": GROUPS, **changes})


def slurm() -> Slurm:
    """One queue, one quality, one account."""
    return Slurm.model_validate({"partitions": (PARTITION,), "qos": (URGENT,), "accounts": ({"name": "census", "users": ("one",)},)})


class HyperPodNode:
    """One node.

    Args:
        machine: On which it is.
        group: The node's group.
        **changes: Of the cluster's description.

    Attributes:
        scripts: Where HyperPod laid what it fetched from S3.
    """

    def __init__(self, machine: Machine, group: str = "controller", **changes: object) -> None:
        self.machine, self.scripts, self.address = machine, machine.root / "fetched", ADDRESSES[group][0]
        own = machine.settings | {"NODE_SCRATCH": str(machine.scratch), "MOUNT_POINT": str(machine.lake)}
        conf = "".join(f"{name}='{value}'\n" for name, value in own.items())
        made = lifecycle_files(spec(**changes), slurm(), probe_name=PROBE)
        machine.holds({name: text + (conf if name.endswith("node.conf") else "") for name, text in made.items()}, self.scripts)
        machine.has_efa(32).has(getent="", sacctmgr="", mountpoint="", docker="", containerd="", **shows(GOOD))
        self.runs("slurmctld", "slurmd")
        machine.holds({"opt/slurm/etc/slurm.conf": "ClusterName=hyperpod\n", "lake/.keep": "", "scratch/.keep": ""})
        self.resources = machine.root / "resource_config.json"
        self.describe(ADDRESSES)

    def runs(self, *daemons: str) -> None:
        """Which of Slurm's daemons run; the fabric manager always does."""
        answers = "".join(f'  *" {daemon}") exit {int(daemon not in daemons)};;\n' for daemon in ("slurmctld", "slurmd"))
        asked = f'case "$1" in is-active|show) case "$*" in\n{answers}  esac; echo active;; esac\n'
        self.machine.has(systemctl=asked)

    def describe(self, addresses: dict[str, list[str]]) -> None:
        """Writes what HyperPod tells a node of its cluster."""
        groups = [{"Name": name, "Instances": [{"CustomerIpAddress": each} for each in own]} for name, own in addresses.items()]
        self.resources.write_text(json.dumps({"InstanceGroups": groups}))

    @property
    def environment(self) -> dict[str, str]:
        """What the scripts find beside the machine's own."""
        return {
            "LIFECYCLE_ADDRESSES": self.address,
            "NODE_HOME": str(self.machine.home),
            "SAGEMAKER_RESOURCE_CONFIG_PATH": str(self.resources),
        }

    def start(self, **more: bool) -> Ran:
        """As HyperPod does."""
        return self.machine.run(self.scripts / ENTRY, **self.environment, **more)

    @property
    def conf(self) -> Path:
        """The folder of Slurm's settings."""
        return self.machine.root / "opt/slurm/etc"
