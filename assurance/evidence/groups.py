"""Security groups: to which addresses their rules send."""

from collections.abc import Iterator
from dataclasses import dataclass

from assurance.evidence.addresses import admitted_ranges, is_inside, is_private
from assurance.evidence.claim import Finding, Remark
from assurance.evidence.endpoints import ENDPOINT
from assurance.evidence.graph import Resource, TemplateGraph
from assurance.evidence.routing import has_road
from assurance.evidence.values import ABSENT, Reference, Value, possible, render
from assurance.evidence.ways.declared import LINES

GROUP = "AWS::EC2::SecurityGroup"
EGRESS = "AWS::EC2::SecurityGroupEgress"
PREFIX_LIST = "AWS::EC2::PrefixList"
GROUP_TYPES = (GROUP, EGRESS, PREFIX_LIST)
HTTPS = 443
PUBLIC, UNDECLARED = "public addresses", "private addresses beyond the network that no way in declares"


@dataclass(frozen=True, slots=True)
class PublicRule:
    """A rule that may send to public addresses: the resource that holds it, its group, and what it says."""

    resource: Resource
    group: Resource | None
    rule: dict[str, Value]
    says: str
    where: str = PUBLIC

    def gateway(self, graph: TemplateGraph) -> Resource | None:
        """The gateway endpoint that this rule serves, if that is all that it can serve.

        S3 and DynamoDB answer from public addresses behind a gateway endpoint, and the prefix list that stands for them has a number of
        its own in every region. So HTTPS to everywhere is let be where a gateway endpoint is in the group's network and no road leads
        out of any network here: then the endpoint is the only thing that it can reach. A road, another port, or a network without such
        an endpoint makes it a way out again. A private range that nobody declared is no service's, whatever the port.
        """
        if self.where != PUBLIC:
            return None
        ports = {render(self.rule.get("FromPort", "")), render(self.rule.get("ToPort", ""))}
        if self.group is None or self.rule.get("IpProtocol") not in ("tcp", "6") or ports != {str(HTTPS)} or has_road(graph):
            return None
        networks = {reference.resource for reference in self.group.at("VpcId") if isinstance(reference, Reference)}
        for endpoint in graph.of_type(ENDPOINT):
            here = {reference.resource for reference in endpoint.at("VpcId") if isinstance(reference, Reference)}
            if networks & here and [*endpoint.at("VpcEndpointType")] in (["Gateway"], [ABSENT]):
                return endpoint
        return None


def whose(cidr: Value) -> str:
    """What a range is that is not admitted."""
    return UNDECLARED if is_private(cidr) else PUBLIC


def group_findings(graph: TemplateGraph) -> Iterator[Finding]:
    """Every rule that sends to public addresses, and every group that EC2 leaves open."""
    admitted = admitted_ranges(graph, comes_in=True)
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
            yield Finding(rule.resource.path, rule.resource.type, f"may send to {rule.where}: {rule.says}", (*chain, rule.says))
    for prefix_list in graph.of_type(PREFIX_LIST):
        for cidr in prefix_list.at("Entries", "*", "Cidr"):
            if not is_inside(cidr, admitted):
                what = f"holds {whose(cidr)}: {render(cidr)}"
                yield Finding(prefix_list.path, PREFIX_LIST, what, (f"Entries.Cidr = {render(cidr)}",))


def group_remarks(graph: TemplateGraph) -> Iterator[Remark]:
    """Rules to everywhere that only a gateway endpoint can answer."""
    for public in public_rules(graph):
        if endpoint := public.gateway(graph):
            sentence = f"may send HTTPS to public addresses ({public.says}); no road leads there but the gateway endpoint {endpoint.path}"
            yield Remark(public.resource.path, f"{sentence}{_and_down_the_lines(graph)}.")


def _and_down_the_lines(graph: TemplateGraph) -> str:
    """Where a line's routes stand beside the gateway's, the rule holds for the line's ranges, too."""
    ranges = [cidr for line in LINES if (way := graph.scope.way(line)) for cidr in way.values("cidrs")]
    return f"; from subnets of a tier with a declared line it may also send HTTPS to {', '.join(ranges)}" if ranges else ""


def public_rules(graph: TemplateGraph) -> Iterator[PublicRule]:
    """Every rule with an address range that is not admitted, or a prefix list that is in no template."""
    admitted = admitted_ranges(graph)
    for resource, group, rule in _rules(graph):
        for name in ("CidrIp", "CidrIpv6"):
            for cidr in possible(rule.get(name, ABSENT)):
                if cidr != ABSENT and not is_inside(cidr, admitted):
                    yield PublicRule(resource, group, rule, f"{name} = {render(cidr)}", whose(cidr))
        for prefix_list in possible(rule.get("DestinationPrefixListId", ABSENT)):
            if prefix_list != ABSENT and not any(used.type == PREFIX_LIST for used in graph.referred(prefix_list)):
                yield PublicRule(resource, group, rule, f"the prefix list {render(prefix_list)}, whose addresses are in no template")


def _rules(graph: TemplateGraph) -> Iterator[tuple[Resource, Resource | None, dict[str, Value]]]:
    """Every rule for what goes out, inside a group or beside it, with its group."""
    for group in graph.of_type(GROUP):
        for rule in group.at("SecurityGroupEgress", "*"):
            if isinstance(rule, dict):
                yield group, group, rule
    for egress in graph.of_type(EGRESS):
        groups = [used for used in graph.referred(egress.properties.get("GroupId")) if used.type == GROUP]
        yield egress, groups[0] if groups else None, egress.properties
