"""Reads what the steps left behind; whatever is not there, or not as expected, becomes a stated reason and never a stack trace."""

import json
from pathlib import Path
from typing import Any

from console.demo.report.facts import NotThere
from containers.common import manifest
from containers.common.errors import UserError
from containers.common.manifest import Manifest
from containers.common.store import open_store


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object.

    Raises:
        NotThere: there is no such file, or it holds something else.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise NotThere(f"{path.parent.name}/{path.name} is not there: the step that writes it has not finished") from None
    except ValueError:
        raise NotThere(f"{path.parent.name}/{path.name} is not JSON") from None
    if not isinstance(found, dict):
        raise NotThere(f"{path.parent.name}/{path.name} holds no JSON object")
    return found


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON lines file; a last line cut short by a kill is left out.

    Raises:
        NotThere: there is no such file.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        raise NotThere(f"{path.parent.name}/{path.name} is not there: the step that writes it has not finished") from None
    rows = []
    for line in lines:
        try:
            rows.append(json.loads(line))
        except ValueError:
            continue
    return rows


def read_manifest(folder: Path) -> Manifest:
    """A finished step's manifest, its hash checked.

    Raises:
        NotThere: the step has not finished, or its manifest was changed.
    """
    if not folder.is_dir():
        raise NotThere(f"there is no folder {folder.name}: the step has not run")
    try:
        return manifest.read(open_store(str(folder)))
    except UserError as error:
        raise NotThere(str(error).replace(f"{folder.resolve()}", folder.name).replace("file://", "")) from None
