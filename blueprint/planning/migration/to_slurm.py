"""Kubernetes objects as a Slurm model: a namespace with a queue becomes a partition, a priority class becomes a quality of service."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from blueprint.facts.cluster import QUEUE
from blueprint.facts.kubernetes_names import kubernetes_name
from blueprint.planning.migration import walltime
from blueprint.planning.migration.losses import Weaker
from blueprint.planning.migration.names import slurm_name
from blueprint.planning.migration.to_kubernetes import JOB_TYPE, PEOPLE
from blueprint.settings.slurm import SLURM_NAME as SLURM_PATTERN
from blueprint.settings.slurm import JobType, Slurm

Thing = Mapping[str, Any]

KEPT = "kube-"
UNNAMED_HOURS = 24
"""Where no limit of a namespace is known, its partition ends jobs after a day: Slurm needs a number."""
HIGHEST = 1_000_000


@dataclass(frozen=True)
class SlurmSide:
    """The model, and what of the objects it does not say."""

    model: Slurm
    losses: tuple[Weaker, ...]


class NothingToTranslateError(ValueError):
    """No namespace among the objects has a queue."""


def to_slurm(objects: Iterable[Thing]) -> SlurmSide:
    """Translate objects, of this kit or of any cluster.

    Raises:
        NothingToTranslateError: No namespace has a queue.
    """
    things = _by_kind(objects)
    losses: list[Weaker] = []
    ranks = _ranks(things, losses)
    spaces = _spaces(things)
    partitions = [_partition(space, queue, things, ranks, losses) for space, queue in spaces]
    if not partitions:
        raise NothingToTranslateError("no Namespace among the objects has a LocalQueue with its ClusterQueue")
    accounts = _accounts(things, {space["metadata"]["name"] for space, _ in spaces})
    losses += _left_out(things)
    model = Slurm.model_validate({"partitions": partitions, "qos": list(ranks.values()), "accounts": accounts})
    return SlurmSide(model, tuple(losses))


def _by_kind(objects: Iterable[Thing]) -> dict[str, list[Thing]]:
    found: dict[str, list[Thing]] = defaultdict(list)
    for thing in objects:
        if thing.get("kind", "").endswith("List") and "items" in thing:
            for kind, items in _by_kind(thing["items"]).items():
                found[kind] += items
        elif thing.get("kind"):
            found[thing["kind"]].append(thing)
    return found


def _ranks(things: Mapping[str, list[Thing]], losses: list[Weaker]) -> dict[str, dict[str, Any]]:
    """Qualities by the class's name, the ones that pods carry first; a class of workloads alone is one, too."""
    found: dict[str, dict[str, Any]] = {}
    for thing in [*things["PriorityClass"], *things["WorkloadPriorityClass"]]:
        name = thing["metadata"]["name"]
        if name in found or name.startswith("system-"):
            continue
        value = int(thing["value"])
        if not 0 <= value <= HIGHEST:
            losses.append(
                Weaker(f"PriorityClass {name}.value", f"{value} becomes {min(max(value, 0), HIGHEST)}: a quality has 0 to {HIGHEST}")
            )
        if thing.get("globalDefault"):
            losses.append(
                Weaker(f"PriorityClass {name}.globalDefault", "the default quality is an association's in Slurm; set it by sacctmgr")
            )
        found[name] = {"name": _valid(slurm_name(thing)), "priority": min(max(value, 0), HIGHEST)}
    for thing in things["PriorityClass"]:
        name = thing["metadata"]["name"]
        if name in found and thing.get("preemptionPolicy", "PreemptLowerPriority") == "PreemptLowerPriority":
            below = [rank["name"] for rank in found.values() if rank["priority"] < found[name]["priority"]]
            found[name]["preempts"] = below
    for quota in things["ResourceQuota"]:
        classes, pods = _scope(quota)
        if len(classes) == 1 and classes[0] in found and pods:
            rank = found[classes[0]]
            rank["most_nodes"] = min(pods, rank.get("most_nodes", pods))
    return found


def _scope(quota: Thing) -> tuple[list[str], int | None]:
    """The classes that a quota is for, and the pods it gives them; no class where it is for all pods."""
    expressions = (quota["spec"].get("scopeSelector") or {}).get("matchExpressions") or []
    if len(expressions) != 1 or (expressions[0]["scopeName"], expressions[0]["operator"]) != ("PriorityClass", "In"):
        return [], None
    pods = quota["spec"].get("hard", {}).get("pods")
    return list(expressions[0]["values"]), None if pods is None else int(pods)


def _spaces(things: Mapping[str, list[Thing]]) -> list[tuple[Thing, Thing]]:
    """Namespaces with the cluster's queue that their first local queue leads to."""
    cluster = {queue["metadata"]["name"]: queue for queue in things["ClusterQueue"]}
    leads: dict[str, Thing] = {}
    for local in things["LocalQueue"]:
        queue = cluster.get(local["spec"].get("clusterQueue", ""))
        if queue is not None:
            leads.setdefault(local["metadata"].get("namespace", "default"), queue)
    return [(space, leads[space["metadata"]["name"]]) for space in things["Namespace"] if space["metadata"]["name"] in leads]


