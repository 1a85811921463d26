"""The all-reduce that compares two clusters, between two machines of a real Slurm: real gloo, each at an address of its own."""

import json
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from blueprint.settings.slurm import Partition, Slurm
from clusters.slurm.local.cluster import LocalCluster, Wanted, running
from clusters.slurm.local.machine import Machine, NoNamespacesError
from clusters.slurm.local.software import NoSlurmError
from clusters.slurm.model import Nodes
from tests.conftest import ROOT

PARTITION = Partition(name="train", job_type="pretraining", groups=("node",), longest_hours=1, is_default=True)
# The node is still Slurm's when the all-reduce gives up: what ends it is its own timeout.
MODEL = Slurm(partitions=(PARTITION,), node_lost_after_s=20)
SIZES = (1 << 16, 1 << 20, 16 << 20)
TIMEOUT_S = 5
UNDER_WAY_BYTES = 64 << 20

pytestmark = pytest.mark.soak


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    try:
        with running(Wanted(MODEL, (Nodes("node", 2, cpus=1, memory_mib=1024),))) as made:
            yield made
    except (NoSlurmError, NoNamespacesError) as without:
        pytest.skip(str(without))


def all_reduce(cluster: LocalCluster, log: Path, port: int, repeats: int) -> subprocess.Popen[bytes]:
    """Start it over both nodes by srun; all that it says goes to the log."""
    launch = f"--nnodes=2 --nproc-per-node=1 --max-restarts=0 --master-addr={cluster.addresses['node-1']} --master-port={port}"
    sizes = " ".join(map(str, SIZES))
    program = f"containers.training.interconnect --backend gloo --platform local-slurm --timeout-s {TIMEOUT_S} --sizes {sizes}"
    inner = (
        f"cd {shlex.quote(str(ROOT))} && exec {shlex.quote(sys.executable)} -m torch.distributed.run {launch} "
        f'--node-rank="$SLURM_NODEID" -m {program} --warmup 1 --repeats {repeats} 2>&1'
    )
    words = ("srun", "--nodes=2", "--ntasks-per-node=1", "--kill-on-bad-exit=1", "bash", "-c", inner)
    with log.open("wb") as file:
        return cluster.head.start(*words, log=file.fileno(), GLOO_SOCKET_IFNAME="eth0", OMP_NUM_THREADS="1")


def told(log: Path) -> list[dict[str, Any]]:
    """The results in a log."""
    return [json.loads(line) for line in log.read_text("utf-8").splitlines() if line.startswith("{")]


def sent_bytes(node: Machine) -> int:
    """What a node has sent over its link."""
    said = json.loads(node.run("ip", "-json", "-statistics", "link", "show", "eth0"))
    return int(said[0]["stats64"]["tx"]["bytes"])


def test_two_machines_reduce_together_and_the_bandwidth_is_told(cluster, tmp_path, capsys) -> None:
    log = tmp_path / "log"
    before = [sent_bytes(cluster.machines[name]) for name in cluster.addresses]
    assert all_reduce(cluster, log, 29500, repeats=5).wait(120) == 0, log.read_text("utf-8")
    (result,) = told(log)
    with capsys.disabled():
        print(json.dumps(result))
    assert (result["name"], result["backend"], result["ranks"], result["nodes"]) == ("all-reduce", "gloo", 2, 2)
    assert [size["bytes"] for size in result["results"]] == [*SIZES]
    assert all(size["bus_gb_per_s"] > 0 for size in result["results"])
    after = [sent_bytes(cluster.machines[name]) for name in cluster.addresses]
    assert all(end - start > 6 * SIZES[-1] for start, end in zip(before, after, strict=True)), "over the link, and not within a machine"


def test_a_link_that_goes_down_fails_it_and_no_bandwidth_is_told(cluster, tmp_path) -> None:
    log, node = tmp_path / "log", cluster.machines["node-2"]
    before = sent_bytes(node)
    running_one = all_reduce(cluster, log, 29501, repeats=100_000)
    try:
        cluster.wait(lambda: sent_bytes(node) - before > UNDER_WAY_BYTES, "the all-reduce to be under way", 60)
        node.cut()
        cut = time.monotonic()
        cluster.wait(lambda: "imed out" in log.read_text("utf-8"), "it to feel the link", 60)
        assert time.monotonic() - cut < 6 * TIMEOUT_S, log.read_text("utf-8")
        assert running_one.wait(180) != 0
    finally:
        running_one.kill()
        node.network("link set eth0 up")
    assert told(log) == []
