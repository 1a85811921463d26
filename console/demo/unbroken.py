"""Trains the first steps again without the kill, and compares their losses with the killed run's, bit for bit.

`python -m console.demo.unbroken --run FOLDER --again FOLDER --beyond STEPS --output FILE -- COMMAND`: COMMAND is the training command
of the unbroken run, which writes to the second folder. It is stopped once it is some steps past the place where the first run was
killed: up to there the first run has steps from before the kill and steps from after the resume. Exit code 0 if all are equal.
"""

import argparse
import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from containers.common.children import end_with_parent
from containers.common.entry import DONE, FAILED, INTERRUPTED
from containers.common.store import open_store

LOSSES, EVENTS = "losses.jsonl", "events.jsonl"
_LOOK_EVERY_S = 0.2
_PATIENCE_S = 60.0


def main(argv: Sequence[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m console.demo.unbroken", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--run", type=Path, required=True, help="output of the run that was killed and resumed")
    parser.add_argument("--again", type=Path, required=True, help="output of the unbroken run")
    parser.add_argument("--beyond", type=int, default=10, help="steps past the kill at which the unbroken run is stopped")
    parser.add_argument("--output", type=Path, required=True, help="JSON file for the result")
    parser.add_argument("command", nargs="+", help="training command of the unbroken run, after --")
    arguments = parser.parse_args(argv)
    killed, resumed = broken_at(lines(arguments.run / EVENTS))
    if killed is None or resumed is None:
        print(f"failed: {arguments.run / EVENTS} tells of no kill with a resume; there is nothing to compare", file=sys.stderr)
        return FAILED
    try:
        start_afresh(arguments.again)
        problem = train_until(killed + arguments.beyond, arguments.again, arguments.command)
    except KeyboardInterrupt:
        return INTERRUPTED
    if problem:
        print(f"failed: {problem}", file=sys.stderr)
        return FAILED
    result = compare(lines(arguments.run / LOSSES), lines(arguments.again / LOSSES), resumed=resumed) | {"killed": killed}
    open_store(str(arguments.output.parent)).write_bytes(arguments.output.name, json.dumps(result, indent=1).encode() + b"\n")
    print(f"{result['compared']} steps compared, {result['after_resume']} of them after the resume, {len(result['differing'])} differ")
    if not result["holds"]:
        first = (
            f"the first that differs is step {result['differing'][0]}" if result["differing"] else "no step after the resume was compared"
        )
        print(f"failed: the losses of the killed run are not those of the unbroken one: {first}", file=sys.stderr)
    return DONE if result["holds"] else FAILED


def compare(killed_run: list[dict[str, Any]], unbroken: list[dict[str, Any]], *, resumed: int) -> dict[str, Any]:
    """Compare the losses of every step that both runs have, by their hexadecimal spelling, which rounds nothing."""
    first, second = ({line["step"]: line["loss_hex"] for line in run} for run in (killed_run, unbroken))
    both = sorted(first.keys() & second.keys())
    differing = [step for step in both if first[step] != second[step]]
    after = [step for step in both if step > resumed]
    return {
        "first": both[0] if both else 0,
        "last": both[-1] if both else 0,
        "compared": len(both),
        "after_resume": len(after),
        "differing": differing,
        "holds": bool(after) and not differing,
    }


def broken_at(events: list[dict[str, Any]]) -> tuple[int | None, int | None]:
    """The step at which a process was killed, and the step of the checkpoint from which the run then went on."""
    for place, event in enumerate(events):
        if event["event"] == "killed":
            after = (later["step"] for later in events[place:] if later["event"] == "resume")
            return int(event["step"]), next(after, None)
    return None, None


def train_until(step: int, folder: Path, command: Sequence[str]) -> str:
    """Run the training command until `step` is written, then stop it cleanly; returns what went wrong, empty if nothing did."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, preexec_fn=end_with_parent)  # noqa: PLW1509  (it locks and allocates nothing)
    try:
        while process.poll() is None and reached(folder) < step:
            time.sleep(_LOOK_EVERY_S)
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.wait(_PATIENCE_S)
    except subprocess.TimeoutExpired:
        return f"the unbroken run did not stop within {_PATIENCE_S:.0f} s"
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    return "" if reached(folder) >= step else f"the unbroken run ended at step {reached(folder)}, before step {step}"


def start_afresh(folder: Path) -> None:
    """Remove what a broken-off comparison left: a run that goes on from a checkpoint is not unbroken."""
    if (folder / EVENTS).exists():
        shutil.rmtree(folder)


def reached(folder: Path) -> int:
    """The newest step in a run's journal; 0 if there is none."""
    return max((int(line["step"]) for line in lines(folder / LOSSES)), default=0)


def lines(path: Path) -> list[dict[str, Any]]:
    """The whole lines of a journal; one that is just being written is no line yet."""
    text = path.read_bytes() if path.exists() else b""
    return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith(b"\n")]


if __name__ == "__main__":
    sys.exit(main())
