"""Reads a running Slurm's own texts: slurm.conf, and what `sacctmgr --parsable2 show` tells of qualities and associations.

Only what decides who runs where, for how long and before whom is read; what else a partition or a quality says is told as left out.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from blueprint.planning.migration.hostlist import expand, group_name
from blueprint.planning.migration.losses import Weaker
from blueprint.planning.migration.nodes import Nodes
from blueprint.planning.migration.slurm_values import fields, gpus, hours, records, table, tres, valid_name
from blueprint.settings.slurm import Slurm

READ_OF_A_PARTITION = {"partitionname", "nodes", "maxtime", "prioritytier", "default", "allowqos", "qos"}
USUAL = {
    "state": ("up",),
    "defaulttime": None,
    "disablerootjobs": None,
    "defmempercpu": None,
    "exclusiveuser": ("no",),
    "hidden": ("no",),
    "oversubscribe": ("no", "exclusive"),
    "rootonly": ("no",),
    "allowgroups": ("all",),
    "allowaccounts": ("all",),
    "maxnodes": ("unlimited",),
    "minnodes": ("0", "1"),
}
"""Settings of a partition that say nothing of their own, with the values for which that holds; None for any."""
PRETRAINING = "pretraining"


class NotSlurmError(ValueError):
    """A text that is not what it should be; its text says where and why."""


@dataclass
class SlurmTexts:
    """What was read: the model, the nodes by group, and what the model cannot say."""

    model: Slurm
    nodes: dict[str, Nodes]
    left_out: list[Weaker] = field(default_factory=list)


def read_slurm(conf: str, qos: str = "", associations: str = "", job_types: Mapping[str, str] | None = None) -> SlurmTexts:
    """Read a cluster.

    Args:
        conf: slurm.conf.
        qos: `sacctmgr --parsable2 show qos format=Name,Priority,Preempt,GrpTRES,MaxTRESPA,MaxWall`.
        associations: `sacctmgr --parsable2 show associations format=Account,User,Share,QOS`.
        job_types: The type of job of each partition; Slurm does not know it, and pretraining is taken for those that are not there.

    Raises:
        NotSlurmError: A text cannot be read; its message says where.
    """
    given = list(records(conf))
    left_out: list[Weaker] = []
    groups = list(_groups(given))
    members = {nodes.group: names for nodes, names in groups}
    partitions = list(_partitions(given, members, job_types or {}, left_out))
    if not partitions:
        raise NotSlurmError("slurm.conf: no PartitionName")
    if not any(part["is_default"] for part in partitions):
        partitions[0]["is_default"] = True
        left_out.append(Weaker(f"partitions.{partitions[0]['name']}.is_default", "no partition was the default; the first one is now"))
    qualities = list(_qualities(qos, left_out))
    known = {quality["name"] for quality in qualities}
    for part in [*partitions, *qualities]:
        for key in ("qos", "preempts"):
            if unknown := [name for name in part.get(key, ()) if name not in known]:
                left_out.append(Weaker(f"{part['name']}.{key}", f"{', '.join(unknown)}: no such quality in what sacctmgr told"))
                part[key] = [name for name in part[key] if name in known]
    told = {"partitions": partitions, "qos": qualities, "accounts": list(_accounts(associations, known))}
    return SlurmTexts(Slurm.model_validate(told | _cluster(given)), {nodes.group: nodes for nodes, _ in groups}, left_out)


def _cluster(given: Iterable[Mapping[str, str]]) -> dict[str, Any]:
    for record in given:
        if "slurmdtimeout" in record:
            return {"node_lost_after_s": min(3600, max(10, int(record["slurmdtimeout"])))}
    return {"node_lost_after_s": 300}


def _groups(given: Iterable[Mapping[str, str]]) -> Iterator[tuple[Nodes, list[str]]]:
    """Each line of nodes is a group, called like the part of the names that they share; with the names."""
    taken: set[str] = set()
    for record in _with_defaults(given, "nodename"):
        names = expand(record["nodename"])
        group, number = group_name(names), 2
        while group in taken:
            group, number = f"{group_name(names)[:17]}-{number}", number + 1
        taken.add(group)
        cpus = record.get("cpus") or str(
            int(record.get("sockets", record.get("socketsperboard", "1")))
            * int(record.get("corespersocket", "1"))
            * int(record.get("threadspercore", "1"))
        )
        memory = int(record.get("realmemory", "1024"))
        yield Nodes(group, len(names), int(cpus), max(1, memory // 1024), gpus(record.get("gres", ""))), names


def _partitions(
    given: Iterable[Mapping[str, str]], groups: Mapping[str, list[str]], job_types: Mapping[str, str], left_out: list[Weaker]
) -> Iterator[dict[str, Any]]:
    for record in _with_defaults(given, "partitionname"):
        name = record["partitionname"]
        wanted = set(nodes_of(record.get("nodes", ""), groups))
        taken = [group for group, names in groups.items() if wanted & set(names)]
        if not taken:
            raise NotSlurmError(f"slurm.conf: PartitionName={name}: none of its nodes has a NodeName line")
        partial = {group: len(set(groups[group]) - wanted) for group in taken}
        left_out.extend(
            Weaker(f"partitions.{name}.groups", f"{missing} of the {len(groups[group])} nodes of {group} are not in it; now all are")
            for group, missing in partial.items()
            if missing
        )
        longest = hours(record.get("maxtime", "INFINITE"))
        if longest is None:
            left_out.append(Weaker(f"partitions.{name}.longest_hours", "had no limit; now a year, the longest that there is"))
        if name not in job_types:
            left_out.append(Weaker(f"partitions.{name}.job_type", f"Slurm does not know it; {PRETRAINING} is taken"))
        left_out.extend(_unread(name, record))
        allowed = record.get("allowqos", "ALL")
        yield {
            "name": valid_name(name),
            "job_type": job_types.get(name, PRETRAINING),
            "groups": taken,
            "longest_hours": longest or 8760,
            "priority": max(1, int(record.get("prioritytier", "1"))),
            "is_default": record.get("default", "no").lower() == "yes",
            "qos": [] if allowed.upper() == "ALL" else [valid_name(rank) for rank in fields(allowed)],
        }


def _unread(name: str, record: Mapping[str, str]) -> Iterator[Weaker]:
    for key, value in record.items():
        usual = USUAL.get(key, ())
        if key not in READ_OF_A_PARTITION and usual is not None and value.lower() not in usual:
            yield Weaker(f"partitions.{name}.{key}", f"{value}: the model has no such setting")


def nodes_of(text: str, groups: Mapping[str, list[str]]) -> list[str]:
    """The nodes of a partition; `ALL` is every one."""
    if text.upper() == "ALL":
        return [name for names in groups.values() for name in names]
    return expand(text)


def _with_defaults(given: Iterable[Mapping[str, str]], key: str) -> Iterator[dict[str, str]]:
    """The records of one kind, each with what a `DEFAULT` record before it said."""
    defaults: dict[str, str] = {}
    for record in given:
        if key not in record:
            continue
        if record[key].upper() == "DEFAULT":
            defaults |= {name: value for name, value in record.items() if name != key}
        else:
            yield defaults | dict(record)


def _qualities(text: str, left_out: list[Weaker]) -> Iterator[dict[str, Any]]:
    for row in table(text, "Name"):
        name = row["Name"]
        limits = tres(row.get("GrpTRES", ""))
        each = tres(row.get("MaxTRESPA", row.get("MaxTRESPerAccount", "")))
        for where, rest in (("GrpTRES", set(limits) - {"node"}), ("MaxTRESPA", set(each) - {"gres/gpu"})):
            if rest:
                left_out.append(Weaker(f"qos.{name}.{where}", f"{', '.join(sorted(rest))}: the model has no such limit"))
        wall = row.get("MaxWall", "")
        yield {
            "name": valid_name(name),
            "priority": min(1_000_000, int(row.get("Priority") or 0)),
            "preempts": [valid_name(other) for other in fields(row.get("Preempt", ""))],
            "most_nodes": limits.get("node"),
            "most_gpus_per_account": each.get("gres/gpu"),
            "longest_hours": hours(wall) if wall else None,
        }


def _accounts(text: str, known: set[str]) -> Iterator[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for row in table(text, "Account"):
        name = row["Account"]
        if name == "root":
            continue
        account = found.setdefault(name, {"name": valid_name(name), "shares": 1, "qos": [], "users": []})
        if row.get("User"):
            account["users"].append(row["User"])
            continue
        share = row.get("Share", "1")
        account["shares"] = int(share) if share.isdecimal() and int(share) else 1
        asked = [valid_name(rank) for rank in fields(row.get("QOS", ""))]
        account["qos"] = [] if set(asked) == known else [rank for rank in asked if rank in known]
    yield from found.values()
