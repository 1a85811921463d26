"""The rehearsal on the terminal and as `rehearsal.json`."""

import json
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from assurance.rehearsal.result import Rehearsal

NAMES_SHOWN = 2


def write(result: Rehearsal, folder: Path) -> Path:
    """Writes `rehearsal.json`, whole or not at all."""
    file = folder / "rehearsal.json"
    partial = file.with_suffix(".partial")
    partial.write_text(json.dumps(result.report(), indent=1, default=str) + "\n", encoding="utf-8")
    partial.replace(file)
    return file


def show(result: Rehearsal, file: Path, console: Console | None = None) -> None:
    """Prints what boto3 found, what no call tells, what is not modelled, and every problem."""
    console = console or Console()
    console.print(_table(result))
    report = result.report()
    for title, reasons in (("Told by no call", report["unread"]), ("Not modelled, so not made", result.left_out)):
        for name, reason in reasons.items():
            console.print(f"{title}: {name}: {escape(reason)}", soft_wrap=True)
    for assumed in result.assumed:
        console.print(f"Assumed: {escape(assumed)}")
    for problem in result.problems:
        console.print(f"[red]{escape(problem)}[/red]", soft_wrap=True)
    total = sum(result.seconds.values())
    parts = ", ".join(f"{part} {seconds:.0f} s" for part, seconds in result.seconds.items())
    verdict = f"{len(result.problems)} problems" if result.problems else "all as the templates say"
    console.print(
        f"{report['resources_found']} of {len(result.resources)} resources of {len(result.types)} types found by boto3, "
        f"{report['properties_verified']} properties compared: {verdict}. {total:.0f} s ({parts}). {file}",
        soft_wrap=True,
        highlight=False,
    )


def _table(result: Rehearsal) -> Table:
    """One row a type: how many were found, the first names, and every property that was compared."""
    table = Table(box=SIMPLE_HEAD, title=f"{result.deployment['name']} in the simulator, as boto3 finds it")
    table.add_column("Type", no_wrap=True)
    table.add_column("Found", no_wrap=True)
    table.add_column("Names, and the properties compared", overflow="fold")
    for kind, count in sorted(result.types.items()):
        of_kind = [one for one in result.resources if one.type == kind and one.is_modelled]
        found = sum(not one.problems for one in of_kind)
        names = ", ".join(one.physical_id for one in of_kind[:NAMES_SHOWN]) + (" …" if len(of_kind) > NAMES_SHOWN else "")
        properties = sorted({name for one in of_kind for name in one.verified})
        table.add_row(kind.removeprefix("AWS::"), f"{found} of {count}", f"{escape(names)}\n[dim]{', '.join(properties)}[/dim]")
    return table
