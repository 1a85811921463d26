"""Whether a call gets through an endpoint: its policy, its private name, its subnets, its security group, a gateway's routes."""

from collections.abc import Iterator
from functools import lru_cache
from ipaddress import ip_network

from assurance.evidence.actions import matches, overlap
from assurance.evidence.callers import Caller, networks_of
from assurance.evidence.endpoints import ENDPOINT
from assurance.evidence.graph import Resource, TemplateGraph
from assurance.evidence.groups import GROUP, HTTPS
from assurance.evidence.listeners import INGRESS
from assurance.evidence.policy import CONFINING, WHAT_KEYS, WHO_KEYS, Statement, statements
from assurance.evidence.values import ABSENT, Value, listed, references, render, truth

ASSOCIATION, SUBNET = "AWS::EC2::SubnetRouteTableAssociation", "AWS::EC2::Subnet"
EVERYWHERE = ("0.0.0.0/0", "::/0")
DESTINATIONS = ("DestinationCidrBlock", "DestinationIpv6CidrBlock")
RESOLVING = {"EnableDnsSupport": True, "EnableDnsHostnames": False}
"""What a network needs for private names, with what EC2 takes where a template says nothing (AWS::EC2::VPC in the template reference)."""

ALWAYS = {"aws:requestedregion", "aws:securetransport"}
"""Keys that every call through an endpoint meets: it is in the region, and over TLS."""


@lru_cache(maxsize=2)
def endpoints(graph: TemplateGraph) -> dict[tuple[str, str], Resource]:
    """The endpoints to AWS services, by network id and the service's short name, such as `ecr.api`."""
    found = {}
    for endpoint in graph.of_type(ENDPOINT):
        for network in networks_of(endpoint):
            for service in endpoint.at("ServiceName"):
                found[network, short_name(service)] = endpoint
    return found


def roads(graph: TemplateGraph) -> set[str]:
    """Ids of the networks with a route to everywhere that is no endpoint's; a route to one's own other networks reaches no API."""
    return {
        network
        for route in graph.of_type("AWS::EC2::Route")
        if any(render(cidr) in EVERYWHERE or "${" in render(cidr) for name in DESTINATIONS for cidr in route.at(name))
        and all(value == ABSENT for value in route.at("VpcEndpointId"))
        for table in graph.referred(route.properties.get("RouteTableId", ABSENT))
        for network in networks_of(table)
        if network in graph.resources
    }


def short_name(service: Value) -> str:
    """What follows the region in an endpoint service's name: `ecr.api` in `com.amazonaws.eu-central-1.ecr.api`."""
    pieces = render(service).split(".")
    owner = pieces.index("amazonaws") if "amazonaws" in pieces else 1  # aws.sagemaker.REGION.experiments
    return ".".join(pieces[owner + 2 :])


def is_gateway(endpoint: Resource) -> bool:
    """Whether it is a gateway endpoint: a route, not an interface."""
    return any(value in (ABSENT, "Gateway") for value in endpoint.at("VpcEndpointType"))


def refusals(endpoint: Resource, action: str, targets: list[Value], graph: TemplateGraph, *, is_signed_by_us: bool = True) -> Iterator[str]:
    """Why the endpoint's policy does not let an action through, on any of the resources that the role has it for.

    A request that somebody else has signed for us meets no condition on our principals.
    """
    found = [*statements(endpoint, graph.scope.accounts)]
    if not found:  # no policy lets everything through; that is another claim's finding
        return
    if not any(_lets_through(each, action, targets) and (is_signed_by_us or not each.body.get("Condition")) for each in found):
        whose = "" if is_signed_by_us else f" on {render(targets[0])} whoever signs it"
        yield f"has a policy that does not let {action}{whose} through"
    elif any(_stops(each, action) for each in found):
        yield f"has a policy that denies {action}"


def faults(endpoint: Resource, graph: TemplateGraph) -> Iterator[tuple[str, str]]:
    """What keeps an interface endpoint from answering anybody: sentence and where."""
    if is_gateway(endpoint):
        return
    for value in endpoint.at("PrivateDnsEnabled"):
        if truth(value) is not True:
            yield "has no private name: callers would ask for the public address", f"PrivateDnsEnabled = {render(value)}"
    own = networks_of(endpoint)
    for network in sorted(own & set(graph.resources)):
        for name, default in RESOLVING.items():
            if any(truth(default if value == ABSENT else value) is not True for value in graph.resources[network].at(name)):
                yield f"stands in {graph.resources[network].path}, which resolves no private names", f"{name} is not true"
    subnets = [used for value in endpoint.at("SubnetIds") for used in graph.referred(listed(value)) if used.type == SUBNET]
    if any(value in (ABSENT, []) for value in endpoint.at("SubnetIds")):
        yield "stands in no subnet", "SubnetIds = nothing"
    for subnet in subnets:
        if networks_of(subnet) and not networks_of(subnet) & own:
            yield f"stands in {subnet.path}, which is of another network", f"SubnetIds = {subnet.path}"


