"""From a deployment file's plain data to everything that would be deployed, as a set of lines that can be compared."""

import copy
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from tests.conftest import ALL_WAYS, ROOT
from tests.stacks.matrix.options import GONE, put
from tests.stacks.matrix.rows import ON_TOP

OUTPUTS = ("*.template.json", "deployment.json", "*-slurm.json", "slurm-pcs.json")


def base() -> dict[str, Any]:
    """A deployment in which every part is there."""
    return changed(read(ROOT / "tests" / "deployments" / f"{ALL_WAYS}.yaml"), ON_TOP)


def read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return content


def changed(root: Mapping[str, Any], changes: Mapping[str, object]) -> dict[str, Any]:
    """A copy with other values, by path."""
    new = copy.deepcopy(dict(root))
    for path, value in changes.items():
        put(new, path, value if value is GONE else copy.deepcopy(value))
    return new


def deployed(root: Mapping[str, Any]) -> frozenset[str]:
    """Every value of every template and of deployment.json, each a line with its place; checks of the synthesis are left out.

    Raises:
        DeploymentError: The file breaks a rule.
    """
    with assembled(root) as folder:
        files = [file for pattern in OUTPUTS for file in sorted(folder.glob(pattern))]
        lines = {line for file in files for line in _lines(json.loads(file.read_text("utf-8")), file.name)}
        return frozenset(lines | {*_manifests(folder / "manifests")})


@contextmanager
def assembled(root: Mapping[str, Any]) -> Iterator[Path]:
    """The folder of a cloud assembly, for as long as it is looked at.

    Raises:
        DeploymentError: The file breaks a rule.
    """
    from aws_cdk import App  # noqa: PLC0415 - it starts Node

    from blueprint.settings.load import parse  # noqa: PLC0415 - likewise
    from stacks.assembly import describe  # noqa: PLC0415 - likewise
    from stacks.deployment import build  # noqa: PLC0415 - likewise

    deployment = parse(yaml.safe_dump(dict(root)).encode(), Path("matrix.yaml"))
    with TemporaryDirectory() as folder:
        app = App(outdir=folder, context=json.loads((ROOT / "cdk.json").read_text("utf-8"))["context"])
        build(app, deployment)
        app.synth()
        describe(deployment, Path(folder))
        yield Path(folder)


def _manifests(folder: Path) -> Iterator[str]:
    """What goes into the cluster: each object by its kind and name, and each chart's values."""
    for file in sorted(folder.rglob("*.yaml")):
        for entry in yaml.safe_load_all(file.read_text("utf-8")):
            kind = f"{entry['kind']} {entry['metadata']['name']}" if isinstance(entry, dict) and "kind" in entry else ""
            yield from _lines(entry, f"{file.relative_to(folder)} {kind}")


def _lines(value: Any, place: str) -> Iterator[str]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from _lines(inner, f"{place} {key}")
    if not isinstance(value, dict | list) or not value:
        yield f"{place} = {json.dumps(value)}"
