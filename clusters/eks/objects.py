"""Kubernetes objects as plain dictionaries: each with its name, its namespace and labels that say who keeps it."""

from collections.abc import Mapping
from typing import Any, TypeAlias

Object: TypeAlias = dict[str, Any]

MANAGED_BY = {"app.kubernetes.io/managed-by": "sovereign-blueprint"}


def thing(
    version: str,
    kind: str,
    name: str,
    *,
    namespace: str | None = None,
    labels: Mapping[str, str] | None = None,
    annotations: Mapping[str, str] | None = None,
    **content: Any,  # noqa: ANN401 - an object's sections are any JSON
) -> Object:
    """One object.

    Args:
        version: `group/version`; `v1` for Kubernetes' oldest kinds.
        kind: Such as `NetworkPolicy`.
        name: Within its namespace.
        namespace: None for a kind that stands in none.
        labels: Beside the one that says who keeps it.
        annotations: Where there are any.
        content: The object's own sections, such as `spec`.
    """
    metadata: Object = {"name": name}
    if namespace is not None:
        metadata["namespace"] = namespace
    metadata["labels"] = {**MANAGED_BY, **(labels or {})}
    if annotations:
        metadata["annotations"] = dict(annotations)
    return {"apiVersion": version, "kind": kind, "metadata": metadata, **content}


def token(name: str) -> str:
    """A value that CloudFormation alone knows, to be filled in by `blueprint manifests` from the stacks' outputs."""
    return f"${{{name}}}"
