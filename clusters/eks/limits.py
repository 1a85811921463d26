"""What a tenant may have at most, and what a pod gets that asks for nothing."""

from collections.abc import Iterator

from blueprint.facts.cluster import GPU
from blueprint.settings.eks import Tenant
from clusters.eks.cluster import Cluster
from clusters.eks.objects import Object, thing

SMALL = {"cpu": "500m", "memory": "1Gi", "ephemeral-storage": "1Gi"}
"""Requests of a container that says nothing: it is small then, and a job says what it needs."""

LARGEST_DEFAULT = {"memory": "4Gi", "ephemeral-storage": "10Gi"}
"""Limits of such a container. None of CPU: a limit there slows what could have run."""


def limits(cluster: Cluster) -> Iterator[Object]:
    """A quota and default sizes for each tenant."""
    for tenant in cluster.eks.tenants:
        yield thing("v1", "ResourceQuota", "quota", namespace=tenant.name, spec={"hard": _hard(tenant, cluster)})
        sizes = {"type": "Container", "defaultRequest": SMALL, "default": LARGEST_DEFAULT}
        yield thing("v1", "LimitRange", "defaults", namespace=tenant.name, spec={"limits": [sizes]})


def _hard(tenant: Tenant, cluster: Cluster) -> dict[str, str]:
    """GPUs: its own, or all for its purpose where it may borrow; which of them it has at a time, the queue decides.

    No service of a tenant listens on nodes or behind a load balancer: ways in are declared in the deployment file.
    """
    most = sum(capacity.gpus for capacity in cluster.of(tenant.purpose)) if tenant.borrows else 0
    return {
        f"requests.{GPU}": str(max(tenant.gpus, most)),
        "pods": str(tenant.most_pods),
        "services.loadbalancers": "0",
        "services.nodeports": "0",
    }
