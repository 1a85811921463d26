"""How far a step is: a bar with the time left on a terminal, a line every few seconds elsewhere. Standard error only."""

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from typing import IO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

SECONDS_BETWEEN_LINES = 5.0


class Bar:
    """What a step tells its progress to."""

    def __init__(self, total: float | None, show: Callable[["Bar"], None]) -> None:
        self.total, self.done, self.note = total, 0.0, ""
        self._show = show

    def advance(self, amount: float = 1, note: str | None = None) -> None:
        """Add finished work; the note (a loss, a rate) replaces the one before."""
        self.update(self.done + amount, note)

    def update(self, done: float, note: str | None = None) -> None:
        """Say how much is finished in all."""
        self.done, self.note = done, self.note if note is None else note
        self._show(self)


@contextlib.contextmanager
def progress(name: str, total: float | None = None, unit: str = "", stream: IO[str] | None = None) -> Iterator[Bar]:
    """Show the progress of one piece of work.

    Args:
        name: what is being done, as the reader calls it.
        total: how much there is to do, in `unit`; None if nobody knows.
        unit: `documents`, `steps`, `MB` …
        stream: where to write; standard error if not given.
    """
    out = stream or sys.stderr
    with _bar(name, total, unit, out) if out.isatty() else _lines(name, total, unit, out) as bar:
        yield bar


@contextlib.contextmanager
def _bar(name: str, total: float | None, unit: str, stream: IO[str]) -> Iterator[Bar]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[unit]} {task.fields[note]}"))
    with Progress(*columns, TimeElapsedColumn(), TimeRemainingColumn(), console=Console(file=stream)) as shown:
        task = shown.add_task(name, total=total, unit=unit, note="")
        yield Bar(total, lambda bar: shown.update(task, completed=bar.done, note=bar.note))


@contextlib.contextmanager
def _lines(name: str, total: float | None, unit: str, stream: IO[str]) -> Iterator[Bar]:
    start = last = time.monotonic()

    def show(bar: Bar) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= SECONDS_BETWEEN_LINES:
            last = now
            print(_line(name, bar, unit, now - start), file=stream, flush=True)

    bar = Bar(total, show)
    yield bar
    print(f"{name}: done, {bar.done:g} {unit}".rstrip() + f" in {time.monotonic() - start:.1f} s", file=stream, flush=True)


def _line(name: str, bar: Bar, unit: str, seconds: float) -> str:
    parts = [f"{bar.done:g}/{bar.total:g} {unit}".rstrip() if bar.total else f"{bar.done:g} {unit}".rstrip()]
    if bar.total and 0 < bar.done < bar.total:
        parts.append(f"{100 * bar.done / bar.total:.0f} %, {seconds * (bar.total / bar.done - 1):.0f} s left")
    return f"{name}: " + ", ".join([*parts, *([bar.note] if bar.note else [])])
