"""The first check: do the nodes of the new cluster reduce as fast together as those of the old one?

Both results come from the same program, `containers.training.interconnect`, run on as many nodes on each side.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from blueprint.planning.migration.outcome import Outcome, read_json

TITLE = "Interconnect"
AT_LEAST = 0.9
"""Of the old bandwidth: what nccl's own runs differ by from one day to the next is less, what a wrong transport costs is far more."""
LARGE_BYTES = 16 << 20
"""Below it an all-reduce shows latency rather than bandwidth (nccl-tests, doc/PERFORMANCE.md); such sizes are shown, and do not decide."""


class Row(BaseModel):
    """One size."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    bytes: int = Field(gt=0)
    median_s: float = Field(gt=0)
    bus_gb_per_s: float = Field(ge=0)


class Result(BaseModel):
    """One run of the program."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    name: str = Field(pattern="^all-reduce$")
    platform: str
    backend: str
    ranks: int = Field(ge=2)
    nodes: int = Field(ge=1)
    device: str
    torch: str
    results: tuple[Row, ...] = Field(min_length=1)


def read_result(content: Any, name: str) -> Result:  # noqa: ANN401 - any JSON
    """A result as the program wrote it.

    Raises:
        ResultError: It is none.
    """
    return read_json(Result, content, name, "containers.training.interconnect on two processes or more")


def compare(old: Result, new: Result, at_least: float = AT_LEAST) -> Outcome:
    """Compare two runs, size by size.

    Args:
        old: On the cluster of today.
        new: On the cluster to move to.
        at_least: The share of the old bandwidth that the new one must reach at every large size.
    """
    against = [
        f"{what}: {there} there, {here} here; run both alike"
        for what, there, here in (
            ("ranks", old.ranks, new.ranks),
            ("nodes", old.nodes, new.nodes),
            ("backend", old.backend, new.backend),
        )
        if there != here
    ]
    shared = [(row, other) for row in old.results for other in new.results if row.bytes == other.bytes]
    rows = [("MiB", f"{old.platform} GB/s", f"{new.platform} GB/s", "share")]
    decisive = 0
    for row, other in shared:
        share = other.bus_gb_per_s / row.bus_gb_per_s if row.bus_gb_per_s else 0.0
        rows.append((f"{row.bytes / 2**20:g}", f"{row.bus_gb_per_s:.2f}", f"{other.bus_gb_per_s:.2f}", f"{share:.0%}"))
        if row.bytes >= LARGE_BYTES:
            decisive += 1
            if share < at_least:
                against.append(f"{row.bytes / 2**20:g} MiB: {share:.0%} of the old bandwidth; at least {at_least:.0%} is wanted")
    if not decisive:
        against.append(f"no size of {LARGE_BYTES / 2**20:g} MiB or more was measured on both sides: what was measured is latency")
    notes = () if old.device == new.device else (f"{old.device} there, {new.device} here",)
    return Outcome(TITLE, not against, tuple(rows), tuple(against), notes=notes)


def not_made(nodes: int, gpus: int) -> Outcome:
    """What to run on each side."""
    backend, launch = ("nccl" if gpus else "gloo"), f"--nnodes={max(2, nodes)} --nproc-per-node={max(1, gpus)}"
    command = f"torchrun {launch} … -m containers.training.interconnect --backend {backend} --output RESULT.json"
    return Outcome(
        TITLE, None, missing=(f"on each side: {command}", "then: blueprint migrate … --interconnect OLD.json --interconnect NEW.json")
    )
