"""One local Slurm for all tests that change nothing for good."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from clusters.slurm.local.cluster import LocalCluster, Wanted, running
from clusters.slurm.local.machine import NoNamespacesError
from clusters.slurm.local.software import NoSlurmError
from clusters.slurm.model import Nodes
from tests.clusters.slurm.models import MODEL

NODES = (Nodes("train", 2, cpus=1, memory_mib=512, gpu="h100", gpus=8), Nodes("small", 1, cpus=1, memory_mib=512, gpu="l4", gpus=1))


@pytest.fixture(scope="session")
def local() -> Iterator[LocalCluster]:
    """The model with everything in it, with accounting; root may ask for every quality."""
    with ExitStack() as stack:
        try:
            cluster = stack.enter_context(running(Wanted(MODEL, NODES, accounting=True)))
        except (NoSlurmError, NoNamespacesError) as without:
            pytest.skip(str(without))
        cluster.head.run("sacctmgr", "--immediate", "modify", "user", "root", "set", "qos+=urgent,plain")
        yield cluster
