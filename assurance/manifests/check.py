"""One manifest, held against its kind's schema: Kubernetes' own from `kubernetes-validate`, custom resources' from a file of schemas."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import zstandard

from assurance.manifests.structural import faults

METADATA = {"name", "namespace", "labels", "annotations", "generateName", "finalizers", "ownerReferences"}
"""What a manifest may say of an object in `metadata`; the rest is the API server's."""

Manifest = Mapping[str, Any]


@dataclass(frozen=True)
class Schemas:
    """What manifests are held against.

    Attributes:
        version: Kubernetes' minor version, such as `1.35`.
        custom: Schemas of custom resources by `group/version/Kind`.
    """

    version: str
    custom: Mapping[str, Any] = field(default_factory=dict)

    def knows(self, manifest: Manifest) -> bool:
        """Whether there is a schema for it here: what nobody can judge is said, and not called right."""
        return name_of(manifest) in self.custom or not is_custom(manifest)

    def faults(self, manifest: Manifest) -> Iterator[str]:
        """Everything in which it does not fit; see `knows` for one without a schema, which is a fault, too."""
        name = name_of(manifest)
        if name in self.custom:
            yield from _custom(manifest, self.custom[name])
        elif is_custom(manifest):
            yield f"{name} is a kind of which there is no schema here"
        else:
            yield from _built_in(manifest, self.version)


def read_schemas(file: Path | None, version: str) -> Schemas:
    """Kubernetes' schemas and, where a file is given, those of custom resources: JSON by `group/version/Kind`, packed with zstd or not.

    Raises:
        FileNotFoundError: There is no such file.
    """
    if file is None:
        return Schemas(version)
    packed = file.read_bytes()
    text = zstandard.ZstdDecompressor().decompressobj().decompress(packed) if file.suffix == ".zst" else packed
    return Schemas(version, json.loads(text))


def has_kubernetes() -> bool:
    """Whether Kubernetes' own schemas are installed (`kubernetes-validate`)."""
    return find_spec("kubernetes_validate") is not None


def name_of(manifest: Manifest) -> str:
    """`group/version/Kind`; without the group for Kubernetes' oldest kinds."""
    return f"{manifest.get('apiVersion')}/{manifest.get('kind')}"


def is_custom(manifest: Manifest) -> bool:
    """Whether its kind is no part of Kubernetes: groups of Kubernetes' own have no dot, or end in `k8s.io` and are served by it."""
    group = str(manifest.get("apiVersion", "")).rpartition("/")[0]
    return "." in group and group not in SERVED


SERVED = {
    f"{name}.k8s.io"
    for name in (
        "networking",
        "rbac.authorization",
        "storage",
        "scheduling",
        "node",
        "admissionregistration",
        "apiextensions",
        "coordination",
    )
}
"""Groups with a dot that are Kubernetes' own, of those that a manifest of ours could use."""


def _custom(manifest: Manifest, schema: Manifest) -> Iterator[str]:
    metadata = manifest.get("metadata")
    if not isinstance(metadata, dict):
        yield "it has no metadata"
        return
    for name in metadata:
        if name not in METADATA:
            yield f"metadata has no field {name}; known: {', '.join(sorted(METADATA))}"
    for part in ("labels", "annotations"):
        if not all(isinstance(text, str) for text in (metadata.get(part) or {}).values()):
            yield f"metadata.{part} holds what is no text"
    yield from faults(dict(manifest), schema)


def _built_in(manifest: Manifest, version: str) -> Iterator[str]:
    import kubernetes_validate  # noqa: PLC0415 - its schemas are 110 MB, and few commands need them

    try:
        kubernetes_validate.validate(dict(manifest), version, strict=True)
    except kubernetes_validate.ValidationError as error:
        yield f"{'.'.join(map(str, error.path)) or 'it'}: {error.message}"
    except kubernetes_validate.SchemaNotFoundError as error:
        yield error.message
