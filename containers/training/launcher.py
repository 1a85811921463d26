"""Starts torchrun and watches over it: shows progress, rehearses a failure, ends the run cleanly.

torchrun's elastic agent starts the workers again when one dies; a worker then resumes from the last checkpoint by itself. The launcher
reads nothing but the two journals, so it sees what anybody can see from outside.
"""

import contextlib
import errno
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from containers.common.children import end_with_parent
from containers.common.errors import StepFailed, UserError
from containers.common.progress import progress
from containers.training.folder import RunFolder
from containers.training.journal import Events, read_lines
from containers.training.limits import MEETING_FOLDER
from containers.training.recipe import TrainingRecipe

_LOOK_EVERY_S = 0.1
_GRACE_S = 30.0
_LOG = "torchrun.log"
_FULL = os.strerror(errno.ENOSPC).encode()


def launch(recipe: TrainingRecipe, folder: RunFolder, arguments: list[str]) -> None:
    """Run the workers to the end.

    Args:
        recipe: the settings, for the number of processes and the rehearsed failure.
        folder: the output, where the workers' journals lie.
        arguments: what the workers' entry point is given.

    Raises:
        UserError, StepFailed: what a worker said of its end, in its words.
    """
    watched, read = Watch(recipe, folder), _size(folder.root / _LOG)
    with _torchrun(recipe, folder, arguments) as process, progress("training", total=recipe.steps, unit="steps") as bar:
        while process.poll() is None:
            time.sleep(_LOOK_EVERY_S)
            watched.look()
            bar.update(watched.step, note=watched.note)
            if watched.failure:
                break
    watched.look()
    if watched.failure:
        raise watched.failure
    if process.returncode:
        raise ended_badly(folder.root, process.returncode, read)


def ended_badly(root: Path, code: int, read: int) -> StepFailed:
    """What to say of workers that ended without a word: a full disk, as torch and safetensors tell it in the log, or where to look.

    Args:
        root: the output folder.
        code: torchrun's exit code.
        read: how many bytes of the log are of earlier runs.
    """
    log = root / _LOG
    if _size(log) > read and _FULL in log.read_bytes()[read:]:
        return StepFailed(f"the disk is full ({root}); nothing is half-written: free some space and run it again to go on")
    return StepFailed(f"the workers ended with exit code {code}; why stands in {log}; run it again to go on")


def _size(log: Path) -> int:
    return log.stat().st_size if log.is_file() else 0


class Watch:
    """What has become of the run so far, as its journals tell it."""

    def __init__(self, recipe: TrainingRecipe, folder: RunFolder) -> None:
        self.step, self.note = 0, ""
        self.failure: Exception | None = None
        self._recipe, self._folder = recipe, folder
        self._events = Events(folder.events)
        self._heard = len(self._events.all())

    def look(self) -> None:
        """Read on; send the rehearsed SIGKILL when its time has come."""
        for event in self._events.all()[self._heard :]:
            self._heard += 1
            if event["event"] == "failed" and self.failure is None:
                self.failure = (UserError if event["is_input"] else StepFailed)(event["message"])
        for line in read_lines(self._folder.losses):
            self.step, self.note = line["step"], f"loss {line['loss']:.3f}, {line['tokens_per_second']:,.0f} tokens/s"
        self._rehearse()

    def _rehearse(self) -> None:
        planned = self._recipe.rehearse_failure
        if planned is None or self.step < planned.step:
            return
        events = self._events.all()
        if any(event["event"] == "killed" and event.get("rehearsed") for event in events):
            return
        pid = next(event["pid"] for event in reversed(events) if event["event"] in {"start", "restart"} and event["rank"] == planned.rank)
        os.kill(pid, signal.SIGKILL)
        self._events.add("killed", self.step, rank=planned.rank, pid=pid, signal="SIGKILL", rehearsed=True)


def command(recipe: TrainingRecipe, arguments: list[str], meeting: Path) -> list[str]:
    """The torchrun command line: agent and workers meet in a folder, because torch's TCP store would listen on every interface."""
    return [
        sys.executable,
        "-m",
        "torch.distributed.run",
        f"--nproc-per-node={recipe.processes}",
        f"--max-restarts={recipe.max_restarts}",
        "--nnodes=1",
        "--rdzv-backend=c10d",
        "--rdzv-conf=store_type=file",
        f"--rdzv-endpoint={meeting / 'agent'}",
        "--local-addr=127.0.0.1",
        "-m",
        "containers.training",
        *arguments,
    ]


@contextlib.contextmanager
def _torchrun(recipe: TrainingRecipe, folder: RunFolder, arguments: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    with _log(folder.root) as log, tempfile.TemporaryDirectory() as meeting:
        environment = {"OMP_NUM_THREADS": "1", **os.environ, MEETING_FOLDER: meeting, "TORCH_DISABLE_SHARE_RDZV_TCP_STORE": "1"}
        process = subprocess.Popen(
            command(recipe, arguments, Path(meeting)),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509  (it locks and allocates nothing)
        )
        try:
            yield process
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask torchrun to end, which ends its workers; insist after a while."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(_GRACE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextlib.contextmanager
def _log(root: Path) -> Iterator[int]:
    root.mkdir(parents=True, exist_ok=True)
    with (root / _LOG).open("ab") as file:
        yield file.fileno()
