"""Who may talk to whom. Nothing is allowed but what stands here; without these policies every pod could talk to every other.

Two kinds of traffic never meet a policy, and the nodes' security groups hold them: Lustre, which the node's kernel speaks and not the pod,
and EFA, which passes the kernel by. What NCCL says over TCP before it uses EFA does meet them.

They hold where the VPC CNI add-on enforces them (`enableNetworkPolicy`).
"""

from collections.abc import Iterator, Sequence

from blueprint.facts.cluster import GATEWAY, PURPOSE, SERVING_PORT
from clusters.eks.cluster import Cluster
from clusters.eks.namespaces import chart_namespaces, has_gateway
from clusters.eks.objects import Object, thing

DNS = 53
HTTPS = 443
POD_IDENTITY = "169.254.170.23/32"
"""Where EKS's agent on each node gives a pod its role (Amazon EKS guide, EKS Pod Identity)."""

EVERYWHERE = "0.0.0.0/0"
"""S3's gateway endpoint answers from public addresses; the subnets have no other way to such, and their DNS knows no other names."""

ALL_PODS: Object = {}


def network_policies(cluster: Cluster) -> Iterator[Object]:
    """Tenants' policies, the gateway's, the charts'."""
    for tenant in cluster.eks.tenants:
        yield from _shut(tenant.name)
        yield from _to_aws(tenant.name)
        yield _policy(tenant.name, "among-themselves", ingress=[_from(_pods())], egress=[{"to": [_pods()]}])
        if tenant.purpose == "inference" and has_gateway(cluster):
            yield _policy(tenant.name, "from-the-gateway", ingress=[_from(_namespaces(GATEWAY), ports=[SERVING_PORT])])
    if has_gateway(cluster):
        yield from _shut(GATEWAY)
        yield from _to_aws(GATEWAY)
        yield _policy(GATEWAY, "to-serving", egress=[{"to": [_namespaces("inference")], "ports": _tcp(SERVING_PORT)}])
    for name in chart_namespaces(cluster):
        yield from _shut(name)
        yield from _to_aws(name)
        yield _policy(name, "among-themselves", ingress=[_from(_pods())], egress=[{"to": [_pods()]}])
        yield _policy(name, "from-the-control-plane", ingress=[_from(*_control_plane(cluster))])


def _shut(namespace: str) -> Iterator[Object]:
    spec = {"podSelector": ALL_PODS, "policyTypes": ["Ingress", "Egress"]}
    yield thing("networking.k8s.io/v1", "NetworkPolicy", "nothing-by-default", namespace=namespace, spec=spec)


def _to_aws(namespace: str) -> Iterator[Object]:
    """Names, the cluster's API, the endpoints of AWS's services and S3, and the agent that gives a pod its role."""
    names = {
        "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}},
        "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}},
    }
    yield _policy(
        namespace,
        "names",
        egress=[{"to": [names], "ports": [{"port": DNS, "protocol": "UDP"}, {"port": DNS, "protocol": "TCP"}]}],
    )
    yield _policy(namespace, "to-the-api-and-aws", egress=[{"to": [_block(EVERYWHERE)], "ports": _tcp(HTTPS)}])
    yield _policy(namespace, "own-role", egress=[{"to": [_block(POD_IDENTITY)], "ports": _tcp(80)}])


def _policy(namespace: str, name: str, *, ingress: Sequence[Object] = (), egress: Sequence[Object] = ()) -> Object:
    spec: Object = {"podSelector": ALL_PODS, "policyTypes": []}
    for kind, rules in (("Ingress", ingress), ("Egress", egress)):
        if rules:
            spec["policyTypes"].append(kind)
            spec[kind.lower()] = list(rules)
    return thing("networking.k8s.io/v1", "NetworkPolicy", name, namespace=namespace, spec=spec)


def _from(*peers: Object, ports: Sequence[int] = ()) -> Object:
    return {"from": list(peers), **({"ports": _tcp(*ports)} if ports else {})}


def _pods() -> Object:
    return {"podSelector": ALL_PODS}


def _namespaces(purpose: str) -> Object:
    return {"namespaceSelector": {"matchLabels": {PURPOSE: purpose}}}


def _block(cidr: str) -> Object:
    return {"ipBlock": {"cidr": cidr}}


def _control_plane(cluster: Cluster) -> Iterator[Object]:
    """EKS's interfaces stand in the nodes' subnets: the API server asks webhooks from there."""
    yield from map(_block, cluster.deployment.network.subnets.nodes)


def _tcp(*ports: int) -> list[Object]:
    return [{"port": port, "protocol": "TCP"} for port in ports]
