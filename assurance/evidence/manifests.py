"""Kubernetes manifests beside the templates: what lies in `cdk.out/manifests` is read as templates are, one resource an object.

An object is of the type `Kubernetes::Kind`. The values that a Helm chart is given are one resource of the type `Helm::Values`, a chart that
is installed is one of the type `Helm::Release`. So every claim that looks at all resources looks at them, too.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from yaml import SafeLoader, YAMLError, load_all

from assurance.evidence.assembly_template import Template

FOLDER = "manifests"
RELEASES = "charts.yaml"
"""Charts that are installed: a list, each with its name, its place in the registry and its values' file."""

VALUES = "charts"
"""Folder of the values' files."""

OBJECT, RELEASE, CHART_VALUES = "Kubernetes::", "Helm::Release", "Helm::Values"
NO_NAME = re.compile(r"[^A-Za-z0-9-]+")


def is_manifest(type_name: str) -> bool:
    """Whether a resource stands in a cluster, not in a stack."""
    return type_name.startswith((OBJECT, "Helm::"))


def read_manifests(folder: Path, problems: list[str]) -> Iterator[Template]:
    """Every manifest of an assembly, each file as a template of its own.

    Args:
        folder: The assembly.
        problems: Takes a line for each file that cannot be read, or that holds what is no object.
    """
    for path in sorted((folder / FOLDER).rglob("*.yaml")):
        file = path.relative_to(folder)
        documents = [each for each in _documents(path, problems) if each is not None]
        if path == folder / FOLDER / RELEASES:
            resources = dict(_releases(path, documents, problems))
        elif path.parent == folder / FOLDER / VALUES:
            resources = {"Values": _resource(CHART_VALUES, file, path.stem, documents[0])} if _is_values(path, documents, problems) else {}
        else:
            resources = dict(_objects(path, documents, problems, file))
        yield Template(str(file), str(file), {"Resources": resources}, is_in_manifest=False)


def _documents(path: Path, problems: list[str]) -> list[Any]:
    try:
        return list(load_all(path.read_text(encoding="utf-8"), Loader=SafeLoader))
    except (OSError, UnicodeDecodeError, RecursionError) as error:
        problems.append(f"{path}: cannot be read ({error.__class__.__name__})")
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problems.append(f"{path}: is not YAML" + (f" (line {mark.line + 1})" if mark else ""))
    return []


def _objects(path: Path, documents: list[Any], problems: list[str], file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, each in enumerate(documents, start=1):
        kind, metadata = (each.get("kind"), each.get("metadata")) if isinstance(each, dict) else (None, None)
        name = metadata.get("name") if isinstance(metadata, dict) else None
        if not (isinstance(kind, str) and isinstance(name, str)):
            problems.append(f"{path}: document {number} is no Kubernetes object: it has no kind, or no name")
            continue
        if kind == "List" or kind.endswith("List"):
            problems.append(f"{path}: document {number} is a {kind}; each object stands for itself")
            continue
        label = NO_NAME.sub("-", f"{number}-{kind}-{name}")
        yield label, _resource(f"{OBJECT}{kind}", file, f"{kind}/{name}", each)


def _is_values(path: Path, documents: list[Any], problems: list[str]) -> bool:
    """Whether a file holds what Helm takes as values: one mapping."""
    if len(documents) == 1 and isinstance(documents[0], dict):
        return True
    problems.append(f"{path}: holds no single mapping of values")
    return False


def _releases(path: Path, documents: list[Any], problems: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    for each in documents:
        rows = each if isinstance(each, list) else [each]
        for number, row in enumerate(rows, start=1):
            if isinstance(row, dict) and isinstance(row.get("name"), str):
                yield f"{number}-{row['name']}", _resource(RELEASE, path.relative_to(path.parents[1]), row["name"], row)
            else:
                problems.append(f"{path}: entry {number} is no chart: it has no name")


def _resource(type_name: str, file: Path, name: str, content: dict[str, Any]) -> dict[str, Any]:
    return {"Type": type_name, "Properties": content, "Metadata": {"aws:cdk:path": f"{file}/{name}"}}
