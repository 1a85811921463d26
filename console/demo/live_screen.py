"""What the user sees on a terminal: bars with the time left."""

from collections.abc import Iterable
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from console.demo.journal import Journal
from console.demo.plain_screen import PlainScreen, last_word
from console.demo.running import Running
from console.demo.step import Plan, Server, Step
from console.demo.time_left import TimeLeft, clock

_SHARE_BEFORE_END = 0.98


class LiveScreen(PlainScreen):
    """A bar for each running step and one for the whole, redrawn in place; finished steps become lines above."""

    def __init__(self, console: Console, time_left: TimeLeft) -> None:
        super().__init__(console, time_left)
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TimeElapsedColumn(),
            TextColumn("{task.fields[left]}", style="cyan"),
            TextColumn("{task.fields[detail]}", style="dim"),
            console=console,
            transient=True,
        )
        self._tasks: dict[str, TaskID] = {}
        self._whole = self._bars.add_task("[bold]All steps", total=max(time_left.whole_s, 0.1), left="", detail="")

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def skipped(self, step: Step) -> None:
        """A line with a tick."""
        self._time_left.done(step)
        self._console.print(f"[green]ok[/]  {escape(step.title)} [dim]finished before, not run again[/]", highlight=False)

    def started(self, step: Step) -> None:
        """A new bar."""
        self._drop(step)
        self._tasks[step.name] = self._bars.add_task(escape(step.title), total=self._time_left.expected_s(step), left="", detail="")

    def finished(self, step: Step, seconds: float) -> None:
        """The bar goes, a line stays."""
        self._time_left.done(step)
        self._drop(step)
        self._console.print(f"[green]ok[/]  {escape(step.title)} [dim]{clock(seconds)}[/]", highlight=False)

    def waiting(self, step: Step, server: Server) -> None:
        """A bar without an end."""
        if step.name not in self._tasks:
            self._tasks[step.name] = self._bars.add_task(
                escape(step.title), total=None, left="", detail=f"waits until the server answers, at most {clock(server.patience_s)}"
            )

    def look(self, running: Iterable[Running]) -> None:
        """Move the bars."""
        spent = {}
        for each in running:
            name = each.process.name
            spent[name] = each.seconds
            if name in self._tasks:
                self._move(self._tasks[name], each)
        left = self._time_left.left_s(spent)
        done = max(self._time_left.whole_s - left, 0.0)
        self._bars.update(self._whole, completed=min(done, self._time_left.whole_s), left=f"{clock(left)} left")

    def _move(self, task: TaskID, running: Running) -> None:
        total = next(each.total or 0.1 for each in self._bars.tasks if each.id == task)
        left = total - running.seconds
        self._bars.update(
            task,
            completed=min(running.seconds, total * _SHARE_BEFORE_END),
            left=f"{clock(left)} left" if left > 0 else "longer than last time",
            detail=escape(last_word(running)[: max(self._console.width - 90, 0)]),
        )

    def _drop(self, step: Step) -> None:
        if step.name in self._tasks:
            self._bars.remove_task(self._tasks.pop(step.name))


def screen_for(console: Console, plan: Plan, journal: Journal) -> PlainScreen:
    """Bars on a terminal, else plain lines."""
    time_left = TimeLeft(plan, journal)
    return LiveScreen(console, time_left) if console.is_terminal else PlainScreen(console, time_left)
