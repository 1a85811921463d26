"""Whom AWS sees when a tenant's pod calls it: one service account a tenant, tied to a role by EKS Pod Identity, with no annotation."""

from collections.abc import Iterator

from blueprint.facts.cluster import WORKLOAD
from clusters.eks.cluster import Cluster
from clusters.eks.objects import Object, thing


def service_accounts(cluster: Cluster) -> Iterator[Object]:
    """A pod calls AWS with its role, and the cluster's API not at all: it gets no token for it unless it asks for one."""
    for tenant in cluster.eks.tenants:
        yield thing("v1", "ServiceAccount", WORKLOAD, namespace=tenant.name, automountServiceAccountToken=False)
