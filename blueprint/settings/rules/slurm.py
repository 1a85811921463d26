"""The Slurm model: names that meet the cluster's, one default, limits that the bought capacity can hold."""

from collections.abc import Iterator

from blueprint.settings.draft import Draft
from blueprint.settings.nodes import usable_hours
from blueprint.settings.problems import Problem, shown

MODEL = "training.slurm"
RUN_SLURM = ("training.hyperpod", "training.pcs")
"""Platforms that run Slurm; HyperPod does unless it is told to use EKS."""


def clusters(draft: Draft) -> dict[str, list[tuple[str, Draft]]]:
    """The groups of each platform that runs Slurm here, by the platform's part."""
    running = [part for part in RUN_SLURM if draft.has(part) and draft.text(f"{part}.orchestrator") != "eks"]
    return {part: draft.drafts(f"{part}.groups") for part in running}


def slurm_has_a_cluster(draft: Draft) -> Iterator[Problem]:
    """A scheduler without a cluster schedules nothing."""
    if draft.has(MODEL) and not clusters(draft):
        yield Problem(MODEL, "declared", f"no such part, or one of {', '.join(RUN_SLURM)} that runs Slurm")


def names_stand_once(draft: Draft) -> Iterator[Problem]:
    """Partitions, qualities and accounts have names of their own, each among its like."""
    for kind in ("partitions", "qos", "accounts"):
        seen: set[str] = set()
        for field, part in draft.drafts(f"{MODEL}.{kind}"):
            name = part.text("name")
            if name in seen:
                yield Problem(f"{field}.name", shown(name), f"each name once in {MODEL}.{kind}")
            seen.add(name or "")


def groups_are_the_clusters(draft: Draft) -> Iterator[Problem]:
    """A partition names groups of one cluster, and no two clusters have groups of the same name: one model is for both."""
    homes = _homes(draft)
    for cluster, groups in clusters(draft).items():
        for field, group in groups:
            name = group.text("name")
            if name and homes[name] != cluster:
                yield Problem(f"{field}.name", shown(name), f"another name than {homes[name]} has: {MODEL} speaks of both clusters")
    for field, part in draft.drafts(f"{MODEL}.partitions"):
        first = next((homes[name] for _, name in part.texts("groups") if name in homes), None)
        for where, name in part.texts("groups"):
            if homes and name not in homes:
                yield Problem(f"{field}.{where}", shown(name), f"a group of nodes by its name on the cluster: {', '.join(homes)}")
            elif homes and homes[name] != first:
                yield Problem(f"{field}.{where}", shown(name), f"a group of {first}.groups, as the first one is: a queue is one cluster's")


def one_default(draft: Draft) -> Iterator[Problem]:
    """A job that names no partition has one place to go on each cluster."""
    homes, partitions = _homes(draft), draft.drafts(f"{MODEL}.partitions")
    for cluster in clusters(draft):
        own = [part for _, part in partitions if cluster in {homes.get(name) for _, name in part.texts("groups")}]
        defaults = sum(part.flag("is_default") for part in own)
        if own and defaults != 1:
            value = f"true in {defaults} partitions of {cluster}"
            yield Problem(f"{MODEL}.partitions", value, "is_default: true in exactly one: a job that names no partition goes there")


def qualities_exist(draft: Draft) -> Iterator[Problem]:
    """What names a quality of service names one that is there, and none puts itself aside."""
    known = [name for _, part in draft.drafts(f"{MODEL}.qos") if (name := part.text("name"))]
    for kind, key in (("partitions", "qos"), ("accounts", "qos"), ("qos", "preempts")):
        for field, part in draft.drafts(f"{MODEL}.{kind}"):
            for where, name in part.texts(key):
                if name not in known:
                    there = f"one of {', '.join(known)}" if known else f"none: {MODEL}.qos is empty"
                    yield Problem(f"{field}.{where}", shown(name), there)
                elif key == "preempts" and name == part.text("name"):
                    yield Problem(f"{field}.{where}", shown(name), "another quality than itself")


def blocks_outlast_the_jobs(draft: Draft) -> Iterator[Problem]:
    """A partition on a Capacity Block ends its jobs before the block does."""
    hours: dict[str, tuple[str, float]] = {}
    for field, group in (each for groups in clusters(draft).values() for each in groups):
        name, starts, ends = group.text("name"), group.text("capacity_block.starts"), group.text("capacity_block.ends")
        if not (name and starts and ends):
            continue
        try:
            hours[name] = (f"{field}.capacity_block", usable_hours(starts, ends))
        except (ValueError, TypeError):
            continue
    for field, part in draft.drafts(f"{MODEL}.partitions"):
        longest = part.number("longest_hours")
        for _, name in part.texts("groups"):
            if longest and name in hours and longest > hours[name][1] > 0:
                block, usable = hours[name]
                yield Problem(
                    f"{field}.longest_hours",
                    shown(longest),
                    f"at most {int(usable)}: {block} runs its nodes for {usable:g} hours; EC2 ends them 30 minutes before the block",
                )
                break


def _homes(draft: Draft) -> dict[str, str]:
    """The cluster that has a group, by the group's name."""
    homes: dict[str, str] = {}
    for cluster, groups in clusters(draft).items():
        for _, group in groups:
            homes.setdefault(group.text("name") or "", cluster)
    return {name: cluster for name, cluster in homes.items() if name}
