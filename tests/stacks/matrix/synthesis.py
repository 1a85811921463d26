"""From a deployment file's plain data to everything that would be deployed, as a set of lines that can be compared."""

import copy
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from tests.conftest import ALL_WAYS, ROOT
from tests.stacks.matrix.options import put
from tests.stacks.matrix.rows import ON_TOP

OUTPUTS = ("*.template.json", "deployment.json")


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
        put(new, path, value)
    return new


def deployed(root: Mapping[str, Any]) -> frozenset[str]:
    """Every value of every template and of deployment.json, each a line with its place; checks of the synthesis are left out.

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
        files = [file for pattern in OUTPUTS for file in sorted(Path(folder).glob(pattern))]
        return frozenset(line for file in files for line in _lines(json.loads(file.read_text("utf-8")), file.name))


def _lines(value: Any, place: str) -> Iterator[str]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from _lines(inner, f"{place} {key}")
    if not isinstance(value, dict | list) or not value:
        yield f"{place} = {json.dumps(value)}"
