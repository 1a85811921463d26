"""A small curated corpus, one run that is killed on the way and one that is not: made once, read by many tests."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
import torch.distributed as dist
from torch._C._distributed_c10d import FileStore
from torch.distributed.device_mesh import init_device_mesh

from containers.training.distributed import Group
from tests.containers.training.tiny import recipe_file, sentences, tracing, train, write_curated


@pytest.fixture(scope="session")
def curated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    texts = {"train": [sentences(seed, 1500) for seed in range(40)], "dev": [sentences(100 + seed, 1500) for seed in range(6)]}
    return write_curated(tmp_path_factory.mktemp("curated"), texts)


@pytest.fixture(scope="session")
def unbroken_run(curated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unbroken")
    ended = train(recipe_file(folder), curated, folder / "run")
    assert ended.returncode == 0, ended.stderr
    return folder / "run"


@pytest.fixture(scope="session")
def killed_run(curated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("killed")
    recipe = recipe_file(folder, rehearse_failure={"step": 12, "rank": 1})
    ended = train(recipe, curated, folder / "run", under=tracing(folder / "trace"))
    assert ended.returncode == 0, ended.stderr
    return folder / "run"


@pytest.fixture(scope="session")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Group]:
    """A process group of one, in this process."""
    os.environ["GLOO_SOCKET_IFNAME"] = "lo"
    dist.init_process_group("gloo", store=FileStore(str(tmp_path_factory.mktemp("group") / "store"), 1), rank=0, world_size=1)
    mesh = init_device_mesh("cpu", (1,))
    yield Group(rank=0, world_size=1, restart=0, mesh=mesh, device=torch.device("cpu"))
    dist.destroy_process_group()
