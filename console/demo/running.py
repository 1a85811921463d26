"""A started process: its log, what it last said, and how it is stopped together with its children."""

import os
import re
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from console.demo.step import Process
from containers.common.children import end_with_parent

_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_TAIL_BYTES = 16_384
_GONE_WITHIN_S = 2.0


@dataclass
class Running:
    """One process in its own group, its output in a log file."""

    process: Process
    log: Path
    popen: "subprocess.Popen[bytes]"
    started: float

    @classmethod
    def start(cls, process: Process, logs: Path) -> "Running":
        """Start `process`; a new session keeps the terminal's Ctrl-C from it, so that the demo stops all in order.

        Raises:
            OSError: the program is not there, or the log cannot be written.
        """
        logs.mkdir(parents=True, exist_ok=True)
        log = logs / f"{process.name}.log"
        environment = os.environ | {"PYTHONUNBUFFERED": "1", "COLUMNS": "160"} | dict(process.environment)
        with log.open("wb") as stream:
            popen = subprocess.Popen(
                process.argv,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                env=environment,
                start_new_session=True,
                preexec_fn=end_with_parent,  # noqa: PLW1509  (it locks and allocates nothing)
            )
        return cls(process, log, popen, time.monotonic())

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started

    def code(self) -> int | None:
        """The exit code, negative for a signal; None while it runs."""
        return self.popen.poll()

    def said(self) -> list[str]:
        """The last lines of the log, oldest first, without colours and empty lines."""
        return last_lines(self.log)

    def interrupt(self) -> None:
        """Ask the whole group to stop cleanly."""
        self._signal(signal.SIGINT)

    def end(self, *, patience_s: float = 10.0) -> None:
        """Stop the whole group: interrupt, then terminate, then kill; returns when the process is gone."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
            self._signal(number)
            try:
                self.popen.wait(patience_s)
                break
            except subprocess.TimeoutExpired:
                continue
        deadline = time.monotonic() + _GONE_WITHIN_S
        while self._signal(signal.SIGKILL) and time.monotonic() < deadline:  # children that outlived it
            time.sleep(0.05)

    def _signal(self, number: signal.Signals) -> bool:
        """Signal the group; False if nobody is left in it."""
        try:
            os.killpg(self.popen.pid, number)
        except (ProcessLookupError, PermissionError):
            return False
        return True


def last_lines(log: Path) -> list[str]:
    """The last lines of a log, oldest first; a progress bar's redrawn line counts as what it last showed."""
    try:
        with log.open("rb") as stream:
            stream.seek(max(0, log.stat().st_size - _TAIL_BYTES))
            text = stream.read().decode(errors="replace")
    except OSError:
        return []
    lines = (_CONTROL.sub("", line).rstrip("\r").rsplit("\r", 1)[-1].strip() for line in text.split("\n"))
    return [line for line in lines if line]
