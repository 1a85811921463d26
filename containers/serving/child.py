"""A child server: it has a process group of its own, dies with us, and is stopped as a whole."""

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

from containers.common.children import end_with_parent
from containers.common.entry import StepFailed
from containers.common.progress import progress

POLL_S = 0.1
CLOSING_S = 15.0
NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class EngineEnded(StepFailed):
    """The child ended before it was ready."""


class ChildServer:
    """An HTTP server in a process of its own, whose output goes to a log file.

    Args:
        command: program and arguments.
        environment: all of the child's variables.
        log: file for what it prints; written anew.
        url: its base URL.
    """

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], log: Path, url: str) -> None:
        self.log, self.url = log, url
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=end_with_parent,  # noqa: PLW1509  (it locks and allocates nothing)
            )

    def wait_ready(self, timeout_s: float) -> None:
        """Wait until `/health` answers 200.

        Raises:
            EngineEnded: if the child ends first.
            StepFailed: if it takes too long.
        """
        start = time.monotonic()
        with progress("starting the server", unit="s") as bar:
            while not self._is_healthy():
                waited = time.monotonic() - start
                if self.process.poll() is not None:
                    raise EngineEnded(f"the server ended with code {self.process.returncode}: {self.last_error()} (whole log: {self.log})")
                if waited > timeout_s:
                    raise StepFailed(
                        f"the server was not ready after {timeout_s:g} s (log: {self.log}); a larger ready_timeout_s waits longer"
                    )
                bar.update(round(waited, 1))
                time.sleep(POLL_S)
            bar.update(round(time.monotonic() - start, 1))

    def wait(self) -> None:
        """Wait until the child ends by itself, which a server should not.

        Raises:
            EngineEnded: when it does.
        """
        code = self.process.wait()
        raise EngineEnded(f"the server ended with code {code}: {self.last_error()} (whole log: {self.log})")

    def stop(self, drain_s: float, closing_s: float = CLOSING_S) -> None:
        """Ask the child to finish what it answers, then end its whole group.

        Args:
            drain_s: how long answers may go on, which the child keeps to by itself.
            closing_s: how long it may then take to end.
        """
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(drain_s + closing_s)
            except subprocess.TimeoutExpired:
                self._signal_group(signal.SIGTERM)
        self._signal_group(signal.SIGKILL)
        self.process.wait()

    def last_error(self) -> str:
        """The log's last line that tells of an error, or its last line."""
        lines = [line.strip() for line in self.log.read_text(errors="replace").splitlines() if line.strip()]
        return next((line for line in reversed(lines) if "Error" in line), lines[-1] if lines else "it printed nothing")[:300]

    def _is_healthy(self) -> bool:
        try:
            with NO_PROXY.open(f"{self.url}/health", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _signal_group(self, number: int) -> None:
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            return
