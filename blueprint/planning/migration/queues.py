"""Kueue's side of a partition: flavours of nodes, one cohort that has them all, and a queue for each partition that borrows from it.

In Slurm partitions may overlap, and a node belongs to all of them. So no queue owns nodes here either: the cohort does, and every queue
has a quota of nothing and borrows.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from blueprint.facts.cluster import QUEUE
from blueprint.facts.kubernetes_names import kubernetes_name
from blueprint.planning.migration.names import metadata
from blueprint.planning.migration.nodes import Nodes
from blueprint.settings.slurm import Account

KUEUE = "kueue.x-k8s.io/v1beta2"
COHORT = "nodes"
GROUP = "group"
"""The label of a node that says its group."""
MEMORY, CPU = "memory", "cpu"

Thing = dict[str, Any]


def covered() -> dict[str, str]:
    """What a quota counts, by Kubernetes' name, and what of a group it is."""
    return {CPU: "vcpus", MEMORY: "memory_gib", kubernetes_name("gpu"): "gpus", kubernetes_name("efa"): "efa"}


def flavors(groups: Iterable[Nodes]) -> Iterator[Thing]:
    """One for each group."""
    for nodes in groups:
        spec = {"nodeLabels": {GROUP: nodes.group}}
        yield {"apiVersion": KUEUE, "kind": "ResourceFlavor", "metadata": {"name": nodes.group}, "spec": spec}


def cohort(groups: Sequence[Nodes]) -> Thing:
    """All nodes of all groups."""
    return {"apiVersion": KUEUE, "kind": "Cohort", "metadata": {"name": COHORT}, "spec": {"resourceGroups": [_quotas(groups)]}}


def cluster_queue(space: str, groups: Sequence[Nodes], *, has_accounts: bool) -> Thing:
    """A partition's queue: its groups in their order, nothing of its own, everything by borrowing."""
    scope = {"admissionScope": {"admissionMode": "UsageBasedAdmissionFairSharing"}} if has_accounts else {}
    return {
        "apiVersion": KUEUE,
        "kind": "ClusterQueue",
        "metadata": {"name": space},
        "spec": {
            "cohortName": COHORT,
            "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": space}},
            "queueingStrategy": "BestEffortFIFO",
            "preemption": {"withinClusterQueue": "LowerPriority", "reclaimWithinCohort": "LowerPriority"},
            **scope,
            "resourceGroups": [_quotas(groups, share=0)],
        },
    }


def local_queues(space: str, accounts: Iterable[Account], labels: Mapping[str, str]) -> Iterator[Thing]:
    """The namespace's own queue, and one for each account with its share."""
    yield _local(space, {"name": QUEUE, "namespace": space}, {})
    for account in accounts:
        meta = metadata(account.name, labels[account.name], namespace=space)
        yield _local(space, meta, {"fairSharing": {"weight": str(account.shares)}})


def _local(space: str, meta: Thing, more: Thing) -> Thing:
    return {"apiVersion": KUEUE, "kind": "LocalQueue", "metadata": meta, "spec": {"clusterQueue": space, **more}}


def _quotas(groups: Sequence[Nodes], share: int = 1) -> Thing:
    return {
        "coveredResources": list(covered()),
        "flavors": [
            {
                "name": nodes.group,
                "resources": [
                    {"name": name, "nominalQuota": _amount(name, nodes.in_all()[key] * share)} for name, key in covered().items()
                ],
            }
            for nodes in groups
        ],
    }


def _amount(name: str, value: int) -> str:
    return f"{value}Gi" if name == MEMORY and value else str(value)
