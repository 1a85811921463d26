"""Writes what a translation and its checks found into one folder: files for people, and files for the other side."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from blueprint.planning.migration.losses import Loss, Weaker
from blueprint.planning.migration.outcome import Outcome
from blueprint.settings.slurm import Slurm

KUBERNETES, SLURM, LOSSES, PLAN = "kubernetes.yaml", "slurm.yaml", "losses.md", "plan.md"


def write(folder: Path, files: dict[str, str]) -> None:
    """Write the files, each whole or not at all; the folder may be there.

    Raises:
        OSError: It cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        writing = folder / f".{name}.writing"
        writing.write_text(text, encoding="utf-8")
        writing.replace(folder / name)


def manifests(objects: Iterable[dict[str, Any]]) -> str:
    """Objects as one YAML file, in the order in which they can be applied."""
    head = "# Rendered from the Slurm model by `blueprint migrate`; see losses.md for what it does not say.\n"
    return head + yaml.safe_dump_all(objects, sort_keys=False, width=1000)


def model(slurm: Slurm) -> str:
    """A Slurm model as the deployment file's `training.slurm`."""
    head = "# training.slurm of a deployment file, rendered by `blueprint migrate`; see losses.md for what it does not say.\n"
    content = slurm.model_dump(mode="json", exclude_defaults=True)
    return head + yaml.safe_dump({"slurm": content}, sort_keys=False, width=1000)


def losses(lost: Sequence[Loss], weaker: Sequence[Weaker], left_out: Sequence[Weaker] = ()) -> str:
    """What has no counterpart, what is kept less well, and what was not read."""
    return "\n".join(_losses(lost, weaker, left_out)) + "\n"


def page(title: str, checks: Sequence[Outcome], told: str, day: date) -> str:
    """The folder's first page: the checks, and what else lies there."""
    return "\n".join(_page(title, checks, told, day)) + "\n"


def _losses(lost: Sequence[Loss], weaker: Sequence[Weaker], left_out: Sequence[Weaker]) -> Iterator[str]:
    yield "# What the other side does not say"
    yield ""
    yield "## Lost" if lost else "Nothing is lost."
    if lost:
        rows = [("setting", "value", "why, and what to do"), *((part.field, _shown(part.value), part.why) for part in lost)]
        yield ""
        yield from _table(rows)
    for title, parts in (("Kept less well", weaker), ("Not read", left_out)):
        if parts:
            yield ""
            yield f"## {title}"
            yield ""
            yield from _table([("setting", "what is different"), *((part.field, part.why) for part in parts)])


def _page(title: str, checks: Sequence[Outcome], told: str, day: date) -> Iterator[str]:
    yield f"# {title}"
    yield ""
    yield f"Written by `blueprint migrate` on {day}. {told}"
    yield ""
    yield from _table([("check", "outcome"), *((check.title, check.word) for check in checks)])
    for check in checks:
        yield ""
        yield f"## {check.title}: {check.word}"
        if check.rows:
            yield ""
            yield from _table(check.rows)
        for mark, lines in (("Against: ", check.against), ("To do: ", check.missing), ("Note: ", check.notes)):
            if lines:
                yield ""
                yield from (f"- {mark}{line}" for line in lines)


def _table(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    head, *body = rows
    yield _row(head)
    yield _row(("---",) * len(head))
    yield from map(_row, body)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _shown(value: object) -> str:
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value))
    return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)
