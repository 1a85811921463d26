"""Small processes that stand in for the steps."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from console.demo.journal import Journal
from console.demo.running import Running
from console.demo.schedule import Schedule
from console.demo.step import Plan, Server, Step


class Told:
    """Remembers what the schedule tells."""

    def __init__(self) -> None:
        self.events: list[str] = []
        self.on_look: Callable[[list[Running]], None] = lambda _: None

    def skipped(self, step: Step) -> None:
        self.events.append(f"skipped {step.name}")

    def started(self, step: Step) -> None:
        self.events.append(f"started {step.name}")

    def finished(self, step: Step, _: float) -> None:
        self.events.append(f"finished {step.name}")

    def waiting(self, step: Step, _: Server) -> None:
        if (event := f"waiting {step.name}") not in self.events:
            self.events.append(event)

    def look(self, running: Iterable[Running]) -> None:
        self.on_look(list(running))


class Workshop:
    """A folder with steps, each a line of Python that reads and writes there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.told = Told()

    def path(self, name: str) -> Path:
        return self.folder / name

    def step(self, name: str, code: str = "", **other: object) -> Step:
        written = self.path(f"{name}.out")
        body = code or f"import pathlib; pathlib.Path({str(written)!r}).write_text({name!r})"
        settings = {"title": name.title(), "outputs": () if code else (written,)} | other
        return Step(name=name, argv=(sys.executable, "-S", "-c", body), **settings)  # type: ignore[arg-type]

    def copy(self, name: str, source: Path, **other: object) -> Step:
        """A step whose output is its input's text and its own name."""
        target = self.path(f"{name}.out")
        code = f"import pathlib as p; p.Path({str(target)!r}).write_text(p.Path({str(source)!r}).read_text() + ' {name}')"
        return self.step(name, code, inputs=(source,), outputs=(target,), **other)

    def run(self, *steps: Step, servers: dict[str, Server] | None = None) -> list[str]:
        """Run the plan; returns what was told in this run."""
        self.told.events = []
        plan = Plan(steps, self.path("logs"), servers or {})
        Schedule(plan, Journal(self.path("journal.json")), self.told, again="make demo").run()
        return self.told.events


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path)
