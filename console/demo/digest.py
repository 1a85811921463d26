"""Content, not timestamps: one digest for a file, a folder, a finished step's manifest, or a package's code."""

import json
from collections.abc import Iterable
from pathlib import Path

from containers.common.canonical import hash_file, hash_of
from containers.common.manifest import NAME as MANIFEST
from containers.common.manifest import path_hash

ABSENT = "absent"
_CODE = {".py", ".yaml", ".yml", ".json", ".j2", ".guard", ".toml", ".sh"}


def digest(path: Path) -> str:
    """SHA-256 of what lies at `path`; a manifest counts by its own `hash`, which leaves out how long the step took."""
    if not path.exists():
        return ABSENT
    return (_manifest_hash(path) if path.name == MANIFEST else None) or path_hash(path)


def code_digest(folders: Iterable[Path]) -> str:
    """SHA-256 over the code and the tables below folders, by name and content; caches and build products do not count."""
    return hash_of({str(file): hash_file(file) for folder in folders for file in _sources(folder)})


def _sources(folder: Path) -> list[Path]:
    found = sorted(folder.rglob("*")) if folder.is_dir() else [folder]
    return [file for file in found if file.suffix in _CODE and file.is_file() and "__pycache__" not in file.parts]


def _manifest_hash(path: Path) -> str | None:
    try:
        return str(json.loads(path.read_bytes())["hash"])
    except (ValueError, KeyError, TypeError):
        return None
