"""Doors in a cluster: what Kubernetes objects, and the values of Helm charts, open to the outside or on a node itself."""

from collections.abc import Iterator
from ipaddress import ip_network

from assurance.evidence.claim import Finding
from assurance.evidence.graph import Resource
from assurance.evidence.manifests import CHART_VALUES, OBJECT
from assurance.evidence.values import Value, render, truth, walk

INTERNAL = "service.beta.kubernetes.io/aws-load-balancer-internal"
SCHEMES = ("service.beta.kubernetes.io/aws-load-balancer-scheme", "alb.ingress.kubernetes.io/scheme")
ON_THE_NODE = {"hostNetwork", "useHostNetwork"}
PRIVATE = tuple(map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fc00::/7", "fe80::/10")))
HTTPS = 443


def cluster_doors(resource: Resource) -> Iterator[Finding]:
    """Everything that one object, or a chart's values, opens."""
    if resource.type == CHART_VALUES:
        yield from _of_a_chart(resource)
    elif resource.type.startswith(OBJECT):
        yield from _of_the_kind(resource)
        yield from _of_pods(resource)


def _of_the_kind(resource: Resource) -> Iterator[Finding]:
    kind, spec = resource.type.removeprefix(OBJECT), _section(resource.properties, "spec")
    annotations = _section(resource.properties, "metadata", "annotations")
    if kind == "Service":
        yield from _service(resource, spec, annotations)
    elif kind == "Ingress" and annotations.get(SCHEMES[1]) != "internal":
        yield _finding(resource, "may listen on a public address: nothing says that it is internal", f"metadata.annotations.{SCHEMES[1]}")
    elif kind == "Gateway":
        yield _finding(resource, "is a listener whose class alone says where it listens", "kind")
    elif kind == "EC2NodeClass" and truth(spec.get("associatePublicIPAddress")) is True:
        yield _finding(resource, "gives nodes a public address", "spec.associatePublicIPAddress")
    elif kind == "NetworkPolicy":
        yield from _policy(resource, spec)


def _service(resource: Resource, spec: dict[str, Value], annotations: dict[str, Value]) -> Iterator[Finding]:
    kind = spec.get("type", "ClusterIP")
    if kind == "LoadBalancer" and truth(annotations.get(INTERNAL)) is not True and annotations.get(SCHEMES[0]) != "internal":
        yield _finding(resource, "asks for a load balancer, and nothing says that it is internal", "spec.type = LoadBalancer")
    elif kind == "NodePort":
        yield _finding(resource, "listens on every node", "spec.type = NodePort")
    elif kind == "ExternalName":
        yield _finding(resource, "leads to a name outside the cluster", f"spec.externalName = {render(spec.get('externalName'))}")
    elif kind not in ("ClusterIP", "LoadBalancer"):
        yield _finding(resource, f"is of a kind that nobody here knows: {render(kind)}", "spec.type")
    if spec.get("externalIPs"):
        yield _finding(resource, "takes over outside addresses", f"spec.externalIPs = {render(spec['externalIPs'])}")


def _policy(resource: Resource, spec: dict[str, Value]) -> Iterator[Finding]:
    """A network policy that lets pods send to public addresses; HTTPS is let be, as in a security group: S3 answers from public ones."""
    rules = spec.get("egress")
    for number, rule in enumerate(rules if isinstance(rules, list) else []):
        if not isinstance(rule, dict):
            continue
        peers, ports = rule.get("to"), rule.get("ports")
        if not peers:
            yield _finding(resource, "lets pods send to every address", f"spec.egress.{number}.to")
        for peer in peers if isinstance(peers, list) else []:
            block = _section(peer, "ipBlock").get("cidr")
            if block and not _is_private(render(block)) and not _is_https(ports):
                yield _finding(resource, "lets pods send more than HTTPS to public addresses", f"spec.egress.{number}.to = {render(block)}")


def _of_pods(resource: Resource) -> Iterator[Finding]:
    for path, value in walk(resource.properties):
        if path and path[-1] == "hostNetwork" and truth(value) is not False:
            yield _finding(resource, "runs on its node's own network, past every network policy", ".".join(path))
        elif path and path[-1] == "hostPort" and value:
            yield _finding(resource, "listens on its node's own address", f"{'.'.join(path)} = {render(value)}")


def _of_a_chart(resource: Resource) -> Iterator[Finding]:
    for path, value in walk(resource.properties):
        if not path:
            continue
        if path[-1] in ON_THE_NODE and truth(value) is not False:
            yield _finding(resource, "runs on its node's own network, past every network policy", ".".join(path))
        elif path[-1] == "type" and value in ("LoadBalancer", "NodePort", "ExternalName"):
            yield _finding(resource, f"makes a service of the type {value}", ".".join(path))
        elif path[-2:] == ("ingress", "enabled") and truth(value) is not False:
            yield _finding(resource, "makes an ingress", ".".join(path))


def _is_private(block: str) -> bool:
    try:
        found = ip_network(block)
    except ValueError:
        return False
    return any(found.version == own.version and found.subnet_of(own) for own in PRIVATE)  # type: ignore[arg-type]  # of one version


def _is_https(ports: Value) -> bool:
    return isinstance(ports, list) and bool(ports) and all(isinstance(port, dict) and _is_443(port) for port in ports)


def _is_443(port: dict[str, Value]) -> bool:
    return port.get("port") == HTTPS and port.get("protocol", "TCP") == "TCP" and "endPort" not in port


def _section(value: Value, *path: str) -> dict[str, Value]:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _finding(resource: Resource, sentence: str, place: str) -> Finding:
    return Finding(resource.path, resource.type, sentence, (place,))
