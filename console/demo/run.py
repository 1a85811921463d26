"""One demo: plan, run, report, and what is said at the end."""

import os
import shlex
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from rich.console import Console

from blueprint.settings import load
from console.demo.deployment_way import deployment_steps
from console.demo.folders import Folders
from console.demo.journal import Journal
from console.demo.live_screen import screen_for
from console.demo.model_way import SERVER, model_steps, server
from console.demo.options import Options, require
from console.demo.report.facts import Check, Missing
from console.demo.report.gather import gather
from console.demo.report.render import render
from console.demo.report.report import Report
from console.demo.report.verdict import headline
from console.demo.schedule import Schedule
from console.demo.step import Plan
from console.demo.trouble import Trouble
from containers.common.store import open_store

BUILD = Path("build")


def run(options: Options, console: Console) -> int:
    """Run what is not finished, then write the report.

    Returns:
        0 where every point is proved, 1 where a step failed or a point does not hold, 2 where a step found its input wrong.

    Raises:
        DeploymentError, UserError: bad input; nothing was written.
        StepFailed: too little disk.
        KeyboardInterrupt: everything was stopped; the next run goes on.
    """
    require(options)
    folders = Folders(root=options.output, deployment=BUILD / load(options.deployment).name)
    plan = Plan(
        steps=(*deployment_steps(options, folders), *model_steps(options, folders)),
        logs=folders.logs,
        servers={SERVER: server(options, folders)},
    )
    journal = Journal(folders.journal)
    signal.signal(signal.SIGTERM, _as_interrupt)
    trouble = None
    with screen_for(console, plan, journal) as screen:
        schedule = Schedule(plan, journal, screen, again=_again())
        try:
            schedule.run()
        except Trouble as error:
            trouble = error
    report = gather(plan.steps, folders, journal, done=schedule.done, stopped=str(trouble) if trouble else "")
    _write(report, folders.root)
    _say(console, report, folders, trouble)
    return trouble.code if trouble else int(not is_proved(report.checks))


def is_proved(checks: Sequence[Check]) -> bool:
    """Whether every point was looked at and holds: a demo whose steps all ended well may still have shown something false."""
    return bool(checks) and all(check.holds for check in checks)


def _write(report: Report, root: Path) -> None:
    store = open_store(str(root))
    store.write_bytes("report.json", report.model_dump_json(by_alias=True, indent=1).encode() + b"\n")
    store.write_bytes("report.html", render(report).encode())


def _say(console: Console, report: Report, folders: Folders, trouble: Trouble | None) -> None:
    def say(line: str) -> None:
        console.print(line, markup=False, highlight=False, soft_wrap=True)

    if trouble:
        say(f"\n{trouble.title}: failed\n{trouble.why}\n")
        say(f"More in  {trouble.log}\nGo on    {trouble.again}   (what is finished is not run again)")
    else:
        if not isinstance(report.answers, Missing) and report.answers.engine_note:
            say(f"\n{report.answers.engine_note}")
        say(f"\n{headline(report.checks)}.")
        for check in report.checks:
            mark = {True: "holds     ", False: "DOES NOT  ", None: "not shown "}[check.holds]
            say(f"  {mark} {check.claim}")
    say(f"\nReport   {folders.root / 'report.html'}")


def _again() -> str:
    """The command as the user typed it: make's, or blueprint's own."""
    if os.environ.get("MAKELEVEL"):
        chosen = [f"{name}={shlex.quote(value)}" for name in ("CORPUS", "SAMPLE_MB", "ENGINE") if (value := os.environ.get(name))]
        return " ".join(["make demo", *chosen])
    return shlex.join(["blueprint", *sys.argv[1:]])


def _as_interrupt(signum: int, frame: FrameType | None) -> None:  # noqa: ARG001  (signal's signature)
    """Whoever stops the demo with SIGTERM gets the same clean end as Ctrl-C."""
    raise KeyboardInterrupt
