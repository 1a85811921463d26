"""What the demo runs: processes that come to an end (steps) and processes that others talk to (servers)."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Way = Literal["deployment", "model", "report"]


@dataclass(frozen=True)
class Process:
    """A program that the demo starts.

    Attributes:
        name: short and unique; the log is `logs/<name>.log`.
        title: what a person reads while it runs.
        argv: the command, first element the program.
        needs: names of the steps that must be done before.
        environment: variables on top of the demo's own.
    """

    name: str
    title: str
    argv: tuple[str, ...]
    needs: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Step(Process):
    """A process with an end.

    Attributes:
        way: the row of the screen that it belongs to.
        inputs: files and folders that it reads; a change in one runs it again.
        facts: what else its result depends on, such as the installed packages.
        code: folders whose Python and data files decide what it does.
        outputs: what must lie there, unchanged, for the step to count as finished.
        folder: its own output folder, emptied when it was begun with another command, input or code, for steps that refuse to go on then.
        proves: what its result shows, in one sentence for the report.
        usual_s: how long it takes on two cores, for the time left of a first run.
        server: name of the server that it talks to, if any.
        address: the server's address in `argv`, which may change from run to run without changing the result.
    """

    way: Way = "model"
    inputs: tuple[Path, ...] = ()
    facts: tuple[str, ...] = ()
    code: tuple[Path, ...] = ()
    outputs: tuple[Path, ...] = ()
    folder: Path | None = None
    proves: str = ""
    usual_s: float = 10.0
    server: str | None = None
    address: str = ""


@dataclass(frozen=True)
class Server(Process):
    """A process without an end: started early, awaited by the first step that talks to it, stopped after the last.

    Attributes:
        ready_url: answers 200 once the server takes requests (loopback).
        patience_s: longest wait for that answer.
    """

    ready_url: str = ""
    patience_s: float = 240.0


@dataclass(frozen=True)
class Plan:
    """Everything that one demo runs.

    Attributes:
        steps: in the order in which they are preferred when several could start.
        servers: by name.
        logs: folder of the log files.
        notes: lines to tell before the first step starts, such as a replaced engine.
    """

    steps: tuple[Step, ...]
    logs: Path
    servers: dict[str, Server] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
