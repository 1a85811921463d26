"""Namespaces: one a tenant, one a chart, each with the strictest Pod Security standard that what runs there can bear."""

from collections.abc import Iterator

from blueprint.facts.charts import charts
from blueprint.facts.cluster import GATEWAY, PURPOSE
from clusters.eks.cluster import Cluster
from clusters.eks.objects import Object, thing

MODES = ("enforce", "audit", "warn")
KUBERNETES_OWN = ("kube-system",)
"""They are there before us, and what EKS runs in them is EKS's."""

ON_THE_NODE = ("gpu-operator",)
"""Its daemons look into the node: devices, kubelet's sockets, the driver's files."""


def namespaces(cluster: Cluster) -> Iterator[Object]:
    """Tenants first, then the gateway, then charts."""
    for tenant in cluster.eks.tenants:
        yield _namespace(tenant.name, cluster, {PURPOSE: tenant.purpose})
    if has_gateway(cluster):
        yield _namespace(GATEWAY, cluster, {PURPOSE: GATEWAY})
    for name in chart_namespaces(cluster):
        yield _namespace(name, cluster, {PURPOSE: "system"}, standard="privileged" if name in ON_THE_NODE else "restricted")


def has_gateway(cluster: Cluster) -> bool:
    """Whether somebody answers requests here."""
    return any(tenant.purpose == "inference" for tenant in cluster.eks.tenants) and GATEWAY not in {t.name for t in cluster.eks.tenants}


def chart_namespaces(cluster: Cluster) -> tuple[str, ...]:
    """Namespaces of the charts that are not Kubernetes' own, each once."""
    found = (charts()[name].namespace for name in cluster.charts)
    return tuple(dict.fromkeys(name for name in found if name not in KUBERNETES_OWN))


def _namespace(name: str, cluster: Cluster, labels: dict[str, str], standard: str = "restricted") -> Object:
    security = {}
    for mode in MODES:
        security[f"pod-security.kubernetes.io/{mode}"] = standard
        security[f"pod-security.kubernetes.io/{mode}-version"] = f"v{cluster.eks.version}"
    return thing("v1", "Namespace", name, labels={**labels, **security})
