"""Groups of nodes as a quota counts them: so many, each with processors, memory, GPUs and EFA devices."""

from dataclasses import dataclass

from blueprint.facts.instances import instance
from blueprint.settings.nodes import NodeGroup


@dataclass(frozen=True)
class Nodes:
    """Like nodes. `efa` counts devices of one node; 0 where they talk TCP."""

    group: str
    count: int
    vcpus: int
    memory_gib: int
    gpus: int = 0
    efa: int = 0

    def in_all(self) -> dict[str, int]:
        """What all of them have together: vCPUs, GiB, GPUs, EFA devices."""
        each = {"vcpus": self.vcpus, "memory_gib": self.memory_gib, "gpus": self.gpus, "efa": self.efa}
        return {name: value * self.count for name, value in each.items()}


def of_group(group: NodeGroup) -> Nodes:
    """A group of the deployment file."""
    kind = instance(group.instance_type)
    has_efa = kind.has_efa if group.efa is None else group.efa
    return Nodes(group.name, group.nodes, kind.vcpus, kind.memory_gib, kind.accelerators, kind.efa_interfaces if has_efa else 0)
