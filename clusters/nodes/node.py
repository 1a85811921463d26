"""What a node is, and what it has to come up with: the values of node.conf and the steps that they ask for."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from blueprint.facts.instances import Instance, instance

HOME = "/opt/sovereign"
"""Where the folder lies on a node; Slurm's settings name the scripts in it."""
SCRATCH = "/scratch"
MOUNT_POINT = "/lake"
Platform = Literal["ec2", "pcs", "hyperpod"]

LINKED = frozenset({"A100", "H100", "H200", "B200", "B300"})
"""Accelerators of which eight stand on one board with NVSwitches (NVIDIA HGX), so that a fabric manager runs beside them."""


class Lustre(NamedTuple):
    """The lake's file system.

    Attributes:
        dns_name: Its address, which may be a CDK token; None where the node is told later (`run-steps.sh LUSTRE_DEVICE=…`).
        mount_name: Its mount name, likewise.
        efa: Whether it talks EFA.
    """

    dns_name: str | None = None
    mount_name: str | None = None
    efa: bool = False


class Step(NamedTuple):
    """One line of steps.list.

    Attributes:
        name: steps/NAME.sh.
        tries: How often at most.
        wait_s: Seconds between two tries.
        limit_s: Seconds after which one try is ended.
    """

    name: str
    tries: int = 1
    wait_s: int = 0
    limit_s: int = 300


@dataclass(frozen=True)
class Node:
    """One node of a group.

    Attributes:
        instance_type: EC2's name of it, or SageMaker's.
        efa: Whether it talks EFA; by default where its type can.
        lustre: What it mounts; nothing where None.
        enroot: Whether Slurm jobs run in containers by enroot and pyxis.
        containers: Whether docker and containerd keep their data on the instance store, where the type has one.
        platform: Who repairs a bad node: HyperPod by itself, elsewhere a person.
        slurm_bin: The folder of scontrol where it is on no usual path.
        plugstack: The folder of Slurm's plug-in settings.
    """

    instance_type: str
    efa: bool | None = None
    lustre: Lustre | None = None
    enroot: bool = False
    containers: bool = True
    platform: Platform = "ec2"
    slurm_bin: str = ""
    plugstack: str = "/etc/slurm/plugstack.conf.d"

    @property
    def kind(self) -> Instance:
        """Its row in the table of instance types."""
        return instance(self.instance_type)

    @property
    def efa_interfaces(self) -> int:
        """How many EFA devices it shows; 0 where it does not talk EFA."""
        wanted = self.kind.has_efa if self.efa is None else self.efa
        return self.kind.efa_interfaces if wanted else 0

    @property
    def is_linked(self) -> bool:
        """Whether NVSwitches link its GPUs."""
        return self.kind.accelerators == 8 and self.kind.accelerator in LINKED

    @property
    def mounts_with_efa(self) -> bool:
        """Whether the file system and the node both talk EFA; over TCP such a file system is there for every node."""
        return self.lustre is not None and self.lustre.efa and self.efa_interfaces > 0

    @property
    def steps(self) -> tuple[Step, ...]:
        """What it does at its start, in this order."""
        kind = self.kind
        chosen = {
            # PCS runs its lifecycle scripts at every boot.
            Step("at-boot"): self.platform != "pcs",
            Step("instance-store", 3, 5): kind.has_local_nvme,
            Step("containers", limit_s=900): kind.has_local_nvme and self.containers,
            # Once, and three times more: on p5en the last devices come some seconds late.
            Step("efa-devices", 4, 5, 60): self.efa_interfaces > 0,
            Step("environment"): True,
            Step("lustre-efa", 3, 10): self.mounts_with_efa,
            # Five minutes: the rules of the security groups may be as young as the node.
            Step("mount-lustre", 30, 10, 60): self.lustre is not None,
            Step("enroot"): self.enroot,
            Step("health", limit_s=120): kind.gpus > 0 or self.efa_interfaces > 0,
        }
        return tuple(step for step, is_wanted in chosen.items() if is_wanted)

    @property
    def settings(self) -> dict[str, str]:
        """The values of node.conf, which the steps and Slurm's scripts read."""
        kind, lustre = self.kind, self.lustre
        scratch = SCRATCH if kind.has_local_nvme else ""
        given = {
            "NODE_INSTANCE_TYPE": kind.name,
            "NODE_PLATFORM": self.platform,
            "NODE_GPUS": str(kind.gpus),
            "NODE_NVLINK": str(int(self.is_linked)),
            "NODE_EFA": str(self.efa_interfaces),
            "NODE_SCRATCH": scratch,
            "NODE_LOG": "/var/log/sovereign-node.log",
            "NODE_STATE": "/run/sovereign-node",
            "SLURM_BIN": self.slurm_bin,
            "SLURM_PLUGSTACK": self.plugstack if self.enroot else "",
        }
        if lustre:
            given |= {"LUSTRE_MOUNT_POINT": MOUNT_POINT, "LUSTRE_EFA": str(int(self.mounts_with_efa))}
            if lustre.dns_name and lustre.mount_name:
                given["LUSTRE_DEVICE"] = f"{lustre.dns_name}@tcp:/{lustre.mount_name}"
        return {name: value for name, value in given.items() if value}
