"""Attacks on `no_way_out`: objects of a cluster that open it."""

from typing import Any

from assurance.evidence.manifests import CHART_VALUES, OBJECT
from assurance.evidence.mutations.no_way_out.shared import register

EVERYWHERE = "0.0.0.0/0"


def added(kind: str, name: str, sentence: str, content: dict[str, Any]) -> None:
    """One more object, as it would stand beside the deployment's own."""
    register.added(f"{OBJECT}{kind}", name, sentence, lambda _: {"kind": kind, "metadata": {"name": "mutant"}, **content})


def pods(**more: Any) -> dict[str, Any]:  # noqa: ANN401 - a pod's fields are any JSON
    """A workload's specification, with something more in its pods'."""
    return {"spec": {"template": {"spec": {"containers": [{"name": "main"}], **more}}}}


added("Service", "public load balancer of a service", "A service asks for a load balancer.", {"spec": {"type": "LoadBalancer"}})
added("Service", "port of every node", "A service listens on every node.", {"spec": {"type": "NodePort"}})
added(
    "Service",
    "name of elsewhere",
    "A service leads to a name outside.",
    {"spec": {"type": "ExternalName", "externalName": "collector.example.com"}},
)
added("Service", "outside address", "A service takes over an outside address.", {"spec": {"externalIPs": ["198.51.100.9"]}})
added("Ingress", "ingress of no scheme", "An ingress leaves its scheme to its class.", {"spec": {"ingressClassName": "alb"}})
added(
    "Ingress",
    "public ingress",
    "An ingress faces the internet.",
    {"metadata": {"name": "mutant", "annotations": {"alb.ingress.kubernetes.io/scheme": "internet-facing"}}, "spec": {}},
)
added("Gateway", "gateway of a class", "A gateway listens where its class says.", {"spec": {"gatewayClassName": "public"}})
added("DaemonSet", "pod on its node's network", "A pod runs on its node's own network.", pods(hostNetwork=True))
added(
    "Deployment",
    "pod on its node's port",
    "A pod listens on its node's address.",
    pods(containers=[{"name": "main", "ports": [{"containerPort": 80, "hostPort": 80}]}]),
)
added("EC2NodeClass", "node with a public address", "Nodes get a public address.", {"spec": {"associatePublicIPAddress": True}})
added("NetworkPolicy", "policy to everywhere", "Pods may send to every address.", {"spec": {"egress": [{}]}})
added(
    "NetworkPolicy",
    "policy to public addresses",
    "Pods may send mail to public addresses.",
    {"spec": {"egress": [{"to": [{"ipBlock": {"cidr": EVERYWHERE}}], "ports": [{"port": 25, "protocol": "TCP"}]}]}},
)


def told(name: str, sentence: str, **values: Any) -> None:  # noqa: ANN401 - likewise
    """One more chart, with these values."""
    register.added(CHART_VALUES, name, sentence, lambda _: values)


told("chart with a load balancer", "A chart is told to make a load balancer.", service={"type": "LoadBalancer"})
told("chart on its node's network", "A chart is told to run on its node's network.", webhooks={"useHostNetwork": True})
told("chart with an ingress", "A chart is told to make an ingress.", ingress={"enabled": True})
