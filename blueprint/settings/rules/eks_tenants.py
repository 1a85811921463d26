"""Tenants of the Kubernetes cluster: namespaces, quotas that can be kept, and ranks of pods."""

from collections.abc import Iterator

from blueprint.facts.instances import instance, instances
from blueprint.settings.draft import Draft
from blueprint.settings.problems import Problem, shown

KEPT_NAMES = ("default", "kube-node-lease", "kube-public", "kube-system")


def tenants_have_names(draft: Draft) -> Iterator[Problem]:
    """A tenant's namespace is its own, and none that Kubernetes keeps."""
    seen: set[str] = set()
    for field, tenant in draft.drafts("eks.tenants"):
        name = tenant.text("name")
        if name in seen:
            yield Problem(f"{field}.name", shown(name), "each namespace once")
        elif name and (name in KEPT_NAMES or name.startswith("kube-")):
            yield Problem(f"{field}.name", shown(name), f"none of {', '.join(KEPT_NAMES)}, nor any other kube-...: Kubernetes keeps them")
        seen.add(name or "")


def quotas_can_be_kept(draft: Draft) -> Iterator[Problem]:
    """What tenants are promised is there: their own GPUs together are no more than the groups and pools have."""
    promised = sum(tenant.number("gpus") or 0 for _, tenant in draft.drafts("eks.tenants"))
    groups = [(group.text("instance_type") or "", group.number("nodes") or 0) for _, group in draft.drafts("eks.groups")]
    fixed = sum(instance(kind).accelerators * count for kind, count in groups if kind in instances())
    pools = sum(pool.number("most_gpus") or 0 for _, pool in draft.drafts("eks.karpenter.pools"))
    if promised > fixed + pools:
        yield Problem(
            "eks.tenants", f"{promised} GPUs of their own", f"at most {fixed + pools}: {fixed} in eks.groups, {pools} in the pools"
        )


def priorities_are_ranks(draft: Draft) -> Iterator[Problem]:
    """Each rank has a name, a value and at most one purpose of its own, and every purpose in use has one."""
    given = draft.drafts("eks.priorities")
    for key, told in (("name", "each name once"), ("value", "each value once: two of one value are one rank")):
        seen: set[object] = set()
        for field, rank in given:
            value = rank.text(key) if key == "name" else rank.number(key)
            if value is not None and value in seen:
                yield Problem(f"{field}.{key}", shown(value), told)
            seen.add(value)
    purposes: set[str] = set()
    for field, rank in given:
        purpose, name = rank.text("purpose"), rank.text("name")
        if name and name.startswith("system-"):
            yield Problem(f"{field}.name", shown(name), "another name: Kubernetes keeps those that begin with system-")
        if purpose and purpose in purposes:
            yield Problem(f"{field}.purpose", shown(purpose), "each purpose once: a pod that names no rank has one")
        purposes.add(purpose or "")
    for field, tenant in draft.drafts("eks.tenants"):
        purpose = tenant.text("purpose")
        if purpose and purpose not in purposes:
            yield Problem(f"{field}.purpose", shown(purpose), "one of eks.priorities' purposes: its pods need a rank")


RULES = (tenants_have_names, quotas_can_be_kept, priorities_are_ranks)
