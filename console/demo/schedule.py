"""Runs the steps: each once all that it needs is done, two ways side by side, a finished one not again."""

import shutil
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from console.demo.digest import ABSENT, digest
from console.demo.journal import Journal
from console.demo.running import Running
from console.demo.step import Plan, Server, Step
from console.demo.trouble import BAD_INPUT, Trouble, explain

_LOOK_EVERY_S = 0.1
_ASK_EVERY_S = 1.0


class Watcher(Protocol):
    """Who is told what happens."""

    def skipped(self, step: Step) -> None:
        """A finished step is not run again."""

    def started(self, step: Step) -> None:
        """A step's process runs."""

    def finished(self, step: Step, seconds: float) -> None:
        """A step ended well."""

    def waiting(self, step: Step, server: Server) -> None:
        """A step waits until its server answers; told again and again."""

    def look(self, running: Iterable[Running]) -> None:
        """Called several times a second."""


class Schedule:
    """One run of a plan.

    Steps of one way run one after the other, the two ways side by side: the deployment's tools are single-threaded and fill the
    gaps that the model's steps leave on two cores.
    """

    def __init__(self, plan: Plan, journal: Journal, watcher: Watcher, *, again: str) -> None:
        self._plan = plan
        self._journal = journal
        self._watcher = watcher
        self._again = again
        self._done: set[str] = set()
        self._running: dict[str, Running] = {}
        self._servers: dict[str, Running] = {}
        self._answering: set[str] = set()
        self._asked_at = 0.0
        self._must_run: set[str] = set()
        self._considered: set[str] = set()

    def run(self) -> None:
        """Run what is not finished.

        Raises:
            Trouble: a step or a server failed; everything that still ran was stopped.
            KeyboardInterrupt: passed on once everything was stopped.
        """
        try:
            while self._open():
                self._settle()
                self._keep_servers()
                self._start_steps()
                self._watcher.look(list(self._running.values()))
                time.sleep(_LOOK_EVERY_S)
        finally:
            self._stop_all()

    @property
    def done(self) -> frozenset[str]:
        """The names of the steps that are finished, in this run or before it."""
        return frozenset(self._done)

    def _open(self) -> list[Step]:
        return [step for step in self._plan.steps if step.name not in self._done]

    def _ready(self) -> list[Step]:
        return [step for step in self._open() if step.name not in self._running and self._done.issuperset(step.needs)]

    def _start_steps(self) -> None:
        for step in self._ready():
            if self._is_busy(step):
                continue
            if self._is_finished(step):
                self._done.add(step.name)
                self._watcher.skipped(step)
            elif self._is_served(step):
                self._start(step)

    def _is_finished(self, step: Step) -> bool:
        """Asked once all that the step needs is done; the answer "no" is kept, because it costs reading the inputs."""
        if step.name not in self._must_run and not self._journal.is_finished(step):
            self._must_run.add(step.name)
        return step.name not in self._must_run

    def _is_busy(self, step: Step) -> bool:
        return any(isinstance(running.process, Step) and running.process.way == step.way for running in self._running.values())

    def _start(self, step: Step) -> None:
        if step.folder and self._journal.is_another(step):
            shutil.rmtree(step.folder, ignore_errors=True)
        self._journal.begin(step)
        self._running[step.name] = self._launch(step)
        self._watcher.started(step)

    def _launch(self, process: Step | Server) -> Running:
        try:
            return Running.start(process, self._plan.logs)
        except (FileNotFoundError, PermissionError) as error:
            why = f"{process.argv[0]} cannot be started: {error.strerror}"
            raise self._trouble(process, why, 1, self._plan.logs / f"{process.name}.log") from None

    def _settle(self) -> None:
        for step in self._open():
            if step.name in self._running and (code := self._running[step.name].code()) is not None:
                running = self._running.pop(step.name)
                self._judge(step, running, code)
                self._journal.finish(step, running.seconds)
                self._done.add(step.name)
                self._watcher.finished(step, running.seconds)

    def _judge(self, step: Step, running: Running, code: int) -> None:
        if code:
            raise self._trouble(step, explain(code, running.said()), code, running.log)
        if absent := [path for path in step.outputs if digest(path) == ABSENT]:
            raise self._trouble(step, f"it ended well but left no {', '.join(map(str, absent))}", 1, running.log)

    def _keep_servers(self) -> None:
        for name, server in self._plan.servers.items():
            wanted = [step for step in self._open() if step.server == name]
            if name in self._servers:
                self._check_server(server, self._servers[name])
                if not wanted:
                    self._stop_server(name)
            elif name not in self._considered and self._done.issuperset(server.needs):
                self._considered.add(name)  # a head start, while the steps before the first question still run
                if not all(self._is_finished(step) for step in wanted):
                    self._servers[name] = self._launch(server)

    def _check_server(self, server: Server, running: Running) -> None:
        if (code := running.code()) is not None:
            raise self._trouble(server, f"the server stopped: {explain(code or 1, running.said())}", code or 1, running.log)
        if server.name not in self._answering and running.seconds > server.patience_s:
            why = f"no answer from {server.ready_url} after {server.patience_s:.0f} s"
            raise self._trouble(server, why, 1, running.log)

    def _is_served(self, step: Step) -> bool:
        if step.server is None or step.server in self._answering:
            return True
        server = self._plan.servers[step.server]
        if server.name not in self._servers:
            self._servers[server.name] = self._launch(server)
        self._watcher.waiting(step, server)
        if time.monotonic() - self._asked_at > _ASK_EVERY_S:
            self._asked_at = time.monotonic()
            if answers(server.ready_url):
                self._answering.add(server.name)
        return server.name in self._answering

    def _stop_server(self, name: str) -> None:
        self._servers.pop(name).end()
        self._answering.discard(name)

    def _stop_all(self) -> None:
        left = list(self._running.values()) + list(self._servers.values())
        for running in left:
            running.interrupt()
        for running in left:
            running.end()
        self._running.clear()
        self._servers.clear()

    def _trouble(self, process: Step | Server, why: str, code: int, log: Path) -> Trouble:
        return Trouble(process.name, process.title, why, BAD_INPUT if code == BAD_INPUT else 1, log, self._again)


def answers(url: str) -> bool:
    """Whether a server on this machine answers `url` with 200, now; a proxy from the environment is not asked."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=2) as response:
            return bool(response.status == 200)
    except (OSError, urllib.error.URLError, ValueError):
        return False
