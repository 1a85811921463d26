"""Names for Kubernetes, which takes no underscore: changed as little as possible, each its own, the old one beside it."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from blueprint.facts.cluster import QUEUE

KEPT_PREFIXES = ("kube-", "system-")
KEPT_NAMES = frozenset({"default", QUEUE})
"""What Kubernetes keeps for itself, and what this kit calls the queue of those without an account."""
SLURM_NAME = "slurm-name"
"""The annotation that keeps a name that Kubernetes does not take."""


def kubernetes_names(names: Iterable[str]) -> dict[str, str]:
    """A DNS label for each name; a name that is one already keeps itself, and no two become one."""
    known = list(names)
    taken = {name for name in known if _is_label(name)}
    found = {name: name for name in taken}
    for name in known:
        if name in found:
            continue
        base = re.sub(r"[^a-z0-9-]", "-", name).strip("-") or "x"
        base = f"slurm-{base}" if base in KEPT_NAMES or base.startswith(KEPT_PREFIXES) else base
        label, number = base, 2
        while label in taken:
            label, number = f"{base}-{number}", number + 1
        found[name] = label
        taken.add(label)
    return found


def metadata(name: str, label: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - an object's metadata
    """An object's metadata under its new name, with the old one as an annotation where they differ."""
    kept = {"annotations": {SLURM_NAME: name}} if name != label else {}
    return {"name": label, **kept, **more}


def slurm_name(thing: Mapping[str, Any]) -> str:
    """The name that an object had in Slurm, or its own."""
    meta = thing["metadata"]
    return str((meta.get("annotations") or {}).get(SLURM_NAME, meta["name"]))


def _is_label(name: str) -> bool:
    is_kept = name in KEPT_NAMES or name.startswith(KEPT_PREFIXES)
    return not is_kept and re.fullmatch(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", name) is not None
