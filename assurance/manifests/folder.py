"""The manifests of an assembly: read, judged, written for `kubectl` and `helm`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from assurance.manifests.check import Schemas, has_kubernetes, is_custom

FOLDER = "manifests"
RELEASES = "charts.yaml"
VALUES = "charts/"


@dataclass
class Judged:
    """What came of holding manifests against schemas.

    Attributes:
        fits: How many fit.
        unjudged: Kinds of which there is no schema here, or whose schemas are not installed.
        faults: A line each.
    """

    fits: int = 0
    unjudged: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


def read(assembly: Path) -> dict[str, str]:
    """Every manifest of a `cdk.out` by its name; empty where the deployment has no cluster."""
    folder = assembly / FOLDER
    return {str(path.relative_to(folder)): path.read_text("utf-8") for path in sorted(folder.rglob("*.yaml"))}


def judge(texts: Mapping[str, str], schemas: Schemas) -> Judged:
    """Hold every object against its kind's schema; charts and their values have been held against the charts' own keys by `check`."""
    judged = Judged()
    for name, manifest in _objects(texts):
        where = f"{name}: {manifest.get('kind')}/{manifest.get('metadata', {}).get('name')}"
        if not schemas.knows(manifest) or not (is_custom(manifest) or has_kubernetes()):
            judged.unjudged.add(str(manifest.get("kind")))
        elif wrong := list(schemas.faults(manifest)):
            judged.faults.extend(f"{where}: {sentence}" for sentence in wrong)
        else:
            judged.fits += 1
    return judged


def write(texts: Mapping[str, str], folder: Path) -> None:
    """Writes them all, and takes away what an earlier run left of others."""
    for old in folder.rglob("*.yaml"):
        if str(old.relative_to(folder)) not in texts:
            old.unlink()
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def commands(texts: Mapping[str, str], folder: Path) -> Iterator[str]:
    """What an operator types, in this order: objects, charts, then objects of the charts' kinds."""
    files = [name for name in texts if name != RELEASES and not name.startswith(VALUES)]
    charts = yaml.safe_load(texts[RELEASES]) if RELEASES in texts else []
    for name in files:
        if name < "2":
            yield _apply(folder / name)
    for chart in charts:
        yield (
            f"helm upgrade --install {chart['name']} {chart['chart']} --namespace {chart['namespace']} "
            f"--values {folder / chart['values']} --wait"
        )
    for name in files:
        if name >= "2":
            yield _apply(folder / name)


def _apply(path: Path) -> str:
    return f"kubectl apply --server-side --field-manager=sovereign-blueprint -f {path}"


def _objects(texts: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, text in texts.items():
        if name != RELEASES and not name.startswith(VALUES):
            yield from ((name, each) for each in yaml.safe_load_all(text) if each)
