"""The two files that tell a run's story: `losses.jsonl` (one line a step) and `events.jsonl` (starts, kills, resumes)."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The whole lines of a JSON lines file; a last line that a killed writer left half-written is no line."""
    if not path.exists():
        return
    with path.open("rb") as file:
        for line in file:
            if line.endswith(b"\n"):
                yield json.loads(line)


def append(path: Path, line: dict[str, Any]) -> None:
    """Add one line by one write to a file opened for appending, so that lines of several processes do not mix."""
    with path.open("ab", buffering=0) as file:
        file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")


class Losses:
    """Each step once: what was written after the checkpoint that a run resumes from is taken back."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, step: int, loss: float, **more: float) -> None:
        """Write one step. The loss also stands as a hexadecimal float: that spelling has no rounding, so equal means equal."""
        append(self.path, {"step": step, "loss": loss, "loss_hex": loss.hex(), **more})

    def rewind(self, step: int) -> None:
        """Keep the lines up to and with `step`."""
        kept = [line for line in read_lines(self.path) if line["step"] <= step]
        rewritten = self.path.with_suffix(".tmp")
        rewritten.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in kept), encoding="utf-8")
        rewritten.replace(self.path)

    def sync(self) -> None:
        """Make what is written survive a power cut."""
        with self.path.open("ab") as file:
            os.fsync(file.fileno())

    def last_step(self) -> int:
        """The newest step written; 0 if there is none."""
        return max((line["step"] for line in read_lines(self.path)), default=0)


class Events:
    """What happened to the processes of the run, in the order in which it happened; nothing is ever taken back."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, event: str, step: int, **more: str | float) -> None:
        """Write one event with the time (UTC) and the step at which it happened."""
        append(self.path, {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event, "step": step, **more})

    def all(self) -> list[dict[str, Any]]:
        """Every event so far."""
        return list(read_lines(self.path))
