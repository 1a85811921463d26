"""Ranks of pods, and of the work that waits in queues: the same names and values, so that the two never disagree."""

from collections.abc import Iterator

from clusters.eks.cluster import Cluster
from clusters.eks.objects import Object, thing

KUEUE = "kueue.x-k8s.io/v1beta2"


def priority_classes(cluster: Cluster) -> Iterator[Object]:
    """Kubernetes' own. Pods of a rank that does not preempt wait for room; they may be put aside all the same."""
    for rank in cluster.eks.priorities:
        yield thing(
            "scheduling.k8s.io/v1",
            "PriorityClass",
            rank.name,
            value=rank.value,
            globalDefault=False,
            preemptionPolicy="PreemptLowerPriority" if rank.preempts else "Never",
            description=f"Rank of {rank.purpose} tenants' pods." if rank.purpose else "Rank that a pod has to ask for.",
        )


def workload_priority_classes(cluster: Cluster) -> Iterator[Object]:
    """Kueue's: who is let in first, and who is put aside for whom."""
    for rank in cluster.eks.priorities:
        yield thing(KUEUE, "WorkloadPriorityClass", rank.name, value=rank.value, description="Rank in the queues; see the PriorityClass.")
