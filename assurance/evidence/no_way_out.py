"""Claim: nothing can leave."""

from collections.abc import Iterator

from assurance.evidence.claim import Finding, Remark, paragraphs
from assurance.evidence.cluster_doors import cluster_doors
from assurance.evidence.copies import COPIERS, copy_findings
from assurance.evidence.doors import doors, open_doors
from assurance.evidence.endpoints import ENDPOINT, endpoint_findings
from assurance.evidence.graph import Resource, TemplateGraph
from assurance.evidence.groups import GROUP_TYPES, group_findings, group_remarks
from assurance.evidence.listeners import INGRESS, listener_findings
from assurance.evidence.manifests import is_manifest
from assurance.evidence.ownership import stores_elsewhere
from assurance.evidence.policy import statements
from assurance.evidence.reach import reach_findings
from assurance.evidence.routing import ROUTES, route_findings
from assurance.evidence.sweep import calls_out, public_flags
from assurance.evidence.values import render
from assurance.evidence.visitors import visitor_findings
from assurance.evidence.ways.standing import BESIDE, is_of_a_way, way_findings, way_remarks

NAME = "no_way_out"
STATEMENT = "No route, address, listener or policy lets anything leave the deployment."
RULES = paragraphs("""
No gateway, public address, peering, VPN, public listener or computing outside the network (the table doors.yaml), and no property that
makes anything public.

A route may lead to an endpoint of this deployment, and nowhere else.

A way in that the deployment file declares is let be, exactly as it is declared, and stands among the remarks: its ranges, principals,
gateways, far end and tiers, and each connection accepted by hand. A wider one, a second one, and one that is declared and not there break
the claim. Where no file says what is declared, nothing is; where one does, a security group may deal with private addresses of this
network and of declared ways only.

A security group may send to private addresses, to the network's own, to groups and to prefix lists of these templates. A rule to public
addresses is a way out even where no route leads there today: it is what holds when somebody adds the route. One case is let be, and
listed: HTTPS for a gateway endpoint, whose service answers from public addresses, in a deployment with no road out at all. A group
without a rule of its own counts as open, because EC2 then adds one to everywhere. Nor may a group take connections from public addresses,
or from a prefix list that is in no template.

Every endpoint has a policy, and each statement of it is held to resources of our accounts, or reads named things only: then neither our
credentials nor anybody else's carry data to a place outside.

No policy lets in everybody, nor a principal that the template does not name, unless a condition holds it to our accounts, our
organisation or our networks. A service that reads a bucket is held to our accounts, an identity provider to an audience or a subject.
Whether an organisation that is named is ours, no template shows.

What a resource writes to or reads from by a bucket's name is a bucket of this deployment. Our own identities may write into no other, and
take on no role of another account.

Images and recovery points are copied to the registry and the vault of the second account that the deployment declares, and to no other.

Nothing calls a web address, and no container comes from a registry that is no AWS account's.

In a cluster, a service listens inside it, or behind a load balancer that is said to be internal; none listens on nodes, takes over outside
addresses or leads to a name outside. An ingress is said to be internal. No pod runs on its node's own network or listens on its address,
where no network policy reaches it; a network policy lets no more than HTTPS out to public addresses, for S3 answers from such. Nor do a
chart's values ask for any of it. What a chart opens by itself, its values do not show.
""")
RESOLVER = "AWS::Route53Resolver::FirewallRuleGroupAssociation"


def looks_at(graph: TemplateGraph) -> Iterator[Resource]:
    """Every resource that one of the rules speaks of, and every one that holds a policy."""
    for resource in graph.resources.values():
        if (
            resource.type in {ENDPOINT, *COPIERS, *ROUTES, *GROUP_TYPES, INGRESS, *(BESIDE if graph.scope.ways else ())}
            or is_manifest(resource.type)
            or any(door.is_on(resource) for door in doors())
            or any(True for _ in statements(resource, ()))
        ):
            yield resource


def broken_by(graph: TemplateGraph) -> Iterator[Finding]:
    """Everything that lets something out."""
    for resource in graph.resources.values():
        if not is_of_a_way(resource, graph):
            yield from open_doors(resource)
        yield from public_flags(resource)
        yield from calls_out(resource)
        yield from cluster_doors(resource)
        yield from reach_findings(resource, graph)
        yield from visitor_findings(resource, graph)
    yield from way_findings(graph)
    yield from route_findings(graph)
    yield from group_findings(graph)
    yield from listener_findings(graph)
    yield from endpoint_findings(graph)
    yield from stores_elsewhere(graph)
    yield from copy_findings(graph)


def remarks(graph: TemplateGraph) -> Iterator[Remark]:
    """What is let be, and what a template cannot show about ways out."""
    yield from way_remarks(graph)
    yield from group_remarks(graph)
    if any(graph.of_type("AWS::EC2::VPC")) and not any(graph.of_type(RESOLVER)):
        yield Remark(
            "DNS", "The networks' resolver answers public names and no DNS firewall is associated: a query's name can carry data out."
        )
    for template in graph.assembly.templates:
        if macros := template.body.get("Transform"):
            yield Remark(template.stack, f"is rewritten at deployment by {render(macros)}; the claims read what stands here.")
    for resource in graph.resources.values():
        if resource.type.startswith(("Custom::", "AWS::CloudFormation::CustomResource")):
            yield Remark(resource.path, "is made by code at deployment; what that code does, no template shows.")
        for statement in statements(resource, ()):
            for kind, principal in statement.principals:
                if kind == "Federated":
                    yield Remark(resource.path, f"trusts the identity provider {principal}.")
