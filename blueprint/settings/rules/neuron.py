"""Trainium: only where nothing of ours would look for a CUDA device."""

from collections.abc import Iterator

from blueprint.facts.instances import SAGEMAKER_PREFIX, instance, instances
from blueprint.settings.draft import Draft
from blueprint.settings.problems import Problem, shown
from blueprint.settings.rules.groups import OWN, PLATFORMS

WHERE = (
    f"a type with GPUs, or none: a Trainium type is for {OWN} alone, since Slurm, Kubernetes, health checks and images here look for CUDA"
)


def trainium_is_for_plain_nodes(draft: Draft) -> Iterator[Problem]:
    """No scheduler, pool or endpoint gets a type whose accelerators it could not name."""
    for field, kind in _asked(draft):
        name = (kind or "").removeprefix(SAGEMAKER_PREFIX)
        if name in instances() and instance(name).is_neuron:
            yield Problem(field, shown(kind), WHERE)


def _asked(draft: Draft) -> Iterator[tuple[str, str | None]]:
    """Every type of the file but those of plain nodes, with its field."""
    for platform in PLATFORMS:
        if platform.groups != OWN:
            yield from ((f"{field}.instance_type", group.text("instance_type")) for field, group in draft.drafts(platform.groups))
    for field, pool in draft.drafts("eks.karpenter.pools"):
        yield from ((f"{field}.{where}", kind) for where, kind in pool.texts("instance_types"))
    yield from ((f"{part}.instance_type", draft.text(f"{part}.instance_type")) for part in ("eks.system", "training.pcs.login", "serving"))