def unheard(endpoint: Resource, caller: Caller, graph: TemplateGraph) -> Iterator[tuple[Resource, str]]:
    """The caller's subnets from which nothing reaches the endpoint, with the reason."""
    if is_gateway(endpoint):
        tables = {reference.resource for value in endpoint.at("RouteTableIds") for reference in references(value)}
        for subnet in caller.subnets:
            routed = _tables_of(subnet, graph)
            if networks_of(subnet) & networks_of(endpoint) and not routed & tables:
                yield subnet, "is a gateway without a route in the table of"
        return
    groups = [used for value in endpoint.at("SecurityGroupIds") for used in graph.referred(listed(value)) if used.type == GROUP]
    if not groups:
        return  # the network's default group, or one that no template holds
    heard = [rule for group in groups for rule in _rules(group, graph)]
    for subnet in caller.subnets:
        if networks_of(subnet) & networks_of(endpoint) and not any(_admits(rule, subnet, caller, graph) for rule in heard):
            yield subnet, "has a security group that does not hear"


def _lets_through(statement: Statement, action: str, targets: list[Value]) -> bool:
    if statement.effect != "Allow" or not statement.principals:
        return False
    if not any(matches(pattern, action) or matches(action, pattern) for pattern in statement.actions):
        return False
    if not any(overlap(render(one), render(other)) for one in statement.resources for other in targets):
        return False
    return all(_is_met(statement, *condition) for condition in statement.conditions())


def _is_met(statement: Statement, operator: str, key: str, values: list[Value]) -> bool:
    """Whether a call of ours meets a condition: what it is held to is ours, or is asked of every call."""
    if key in ALWAYS:
        return True
    return (
        operator.removeprefix("foranyvalue:") in (*CONFINING, *(f"{each}ifexists" for each in CONFINING))
        and key in (*WHO_KEYS, *WHAT_KEYS)
        and any(statement.is_ours(key, value) for value in values)
    )


def _stops(statement: Statement, action: str) -> bool:
    return (
        statement.effect == "Deny"
        and not statement.body.get("Condition")
        and any(matches(pattern, action) for pattern in statement.actions)
        and "*" in map(render, statement.resources)
    )


def _tables_of(subnet: Resource, graph: TemplateGraph) -> set[str]:
    return {
        reference.resource
        for link in graph.used_by(subnet)
        if link.type == ASSOCIATION
        for value in link.at("RouteTableId")
        for reference in references(value)
    }


def _rules(group: Resource, graph: TemplateGraph) -> Iterator[dict[str, Value]]:
    for rule in group.at("SecurityGroupIngress", "*"):
        if isinstance(rule, dict):
            yield rule
    for ingress in graph.used_by(group):
        if ingress.type == INGRESS and any(used is group for used in graph.referred(ingress.properties.get("GroupId"))):
            yield ingress.properties


def _admits(rule: dict[str, Value], subnet: Resource, caller: Caller, graph: TemplateGraph) -> bool:
    """Whether a rule takes HTTPS from a subnet's addresses, or from a group that the caller has; a range by reference counts."""
    if rule.get("IpProtocol") not in ("tcp", "6", "-1", 6, -1):
        return False
    low, high = render(rule.get("FromPort", "0")), render(rule.get("ToPort", "65535"))
    if rule.get("IpProtocol") not in ("-1", -1) and low.isdigit() and high.isdigit() and not int(low) <= HTTPS <= int(high):
        return False
    sources = [used for used in graph.referred(rule.get("SourceSecurityGroupId", ABSENT)) if used.type == GROUP]
    if any(source in caller.groups for source in sources):
        return True
    source = rule.get("CidrIp", ABSENT)
    if source == ABSENT:
        return False
    try:
        outer = ip_network(render(source), strict=False)
        return any(ip_network(render(cidr), strict=False).subnet_of(outer) for cidr in subnet.at("CidrBlock"))  # type: ignore[arg-type]  # a mix of versions raises
    except (ValueError, TypeError):
        return "${" in render(source)
