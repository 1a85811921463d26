"""The schemas of the objects that jobs become: Kubernetes' own and those in shared/data; a test without them skips and says so."""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import zstandard

SCHEMAS = Path(os.environ.get("SHARED", Path(__file__).parents[4] / "shared")) / "data/schemas/crds.json.zst"
PLACES = (SCHEMAS, Path("/work/shared/data/schemas/crds.json.zst"))


@cache
def _all() -> dict[str, Any]:
    for place in PLACES:
        if place.is_file():
            with place.open("rb") as file:
                content: dict[str, Any] = json.loads(zstandard.ZstdDecompressor().stream_reader(file).read())
                return content
    return {}


def closed(schema: Any) -> Any:
    """The schema with unknown keys refused, as a strict API server refuses them."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: closed(value) for key, value in schema.items()}
    is_open = (
        "additionalProperties" in inner
        or inner.get("x-kubernetes-preserve-unknown-fields")
        or not isinstance(inner.get("properties"), dict)
    )
    return inner if is_open or inner.get("type") != "object" else {**inner, "additionalProperties": False}


def misfits(manifest: dict[str, Any]) -> list[str]:
    """What the object's schema says against it."""
    key = f"{manifest['apiVersion']}/{manifest['kind']}"
    if key not in _all():
        pytest.skip(f"shared/data/schemas/crds.json.zst is not here, or has no {key}")
    schema = closed(_all()[key])
    return [f"{error.json_path}: {error.message}" for error in jsonschema.Draft202012Validator(schema).iter_errors(manifest)]


def pod_misfits(template: dict[str, Any]) -> list[str]:
    """What Kubernetes says against a pod of this template."""
    kubernetes_validate = pytest.importorskip("kubernetes_validate")
    spec = {"restartPolicy": "Never", **template["spec"]}
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "x", **template["metadata"]}, "spec": spec}
    try:
        kubernetes_validate.validate(pod, desired_version="1.33", strict=True)
    except kubernetes_validate.ValidationError as error:
        return [str(error)]
    return []
