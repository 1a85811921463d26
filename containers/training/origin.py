"""Where a checkpoint comes from, and the refusal of one that comes from elsewhere. It reads manifests alone: the launcher asks too."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from containers.common import manifest
from containers.common.errors import UserError
from containers.common.store import FolderStore


@dataclass(frozen=True)
class Origin:
    """The hashes of what a run reads (`curation`, `tokens`) and the settings that decide the weights."""

    inputs: dict[str, str]
    trajectory: dict[str, Any]


def name_of(step: int) -> str:
    """`step-000050` for step 50."""
    return f"step-{step:06d}"


def newest_first(checkpoints: Path) -> Iterator[tuple[int, Path]]:
    """The published checkpoints as (step, folder)."""
    found = [(int(path.name.removeprefix("step-")), path) for path in checkpoints.glob("step-*")]
    yield from sorted(found, reverse=True)


def refuse_strangers(checkpoints: Path, origin: Origin) -> None:
    """Refuse a folder whose checkpoints come from elsewhere, before anything in it is touched.

    Raises:
        UserError: see `refuse_stranger`.
    """
    for _, path in newest_first(checkpoints):
        if (path / manifest.NAME).exists():
            refuse_stranger(path, origin)


def refuse_stranger(path: Path, origin: Origin) -> None:
    """Compare a checkpoint's manifest with this run, by what `origin` knows.

    Raises:
        UserError: with everything that differs.
    """
    found = manifest.read(FolderStore(path))
    problems = [
        f"  {name}: checkpoint {found.inputs.get(name, '(none)')[:12]}, this run {wanted[:12]}"
        for name, wanted in origin.inputs.items()
        if found.inputs.get(name) != wanted
    ]
    problems += [
        f"  {key}: checkpoint {found.settings.get(key)!r}, this run {value!r}"
        for key, value in manifest.plain(origin.trajectory).items()
        if found.settings.get(key) != value
    ]
    if problems:
        heading = f"{path}: was trained on other data or settings; choose another --output, or remove it"
        raise UserError("\n".join([heading, *problems]))
