"""The group of processes of one run, and the rule that nothing of it is heard outside this machine."""

import contextlib
import os
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass

import torch
import torch.distributed as dist
from torch._C._distributed_c10d import FileStore, PrefixStore, Store
from torch.distributed.device_mesh import DeviceMesh, init_device_mesh
from torch.distributed.rendezvous import rendezvous

from containers.common.errors import UserError
from containers.training.limits import MEETING_FOLDER
from containers.training.recipe import TrainingRecipe

LOOPBACK = {
    "GLOO_SOCKET_IFNAME": "lo",
    "TP_SOCKET_IFNAME": "lo",
    "MASTER_ADDR": "127.0.0.1",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TOKENIZERS_PARALLELISM": "true",
}


@dataclass(frozen=True)
class Group:
    """One process among the others."""

    rank: int
    world_size: int
    restart: int
    mesh: DeviceMesh
    device: torch.device

    @property
    def is_first(self) -> bool:
        """Does this process write what only one may write?"""
        return self.rank == 0

    def any(self, *flags: bool) -> tuple[bool, ...]:
        """Whether each flag is set in at least one process: all go the same way, and none waits for the others in vain."""
        together = torch.tensor(flags, dtype=torch.float64)
        dist.all_reduce(together)
        return tuple(bool(count) for count in together.tolist())

    def mean(self, value: torch.Tensor) -> float:
        """The mean of a scalar over all processes."""
        return self.total(value) / self.world_size

    def total(self, value: torch.Tensor) -> float:
        """The sum of a scalar over all processes, in double precision."""
        together = value.detach().double()
        dist.all_reduce(together)
        return float(together)


def stay_on_loopback(environment: MutableMapping[str, str]) -> None:
    """Bind gloo to the loopback interface where all processes are on one machine; a cluster's own settings win."""
    if environment.get("LOCAL_WORLD_SIZE", "") == environment.get("WORLD_SIZE", ""):
        for name, value in LOOPBACK.items():
            environment[name] = value


@contextlib.contextmanager
def group(recipe: TrainingRecipe) -> Iterator[Group]:
    """Join the process group that torchrun has laid out.

    Raises:
        UserError: if torchrun started another number of processes than the recipe says.
    """
    world_size, rank = int(os.environ["WORLD_SIZE"]), int(os.environ["RANK"])
    if world_size != recipe.processes:
        raise UserError(
            f"processes {recipe.processes}: torchrun started {world_size}; allowed: the same number (--nproc-per-node {recipe.processes})"
        )
    device = torch.device("cpu") if recipe.device == "cpu" else torch.device("cuda", int(os.environ["LOCAL_RANK"]))
    if device.type == "cuda":
        torch.cuda.set_device(device)
    restart = int(os.environ.get("TORCHELASTIC_RESTART_COUNT", "0"))
    backend = "gloo" if device.type == "cpu" else "cpu:gloo,cuda:nccl"
    dist.init_process_group(backend, store=_meeting_place(world_size, restart), rank=rank, world_size=world_size)
    try:
        yield Group(
            rank=rank,
            world_size=world_size,
            restart=restart,
            mesh=init_device_mesh(device.type, (world_size,)),
            device=device,
        )
    finally:
        dist.destroy_process_group()


def _meeting_place(world_size: int, restart: int) -> Store:
    """Where the ranks of this start find each other's addresses.

    The launcher names a folder, because torch's TCP store listens on every interface. Under a plain torchrun it is torchrun's store, which
    outlives a restart: without a prefix of its own, a started-again rank would call the dead ones' ports (seen with torch 2.13).
    """
    folder = os.environ.get(MEETING_FOLDER)
    if folder:
        return FileStore(f"{folder}/start-{restart}", world_size)
    store, _, _ = next(rendezvous("env://"))
    return PrefixStore(f"start-{restart}", store)
