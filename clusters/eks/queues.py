"""Kueue: what there is, whose share it is, and who gives back what to whom.

On HyperPod the task governance add-on brings Kueue and makes these objects itself, from the cluster's policy and its compute quotas: there
none of them is applied, and the tenants' quotas are given to SageMaker instead.
"""

from collections.abc import Iterator, Sequence

from blueprint.facts.cluster import EFA, GPU, QUEUE
from blueprint.settings.eks import Tenant
from clusters.eks.cluster import Capacity, Cluster
from clusters.eks.objects import Object, thing
from clusters.eks.priorities import KUEUE, workload_priority_classes

TOLERATES_GPUS = [{"key": GPU, "operator": "Exists", "effect": "NoSchedule"}]
COUNTED = ("cpu", "memory", GPU)
"""What is shared out; EFA's interfaces, huge pages and local disk go with the node (`excludeResourcePrefixes` of the chart's values)."""

NOT_COUNTED = ("ephemeral-storage", "hugepages-", EFA)


def queues(cluster: Cluster) -> Iterator[Object]:
    """Ranks, kinds of nodes, and for each tenant its share and its queue."""
    yield from workload_priority_classes(cluster)
    for capacity in cluster.capacities:
        spec: Object = {"nodeLabels": dict(capacity.labels)}
        if capacity.gpus:
            spec["tolerations"] = TOLERATES_GPUS
        yield thing(KUEUE, "ResourceFlavor", capacity.name, spec=spec)
    for tenant in cluster.eks.tenants:
        if cluster.of(tenant.purpose):
            yield _share(tenant, cluster)
            yield thing(KUEUE, "LocalQueue", QUEUE, namespace=tenant.name, spec={"clusterQueue": tenant.name})


def _share(tenant: Tenant, cluster: Cluster) -> Object:
    """Tenants of one purpose are one cohort: what one leaves idle, another may use, until the one asks for it."""
    spec = {
        "cohortName": tenant.purpose,
        "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": tenant.name}},
        "queueingStrategy": "BestEffortFIFO",
        "resourceGroups": [{"coveredResources": list(COUNTED), "flavors": list(_flavors(tenant, cluster))}],
        "preemption": {"reclaimWithinCohort": "Any", "withinClusterQueue": "LowerPriority", "borrowWithinCohort": {"policy": "Never"}},
        "fairSharing": {"weight": tenant.shares},
    }
    return thing(KUEUE, "ClusterQueue", tenant.name, spec=spec)


def _flavors(tenant: Tenant, cluster: Cluster) -> Iterator[Object]:
    fellows = [each for each in cluster.eks.tenants if each.purpose == tenant.purpose]
    for capacity, own in zip(cluster.of(tenant.purpose), own_gpus(fellows, cluster.of(tenant.purpose))[tenant.name], strict=True):
        part, of = (own, capacity.gpus) if capacity.gpus else (tenant.shares, sum(each.shares for each in fellows))
        amounts = {
            "cpu": (capacity.vcpus * part // of, capacity.vcpus, ""),
            "memory": (capacity.memory_gib * part // of, capacity.memory_gib, "Gi"),
            GPU: (own, capacity.gpus, ""),
        }
        resources = []
        for name in COUNTED:
            mine, all_there, unit = amounts[name]
            resources.append(_quota(name, mine, all_there - mine if tenant.borrows else 0, unit))
        yield {"name": capacity.name, "resources": resources}


def _quota(name: str, own: int, borrowed: int, unit: str) -> Object:
    return {"name": name, "nominalQuota": f"{own}{unit}", "borrowingLimit": f"{borrowed}{unit}"}


def own_gpus(tenants: Sequence[Tenant], capacities: Sequence[Capacity]) -> dict[str, list[int]]:
    """Each tenant's own GPUs, laid over the kinds of nodes in order: the first tenant's first, on what is bought first.

    Returns:
        For each tenant one number a capacity; together at most what it has.
    """
    left = [capacity.gpus for capacity in capacities]
    given: dict[str, list[int]] = {}
    for tenant in tenants:
        wanted, parts = tenant.gpus, []
        for index, room in enumerate(left):
            part = min(wanted, room)
            left[index], wanted = room - part, wanted - part
            parts.append(part)
        given[tenant.name] = parts
    return given
