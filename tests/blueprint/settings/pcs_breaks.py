"""Ways to break a cluster of AWS PCS."""

from typing import Any

from tests.blueprint.settings.training_breaks import block

PCS, GROUPS, MODEL = "training.pcs", "training.pcs.groups", "training.slurm"
IN_THE_GROUP = "training.pcs.groups[0]"


def node_group(**changes: Any) -> dict[str, Any]:
    """A group that the example's region sells."""
    return {"name": "tune", "instance_type": "g5.48xlarge", "nodes": 2} | changes


def pcs(**changes: Any) -> dict[str, Any]:
    """A right cluster of one group."""
    return {"image_id": "ami-0123456789abcdef0", "groups": [node_group()]} | changes


def slurm(partition: dict[str, Any] | None = None, **parts: Any) -> dict[str, Any]:
    """A Slurm of one partition on the cluster of this module."""
    right = {"name": "tune", "job_type": "pretraining", "groups": ["tune"], "longest_hours": 48, "is_default": True}
    return {"partitions": [right | (partition or {})], **parts}


def broken(
    cluster: dict[str, Any] | None = None, partition: dict[str, Any] | None = None, more: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    """A cluster and its Slurm, each with changes."""
    own = slurm(partition)["partitions"]
    return {PCS: pcs(**(cluster or {})), MODEL: {"partitions": [*own, *(more or ())]}}


LOGIN = {"name": "login", "instance_type": "c7i.2xlarge", "nodes": 1}

BREAKS = [
    ("a cluster without Slurm", {PCS: pcs()}, MODEL, "its partitions are the cluster's queues"),
    ("a Slurm that is offered no more", broken({"slurm_version": "23.11"}), f"{PCS}.slurm_version", "one of 24.11, 25.05, 25.11, 26.05"),
    ("a size that is none", broken({"size": "HUGE"}), f"{PCS}.size", "one of: 'SMALL'"),
    (
        "more nodes than the size holds",
        broken({"groups": [node_group(nodes=30)], "login": {**LOGIN, "nodes": 3}}),
        f"{PCS}.size",
        "holds 32 nodes, the groups have 33; take MEDIUM: it holds 512",
    ),
    ("a group with a name too short", broken({"groups": [node_group(name="tu")]}, {"groups": ["tu"]}), f"{IN_THE_GROUP}.name", "3 to 25"),
    ("a queue with an underscore", broken(partition={"name": "fine_tune"}), f"{MODEL}.partitions[0].name", "no underscore"),
    ("a login group with a name too short", broken({"login": {**LOGIN, "name": "in"}}), f"{PCS}.login.name", "3 to 25"),
    ("a deployment with a name too short", {"name": "gr", **broken()}, "name", "at least 3 characters"),
    (
        "a queue on nodes of EC2",
        broken(partition={"groups": ["tune", "train"]}),
        f"{MODEL}.partitions[0].groups[1]",
        "on the cluster: tune",
    ),
    (
        "two queues of one name",
        broken(more=slurm({"is_default": False})["partitions"]),
        f"{MODEL}.partitions[1].name",
        "each name once",
    ),
    (
        "a block that ends before the job does",
        broken({"groups": [node_group(instance_type="p4d.24xlarge", capacity_block=block(ends="2027-01-12T11:30:00Z"))]}),
        f"{MODEL}.partitions[0].longest_hours",
        "at most 23: training.pcs.groups[0].capacity_block runs its nodes for 23.5 hours",
    ),
    (
        "nodes in no queue",
        broken({"groups": [node_group(), node_group(name="spare")]}),
        "training.pcs.groups[1].name",
        "nodes in no queue run nothing",
    ),
    (
        "login nodes in a queue",
        broken({"login": LOGIN}, {"groups": ["tune", "login"]}),
        f"{MODEL}.partitions[0].groups[1]",
        "on the cluster: tune",
    ),
    ("login nodes of one name with others", broken({"login": {**LOGIN, "name": "tune"}}), f"{PCS}.login.name", "another name"),
    (
        "login nodes that nobody sells",
        broken({"login": {**LOGIN, "instance_type": "c7i.2xlrge"}}),
        f"{PCS}.login.instance_type",
        "did you mean",
    ),
    (
        "a block of a family that PCS takes none of",
        broken({"groups": [node_group(capacity_block=block())]}),
        f"{IN_THE_GROUP}.instance_type",
        "p4d, p5, p5e, p5en, p6-b200, p6-b300",
    ),
    (
        "one block for two groups",
        broken(
            {"groups": [node_group(name=name, instance_type="p4d.24xlarge", capacity_block=block()) for name in ("tune", "more")]},
            {"groups": ["tune", "more"]},
        ),
        "training.pcs.groups[1].capacity_block.id",
        "a block serves one node group",
    ),
    ("more nodes that stay than there are", broken({"groups": [node_group(least_nodes=3)]}), f"{IN_THE_GROUP}.least_nodes", "nodes: 2"),
    ("records kept for no day", broken({"accounting": {"purge_days": 0}}), f"{PCS}.accounting.purge_days", "-1, which keeps"),
    ("EFA where there is none", broken({"groups": [node_group(instance_type="g5.2xlarge", efa=True)]}), f"{IN_THE_GROUP}.efa", "has none"),
    (
        "a block in another zone",
        broken({"groups": [node_group(instance_type="p4d.24xlarge", capacity_block=block(zone="eu-central-1b"))]}),
        f"{IN_THE_GROUP}.capacity_block.zone",
        "training.zone: eu-central-1a",
    ),
]
"""Each with the field that the one problem names, and what it says."""
