"""How fast the nodes of a job reduce together: a real all-reduce over torch.distributed, timed, as one line of JSON.

    torchrun --nnodes=2 --nproc-per-node=8 … -m containers.training.interconnect --backend nccl

The bus bandwidth is that of nccl-tests (doc/PERFORMANCE.md): `size / time * 2 (n - 1) / n` for n ranks. It tells what the links carry,
whatever n is, so that two clusters can be compared.
"""

import argparse
import json
import os
import socket
import statistics
import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import torch
import torch.distributed as dist

from containers.training.distributed import stay_on_loopback

SIZES = (1 << 20, 16 << 20, 128 << 20)
"""Bytes of one message: a small layer's gradient, a large one's, a bucket."""
FLOAT_BYTES = 4


def bus_bandwidth_gb_per_s(size_bytes: int, seconds: float, ranks: int) -> float:
    """The bandwidth of an all-reduce that does not depend on the number of ranks (nccl-tests, doc/PERFORMANCE.md).

    Args:
        size_bytes: Of the message on each rank.
        seconds: Of one all-reduce.
        ranks: How many take part.

    Returns:
        GB/s, with 10^9 bytes; 0 for one rank, which sends nothing.
    """
    return size_bytes / seconds * 2 * (ranks - 1) / ranks / 1e9


def measure(size_bytes: int, *, device: torch.device, warmup: int, repeats: int) -> dict[str, float | int]:
    """Time one size, and check its sum.

    Raises:
        ArithmeticError: The sum is wrong: the fabric, or its driver, changes what it carries.
    """
    ranks = dist.get_world_size()
    values = torch.ones(size_bytes // FLOAT_BYTES, device=device)
    taken = []
    for turn in range(warmup + repeats):
        values.fill_(1.0)
        _finish(device)
        dist.barrier()
        began = time.perf_counter()
        dist.all_reduce(values)
        _finish(device)
        if turn >= warmup:
            taken.append(time.perf_counter() - began)
    if not bool((values == ranks).all()):
        raise ArithmeticError(f"{size_bytes} bytes: the sum of {ranks} ones is not {ranks} everywhere")
    # The slowest rank decides when a step is over.
    slowest = torch.tensor(taken, dtype=torch.float64, device=device)
    dist.all_reduce(slowest, op=dist.ReduceOp.MAX)
    seconds = statistics.median(slowest.tolist())
    return {"bytes": size_bytes, "median_s": seconds, "bus_gb_per_s": bus_bandwidth_gb_per_s(size_bytes, seconds, ranks)}


def main(argv: Sequence[str] | None = None) -> int:
    """Measure under torchrun; rank 0 prints the result and, where asked, writes it to a file."""
    told = _arguments(argv)
    stay_on_loopback(os.environ)
    device = torch.device("cuda", int(os.environ["LOCAL_RANK"])) if told.backend == "nccl" else torch.device("cpu")
    if device.type == "cuda":
        torch.cuda.set_device(device)
    # Its own default is half an hour: a link that is down would look like a slow one.
    dist.init_process_group(told.backend, timeout=timedelta(seconds=told.timeout_s))
    try:
        hosts = _hosts()
        results = [measure(size, device=device, warmup=told.warmup, repeats=told.repeats) for size in told.sizes]
        if dist.get_rank() == 0:
            _tell(told, results, hosts)
        dist.barrier()
    finally:
        dist.destroy_process_group()
    return 0


def _tell(told: argparse.Namespace, results: list[dict[str, float | int]], hosts: int) -> None:
    line = {
        "name": "all-reduce",
        "platform": told.platform,
        "backend": told.backend,
        "ranks": dist.get_world_size(),
        "nodes": hosts,
        "torch": torch.__version__,
        "device": torch.cuda.get_device_name() if told.backend == "nccl" else "cpu",
        "warmup": told.warmup,
        "repeats": told.repeats,
        "results": results,
    }
    text = json.dumps(line)
    print(text)
    if told.output:
        with open(told.output, "w", encoding="utf-8") as file:  # noqa: PTH123 - a path as it was typed
            file.write(text + "\n")


def _hosts() -> int:
    """How many nodes take part, by the number of processes on each, which are alike."""
    local = int(os.environ.get("LOCAL_WORLD_SIZE", "1"))
    return dist.get_world_size() // local


def _finish(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def _arguments(argv: Sequence[str] | None) -> Any:  # noqa: ANN401 - argparse's namespace
    parser = argparse.ArgumentParser(prog="torchrun -m containers.training.interconnect", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--backend", choices=("gloo", "nccl"), required=True, help="gloo on processors, nccl on GPUs")
    parser.add_argument("--sizes", type=_size, nargs="+", default=list(SIZES), help="bytes of a message; several in turn")
    parser.add_argument("--warmup", type=int, default=5, help="turns that are not timed")
    parser.add_argument("--repeats", type=int, default=20, help="turns that are timed; the median counts")
    parser.add_argument("--timeout-s", type=_seconds, default=300, help="seconds after which a reduction that does not end is a failure")
    parser.add_argument("--platform", default=socket.gethostname(), help="a name for this cluster in the result")
    parser.add_argument("--output", help="a file for the result, beside standard output")
    return parser.parse_args(argv)


def _size(text: str) -> int:
    size = int(text)
    if size < FLOAT_BYTES:
        raise argparse.ArgumentTypeError(f"{text}: at least {FLOAT_BYTES} bytes")
    return size


def _seconds(text: str) -> int:
    seconds = int(text)
    if seconds < 1:
        raise argparse.ArgumentTypeError(f"{text}: at least one second")
    return seconds


if __name__ == "__main__":
    sys.exit(main())
