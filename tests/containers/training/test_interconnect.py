"""The all-reduce that is timed is a real one, its sum is checked, and its bandwidth is nccl-tests'."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch
import torch.distributed as dist

from containers.training.interconnect import bus_bandwidth_gb_per_s, main, measure


@pytest.mark.parametrize(
    ("size", "seconds", "ranks", "bandwidth"),
    [
        (1_000_000_000, 1.0, 2, 1.0),
        (1_000_000_000, 1.0, 8, 1.75),
        (1_000_000_000, 0.5, 4, 3.0),
        (1_000_000_000, 1.0, 1, 0.0),
    ],
)
def test_bus_bandwidth_is_what_the_links_carry(size, seconds, ranks, bandwidth) -> None:
    assert bus_bandwidth_gb_per_s(size, seconds, ranks) == pytest.approx(bandwidth)


def test_a_sum_that_is_wrong_is_told(alone, monkeypatch) -> None:
    monkeypatch.setattr(dist, "all_reduce", lambda values, **_: values.add_(1) if values.dtype == torch.float32 else None)
    with pytest.raises(ArithmeticError, match="the sum of 1 ones is not 1"):
        measure(1024, device=torch.device("cpu"), warmup=0, repeats=1)


def test_two_processes_reduce_and_one_tells(tmp_path: Path) -> None:
    launcher = [
        sys.executable,
        "-m",
        "torch.distributed.run",
        "--standalone",
        "--nproc-per-node=2",
        "-m",
        "containers.training.interconnect",
    ]
    told = ["--backend", "gloo", "--sizes", "4096", "1048576", "--warmup", "1", "--repeats", "3", "--platform", "here"]
    ended = subprocess.run(
        [*launcher, *told, "--output", str(tmp_path / "r.json")], capture_output=True, text=True, timeout=180, check=False
    )
    assert ended.returncode == 0, ended.stderr
    (line,) = ended.stdout.splitlines()
    assert line == (tmp_path / "r.json").read_text().strip()
    result = json.loads(line)
    assert (result["ranks"], result["nodes"], result["platform"]) == (2, 1, "here")
    assert [row["bytes"] for row in result["results"]] == [4096, 1048576]
    for row in result["results"]:
        assert row["bus_gb_per_s"] == pytest.approx(bus_bandwidth_gb_per_s(row["bytes"], row["median_s"], 2))


@pytest.mark.parametrize("seconds", ["0", "-1", "soon"])
def test_a_timeout_is_a_second_at_least(seconds, capsys) -> None:
    with pytest.raises(SystemExit):
        main(["--backend", "gloo", "--timeout-s", seconds])
    assert "--timeout-s" in capsys.readouterr().err
