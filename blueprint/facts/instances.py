"""Instance types: accelerators, network cards, instance store, and where each is sold."""

from functools import cache
from typing import Literal, NamedTuple

from blueprint.facts.table import Row, Table, read

SAGEMAKER_PREFIX = "ml."

Interface = Literal["interface", "efa", "efa-only"]


class NetworkInterface(NamedTuple):
    """One network interface of a launch template: where it sits, and its `InterfaceType`."""

    network_card_index: int
    device_index: int
    interface_type: Interface


class Instance(Row):
    """One instance type.

    Attributes:
        accelerator_memory_gib: Of one accelerator, rounded.
        first_card: What network card 0 carries: `efa`, `ena` (it stands beside the EFA cards), or `none` where the type has no EFA.
        interfaces_per_card: Network interfaces, EFA or not, that one card takes.
        nvme_gb: Instance store; 0 where there is none.
    """

    accelerator: str
    accelerators: int
    accelerator_memory_gib: int
    vcpus: int
    memory_gib: int
    network_cards: int
    efa_interfaces: int
    first_card: Literal["efa", "ena", "none"]
    interfaces_per_card: int
    nvme_gb: int

    @property
    def has_efa(self) -> bool:
        """Whether the type carries at least one Elastic Fabric Adapter."""
        return self.efa_interfaces > 0

    @property
    def is_neuron(self) -> bool:
        """Whether its accelerators are AWS's own, for which nothing that is built for CUDA runs."""
        return self.accelerator.startswith("Trainium")

    @property
    def gpus(self) -> int:
        """Accelerators that answer to NVIDIA's tools."""
        return 0 if self.is_neuron else self.accelerators

    @property
    def has_local_nvme(self) -> bool:
        """Whether the type has an instance store: a SageMaker endpoint configuration then takes no key of ours."""
        return self.nvme_gb > 0

    def network_interfaces(self, *, efa: bool = True) -> tuple[NetworkInterface, ...]:
        """The interfaces to launch with, for all of the type's EFA bandwidth at one private address a node; one plain one without EFA.

        The layout is the one that the EC2 User Guide recommends ("Maximize network bandwidth on Amazon EC2 instances with multiple network
        cards"): ENA on card 0, device 0; where card 0 carries EFA, an EFA-only interface on its device 1; EFA-only, device 0, on every
        further card. A type with one card takes one `efa` interface, which is both.
        """
        if not (efa and self.has_efa):
            return (NetworkInterface(0, 0, "interface"),)
        if self.network_cards == 1:
            return (NetworkInterface(0, 0, "efa"),)
        first = (NetworkInterface(0, 1, "efa-only"),) if self.first_card == "efa" else ()
        others = (NetworkInterface(card, 0, "efa-only") for card in range(1, self.network_cards))
        return (NetworkInterface(0, 0, "interface"), *first, *others)


class Offers(Row):
    """What one region sells: `ec2` to us, `hosting` for SageMaker endpoints, `hyperpod` for HyperPod (names without `ml.`)."""

    ec2: frozenset[str]
    hosting: frozenset[str]
    hyperpod: frozenset[str]


@cache
def instances() -> Table[Instance]:
    """All instance types by their EC2 name."""
    return read("instances.yaml", Instance)


@cache
def offers() -> Table[Offers]:
    """What each region sells; a region that is absent here is one of which nothing is known."""
    return read("offers.yaml", Offers)


def instance(name: str) -> Instance:
    """One instance type, by its EC2 name or its SageMaker name (`ml.` before it).

    Raises:
        UnknownFactError: No such type.
    """
    return instances()[name.removeprefix(SAGEMAKER_PREFIX)]
