"""Security groups: from which addresses their rules take connections."""

from collections.abc import Iterator

from assurance.evidence.addresses import admitted_ranges, is_inside
from assurance.evidence.claim import Finding
from assurance.evidence.graph import Resource, TemplateGraph
from assurance.evidence.groups import GROUP, HTTPS, PREFIX_LIST, whose
from assurance.evidence.values import ABSENT, Value, possible, render

DNS = 53
INGRESS = "AWS::EC2::SecurityGroupIngress"


def listener_findings(graph: TemplateGraph) -> Iterator[Finding]:
    """Every rule that takes connections from public addresses, or from a prefix list that is in no template."""
    admitted = admitted_ranges(graph, comes_in=True)
    near = admitted_ranges(graph)
    for resource, rule in _rules(graph):
        for name in ("CidrIp", "CidrIpv6"):
            for cidr in possible(rule.get(name, ABSENT)):
                if cidr == ABSENT or is_inside(cidr, near):
                    continue
                if not is_inside(cidr, admitted):
                    sentence = f"takes connections from {whose(cidr)}: {name} = {render(cidr)}"
                    yield Finding(resource.path, resource.type, sentence, (f"{name} = {render(cidr)}",))
                elif not _is_narrow(rule, graph):
                    sentence = f"takes more than a declared way needs from {render(cidr)}: {_ports(rule)}"
                    yield Finding(resource.path, resource.type, sentence, (_ports(rule),))
        for prefix_list in possible(rule.get("SourcePrefixListId", ABSENT)):
            if prefix_list != ABSENT and not any(used.type == PREFIX_LIST for used in graph.referred(prefix_list)):
                sentence = f"takes connections from the prefix list {render(prefix_list)}, whose addresses are in no template"
                yield Finding(resource.path, resource.type, sentence, (f"SourcePrefixListId = {render(prefix_list)}",))


def _is_narrow(rule: dict[str, Value], graph: TemplateGraph) -> bool:
    """Whether a rule takes HTTPS alone from a declared range, or DNS where a private zone is declared."""
    ports = {render(rule.get("FromPort", ABSENT)), render(rule.get("ToPort", ABSENT))}
    protocol = render(rule.get("IpProtocol", ABSENT))
    is_dns = protocol in {"tcp", "udp", "6", "17"} and ports == {str(DNS)} and graph.scope.way("private_zones") is not None
    return is_dns or (protocol in {"tcp", "6"} and ports == {str(HTTPS)})


def _ports(rule: dict[str, Value]) -> str:
    first, last = render(rule.get("FromPort", ABSENT)), render(rule.get("ToPort", ABSENT))
    return f"{render(rule.get('IpProtocol', ABSENT))} {first} to {last}"


def _rules(graph: TemplateGraph) -> Iterator[tuple[Resource, dict[str, Value]]]:
    """Every rule for what comes in, inside a group or beside it."""
    for group in graph.of_type(GROUP):
        for rule in group.at("SecurityGroupIngress", "*"):
            if isinstance(rule, dict):
                yield group, rule
    for ingress in graph.of_type(INGRESS):
        yield ingress, ingress.properties
