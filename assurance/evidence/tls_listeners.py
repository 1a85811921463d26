"""Load balancers, and the doors of endpoints: what they take connections in."""

import re
from collections.abc import Iterator

from assurance.evidence.claim import Finding, Remark
from assurance.evidence.endpoints import ENDPOINT
from assurance.evidence.graph import Resource, TemplateGraph
from assurance.evidence.groups import GROUP
from assurance.evidence.listeners import INGRESS
from assurance.evidence.transit_table import transit_table
from assurance.evidence.values import ABSENT, Value, possible, render

LISTENER, RULE = "AWS::ElasticLoadBalancingV2::Listener", "AWS::ElasticLoadBalancingV2::ListenerRule"
TARGETS, CLASSIC = "AWS::ElasticLoadBalancingV2::TargetGroup", "AWS::ElasticLoadBalancing::LoadBalancer"
ENCRYPTED, CLASSIC_ENCRYPTED = ("HTTPS", "TLS", "QUIC"), ("HTTPS", "SSL")
PASSED_ON = ("TCP", "UDP", "TCP_UDP", "TCP_QUIC", "GENEVE")
GOOD_POLICY = re.compile(r"^ELBSecurityPolicy-(?:TLS13|TLS|FS)-1-[23](?:-|$)")
"""Predefined policies carry the least version in their name (Elastic Load Balancing, Security policies)."""

DEFAULT = "ELBSecurityPolicy-2016-08, which takes TLS 1.0"
"""What a listener takes that names no policy (CloudFormation, AWS::ElasticLoadBalancingV2::Listener SslPolicy)."""

ALL_PORTS = range(65536)


def listener_findings(graph: TemplateGraph) -> Iterator[Finding]:
    """Listeners that take plain connections or old TLS."""
    for listener in graph.of_type(LISTENER):
        for protocol in listener.at("Protocol"):
            if protocol in ENCRYPTED:
                yield from _old(listener)
            elif protocol in PASSED_ON or protocol == ABSENT:  # only a gateway load balancer's listener has none
                yield from _plain_port(listener)
            elif not (protocol == "HTTP" and _only_redirects(listener, graph)):
                yield _finding(listener, f"takes plain connections ({_shown(protocol)})", "Protocol", protocol)
    for balancer in graph.of_type(CLASSIC):
        for protocol in balancer.at("Listeners", "*", "Protocol"):
            if render(protocol).upper() not in CLASSIC_ENCRYPTED:
                yield _finding(balancer, f"takes plain connections ({_shown(protocol)})", "Listeners.Protocol", protocol)


def listener_remarks(graph: TemplateGraph) -> Iterator[Remark]:
    """Listeners that only redirect or pass on, and what balancers speak to their targets."""
    for listener in graph.of_type(LISTENER):
        protocols = [*listener.at("Protocol")]
        if protocols == ["HTTP"] and _only_redirects(listener, graph):
            yield Remark(listener.path, "takes plain HTTP and answers it with a redirect to HTTPS, nothing else.")
        elif protocols and all(each in PASSED_ON for each in protocols):
            yield Remark(
                listener.path,
                f"passes {_shown(protocols[0])} on as it is: whether it is encrypted, its target decides, and no template shows.",
            )
    for targets in graph.of_type(TARGETS):
        if "HTTP" in targets.at("Protocol"):
            yield Remark(
                targets.path,
                "is spoken to in plain HTTP by its load balancer, inside the network; encrypted there only where the hardware does it.",
            )


def door_findings(graph: TemplateGraph) -> Iterator[Finding]:
    """Security groups of VPC endpoints that open a port of a plain protocol."""
    for endpoint in graph.of_type(ENDPOINT):
        for group in graph.referred(endpoint.properties.get("SecurityGroupIds")):
            for holder, rule in _rules(group, graph):
                ports = _ports(rule)
                opened = [f"{port} ({name})" for port, name in transit_table().plain_ports.items() if port in ports]
                if opened:
                    path = (
                        endpoint.path,
                        group.path,
                        f"FromPort = {_shown(rule.get('FromPort', ABSENT))}, ToPort = {_shown(rule.get('ToPort', ABSENT))}",
                    )
                    yield Finding(holder.path, holder.type, f"opens an endpoint's port {opened[0]}, whose protocol is plain", path)


def _old(listener: Resource) -> Iterator[Finding]:
    for policy in listener.at("SslPolicy"):
        if policy == ABSENT:
            yield _finding(listener, f"names no policy and gets {DEFAULT}", "SslPolicy", policy)
        elif not GOOD_POLICY.match(render(policy)):
            yield _finding(listener, f"takes TLS under 1.2 by its policy {render(policy)}", "SslPolicy", policy)


def _plain_port(listener: Resource) -> Iterator[Finding]:
    for port in listener.at("Port"):
        name = transit_table().plain_ports.get(int(render(port))) if render(port).isdecimal() else None
        if name:
            yield _finding(listener, f"passes on port {render(port)}, on which {name} is plain", "Port", port)


def _only_redirects(listener: Resource, graph: TemplateGraph) -> bool:
    rules = [rule for rule in graph.of_type(RULE) if listener in graph.referred(rule.properties.get("ListenerArn"))]
    actions = [*listener.at("DefaultActions", "*"), *(action for rule in rules for action in rule.at("Actions", "*"))]
    return bool(actions) and all(_is_redirect(action) for action in actions)


def _is_redirect(action: Value) -> bool:
    if not isinstance(action, dict) or action.get("Type") != "redirect":
        return False
    to = action.get("RedirectConfig")
    return isinstance(to, dict) and to.get("Protocol") == "HTTPS"


def _rules(group: Resource, graph: TemplateGraph) -> Iterator[tuple[Resource, dict[str, Value]]]:
    for rule in group.at("SecurityGroupIngress", "*"):
        if isinstance(rule, dict):
            yield group, rule
    for ingress in graph.of_type(INGRESS):
        if group.type == GROUP and group in graph.referred(ingress.properties.get("GroupId")):
            yield ingress, ingress.properties


def _ports(rule: dict[str, Value]) -> range:
    """The ports that a rule opens; all of them where it does not say, or where the template does not tell."""
    protocol = render(rule.get("IpProtocol", "-1"))
    if protocol in ("icmp", "icmpv6", "1", "58"):
        return range(0)
    ends = [int(render(each)) for name in ("FromPort", "ToPort") for each in possible(rule.get(name, ABSENT)) if render(each).isdecimal()]
    return range(min(ends), max(ends) + 1) if len(ends) > 1 and protocol != "-1" else ALL_PORTS


def _shown(value: Value) -> str:
    return "nothing" if value == ABSENT else render(value)


def _finding(resource: Resource, sentence: str, place: str, value: Value) -> Finding:
    return Finding(resource.path, resource.type, sentence, (f"{place} = {_shown(value)}",))