def _partition(
    space: Thing, queue: Thing, things: Mapping[str, list[Thing]], ranks: Mapping[str, dict[str, Any]], losses: list[Weaker]
) -> dict[str, Any]:
    name = space["metadata"]["name"]
    told = (space["metadata"].get("labels") or {}).get(JOB_TYPE, "")
    if told not in get_args(JobType):
        losses.append(Weaker(f"Namespace {name}", f"says no type of job (label {JOB_TYPE}); its partition is for pretraining"))
        told = "pretraining"
    groups = [flavor["name"] for group in queue["spec"].get("resourceGroups", ()) for flavor in group["flavors"]]
    refused = {rank for quota in things["ResourceQuota"] if quota["metadata"].get("namespace") == name for rank in _refused(quota)}
    taken = [rank["name"] for key, rank in ranks.items() if key not in refused] if refused else []
    return {
        "name": _valid(slurm_name(space)),
        "job_type": told,
        "groups": list(dict.fromkeys(groups)) or [name],
        "longest_hours": _hours(name, things, losses),
        "qos": taken,
    }


def _refused(quota: Thing) -> list[str]:
    classes, pods = _scope(quota)
    return classes if pods == 0 else []


def _hours(space: str, things: Mapping[str, list[Thing]], losses: list[Weaker]) -> int:
    for config in things["ConfigMap"]:
        if (config["metadata"].get("namespace"), config["metadata"]["name"]) == (space, walltime.LIMITS) and walltime.KEY in config["data"]:
            return max(1, int(config["data"][walltime.KEY]) // 3600)
    losses.append(Weaker(f"Namespace {space}", f"has no longest wall time; its partition ends jobs after {UNNAMED_HOURS} hours"))
    return UNNAMED_HOURS


def _accounts(things: Mapping[str, list[Thing]], spaces: set[str]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for local in things["LocalQueue"]:
        name = local["metadata"]["name"]
        if local["metadata"].get("namespace") in spaces and name != QUEUE:
            weight = (local["spec"].get("fairSharing") or {}).get("weight", 1)
            found.setdefault(name, {"name": _valid(slurm_name(local)), "shares": max(1, int(float(weight)))})
    for binding in things["RoleBinding"]:
        name = binding["metadata"]["name"]
        if name in found and binding["roleRef"]["name"] == PEOPLE and "users" not in found[name]:
            found[name]["users"] = [subject["name"] for subject in binding.get("subjects", ()) if subject["kind"] == "User"]
    return list(found.values())


def _left_out(things: Mapping[str, list[Thing]]) -> Iterator[Weaker]:
    """What Slurm has no word for."""
    gpu = kubernetes_name("gpu")
    for quota in things["ResourceQuota"]:
        name = f"ResourceQuota {quota['metadata'].get('namespace', 'default')}/{quota['metadata']['name']}"
        classes, _ = _scope(quota)
        if not classes:
            hard = ", ".join(f"{key} {value}" for key, value in quota["spec"].get("hard", {}).items())
            yield Weaker(name, f"{hard}: a partition has no such limit; set GrpTRES of the account instead")
    for queue in things["ClusterQueue"]:
        own = [
            f"{resource['nominalQuota']} {resource['name']} of {flavor['name']}"
            for group in queue["spec"].get("resourceGroups", ())
            for flavor in group["flavors"]
            for resource in flavor["resources"]
            if resource["name"] == gpu and str(resource["nominalQuota"]) != "0"
        ]
        if own:
            yield Weaker(
                f"ClusterQueue {queue['metadata']['name']}", f"{', '.join(own)} of its own: a partition has whole nodes or shares them"
            )
        if queue["spec"].get("stopPolicy", "None") != "None":
            yield Weaker(f"ClusterQueue {queue['metadata']['name']}.stopPolicy", "set the partition's State by scontrol")
    known = {
        "Namespace", "PriorityClass", "WorkloadPriorityClass", "ResourceQuota", "ResourceFlavor", "Cohort", "ClusterQueue", "LocalQueue",
        "ConfigMap", "Role", "RoleBinding", "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding",
    }  # fmt: skip
    for kind in sorted(set(things) - known):
        for thing in things[kind]:
            yield Weaker(f"{kind} {thing['metadata'].get('name', '')}", "is no matter of a scheduler: Slurm has nothing like it")


def _valid(name: str) -> str:
    """A name that Slurm takes."""
    if re.fullmatch(SLURM_PATTERN, name):
        return name
    changed = re.sub(r"[^a-z0-9_-]", "-", name.lower())
    return (changed if changed[:1].isalpha() else f"x{changed}")[:32]
