"""What the user sees in a pipe or a log: plain lines."""

import time
from collections.abc import Iterable
from typing import Self

from rich.console import Console

from console.demo.running import Running
from console.demo.step import Server, Step
from console.demo.time_left import TimeLeft, clock

_SAY_EVERY_S = 20.0


class PlainScreen:
    """One line when a step starts, ends, or has run for a while: for logs and pipes."""

    def __init__(self, console: Console, time_left: TimeLeft) -> None:
        self._console = console
        self._time_left = time_left
        self._said_at = time.monotonic()
        self._waited_for: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to put back."""

    def say(self, line: str) -> None:
        """Print a line as it is."""
        self._console.print(line, markup=False, highlight=False, soft_wrap=True)

    def skipped(self, step: Step) -> None:
        """Say that the step was finished in an earlier run."""
        self._time_left.done(step)
        self.say(f"[{step.way}] {step.title}: finished before, not run again")

    def started(self, step: Step) -> None:
        """Say that the step starts, and how long it will take."""
        self.say(f"[{step.way}] {step.title}: started, about {clock(self._time_left.expected_s(step))}")

    def finished(self, step: Step, seconds: float) -> None:
        """Say that the step ended, how long it took, and what is left."""
        self._time_left.done(step)
        self.say(f"[{step.way}] {step.title}: done in {clock(seconds)}; about {clock(self._time_left.left_s({}))} left in all")

    def waiting(self, step: Step, server: Server) -> None:
        """Say once that the step waits for its server."""
        if step.name not in self._waited_for:
            self._waited_for.add(step.name)
            self.say(f"[{step.way}] {step.title}: waits until the server answers, at most {clock(server.patience_s)}")

    def look(self, running: Iterable[Running]) -> None:
        """Every now and then, say what the running steps say of themselves."""
        if time.monotonic() - self._said_at < _SAY_EVERY_S:
            return
        self._said_at = time.monotonic()
        for each in running:
            self.say(f"    {each.process.title}: {clock(each.seconds)}; {last_word(each)}")


def last_word(running: Running) -> str:
    """The last line that a running step said."""
    said = running.said()
    return said[-1] if said else "has said nothing yet"
