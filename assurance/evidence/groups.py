"""Security groups: to which addresses their rules send."""

from collections.abc import Iterator
from dataclasses import dataclass

from assurance.evidence.addresses import Network, is_inside, ranges_of_networks
from assurance.evidence.claim import Finding, Remark
from assurance.evidence.endpoints import ENDPOINT
from assurance.evidence.graph import Resource, TemplateGraph
from assurance.evidence.routing import has_road
from assurance.evidence.values import ABSENT, Reference, Value, possible, render

GROUP = "AWS::EC2::SecurityGroup"
EGRESS = "AWS::EC2::SecurityGroupEgress"
PREFIX_LIST = "AWS::EC2::PrefixList"
GROUP_TYPES = (GROUP, EGRESS, PREFIX_LIST)
HTTPS = 443


@dataclass(frozen=True, slots=True)
class PublicRule:
    """A rule that may send to public addresses: the resource that holds it, its group, and what it says."""

    resource: Resource
    group: Resource | None
    rule: dict[str, Value]
    says: str

    def gateway(self, graph: TemplateGraph) -> Resource | None:
        """The gateway endpoint that this rule serves, if that is all that it can serve.

        S3 and DynamoDB answer from public addresses behind a gateway endpoint, and the prefix list that stands for them has a number of
        its own in every region. So HTTPS to everywhere is let be where a gateway endpoint is in the group's network and no road leads
        out of any network here: then the endpoint is the only thing that it can reach. A road, another port, or a network without such
        an endpoint makes it a way out again.
        """
        ports = {render(self.rule.get("FromPort", "")), render(self.rule.get("ToPort", ""))}
        if self.group is None or self.rule.get("IpProtocol") not in ("tcp", "6") or ports != {str(HTTPS)} or has_road(graph):
            return None
        networks = {reference.resource for reference in self.group.at("VpcId") if isinstance(reference, Reference)}
        for endpoint in graph.of_type(ENDPOINT):
            here = {reference.resource for reference in endpoint.at("VpcId") if isinstance(reference, Reference)}
            if networks & here and [*endpoint.at("VpcEndpointType")] in (["Gateway"], [ABSENT]):
                return endpoint
        return None


def group_findings(graph: TemplateGraph) -> Iterator[Finding]:
    """Every rule that sends to public addresses, and every group that EC2 leaves open."""
    ours = tuple(ranges_of_networks(graph))
    for group in graph.of_type(GROUP):
        for rules in group.at("SecurityGroupEgress"):
            if rules in (ABSENT, []):
                yield Finding(
                    group.path, GROUP, "names no way out of its own, so EC2 adds a rule to everywhere", ("SecurityGroupEgress = nothing",)
                )
            elif not isinstance(rules, list) or not all(isinstance(rule, dict) for entry in rules for rule in possible(entry)):
                yield Finding(group.path, GROUP, "has rules that the template does not tell", (f"SecurityGroupEgress = {render(rules)}",))
    for rule in public_rules(graph):
        if rule.gateway(graph) is None:
            chain = graph.path(rule.resource, rule.group) if rule.group and rule.group is not rule.resource else ()
            yield Finding(rule.resource.path, rule.resource.type, f"may send to public addresses: {rule.says}", (*chain, rule.says))
    for prefix_list in graph.of_type(PREFIX_LIST):
        for cidr in prefix_list.at("Entries", "*", "Cidr"):
            if not is_inside(cidr, ours):
                yield Finding(prefix_list.path, PREFIX_LIST, f"holds public addresses: {render(cidr)}", (f"Entries.Cidr = {render(cidr)}",))


def group_remarks(graph: TemplateGraph) -> Iterator[Remark]:
    """Rules to everywhere that only a gateway endpoint can answer, and prefix lists that the templates do not hold."""
    for public in public_rules(graph):
        if endpoint := public.gateway(graph):
            sentence = f"may send HTTPS to public addresses ({public.says}); no road leads there but the gateway endpoint {endpoint.path}."
            yield Remark(public.resource.path, sentence)
    for resource, _, rule in _rules(graph):
        for name in possible(rule.get("DestinationPrefixListId", ABSENT)):
            if name != ABSENT and not any(used.type == PREFIX_LIST for used in graph.referred(name)):
                yield Remark(resource.path, f"sends to the prefix list {render(name)}, whose addresses are in no template.")


def public_rules(graph: TemplateGraph) -> Iterator[PublicRule]:
    """Every rule with an address range that is neither private nor a network's own."""
    ours: tuple[Network, ...] = tuple(ranges_of_networks(graph))
    for resource, group, rule in _rules(graph):
        for name in ("CidrIp", "CidrIpv6"):
            for cidr in possible(rule.get(name, ABSENT)):
                if cidr != ABSENT and not is_inside(cidr, ours):
                    yield PublicRule(resource, group, rule, f"{name} = {render(cidr)}")


def _rules(graph: TemplateGraph) -> Iterator[tuple[Resource, Resource | None, dict[str, Value]]]:
    """Every rule for what goes out, inside a group or beside it, with its group."""
    for group in graph.of_type(GROUP):
        for rule in group.at("SecurityGroupEgress", "*"):
            if isinstance(rule, dict):
                yield group, group, rule
    for egress in graph.of_type(EGRESS):
        groups = [used for used in graph.referred(egress.properties.get("GroupId")) if used.type == GROUP]
        yield egress, groups[0] if groups else None, egress.properties
