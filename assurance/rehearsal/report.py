"""The rehearsal on the terminal and as `rehearsal.json`."""

import json
from collections.abc import Iterator
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from assurance.rehearsal.lifecycle import Lifecycle
from assurance.rehearsal.restore import Restored
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
    if result.lifecycle:
        _show_life(result.lifecycle, console)
    for line in _restore(result.restored) if result.restored else ():
        console.print(escape(line), soft_wrap=True, highlight=False)
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


def _show_life(life: Lifecycle, console: Console) -> None:
    """What the file changed, what happened, and what is left, a type a line."""
    for change in life.changes:
        console.print(f"Changed: {escape(change)}", soft_wrap=True)
    for told in life.told:
        console.print(f"Then: {escape(told)}", soft_wrap=True)
    by_type: dict[tuple[str, str], list[str]] = {}
    for kept in life.kept:
        by_type.setdefault((kept.type, kept.reason), []).append(kept.physical_id)
    for (kind, reason), names in by_type.items():
        more = " …" if len(names) > NAMES_SHOWN else ""
        console.print(f"Kept ({reason}): {len(names)} {kind}: {escape(', '.join(names[:NAMES_SHOWN]))}{more}", soft_wrap=True)


def _restore(restored: Restored) -> Iterator[str]:
    """The steps of a restore, what was tried in vain, and what its seconds do not say."""
    for name, seconds in restored.steps.items():
        yield f"Restore: {name}: {seconds:.1f} s"
    for refused in restored.refused:
        yield f"Refused: {refused}"
    hours = ", ".join(f"{name.replace('_', ' ').removesuffix(' hours')} {hours} h" for name, hours in restored.objectives.items())
    verdict = "not whole" if restored.problems else f"whole again, {restored.rows} rows up to root {restored.root[:16]}…"
    yield (
        f"Restore: {restored.objects} objects lost, the ledger is {verdict}. Objectives: {hours}; "
        "the seconds here are the simulator's, the order of the steps is AWS's."
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
