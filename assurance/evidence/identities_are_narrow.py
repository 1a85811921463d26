"""Claim: nobody may do more than what is written down for him, nor become somebody who may."""

from collections.abc import Iterator

from assurance.evidence.claim import Finding, Remark, paragraphs
from assurance.evidence.escalation import Step, is_apex, paths, steps
from assurance.evidence.graph import Resource, TemplateGraph
from assurance.evidence.identities import Identity, boundaries, identities
from assurance.evidence.rewriting import rewriting_findings
from assurance.evidence.trust import account_roots, trust_findings
from assurance.evidence.trust import table as trust_table
from assurance.evidence.wildcards import HOLDERS, wildcard_findings

NAME = "identities_are_narrow"
STATEMENT = "No identity is a wildcard, no role is trusted without a condition, and none can become one that may do more."
RULES = paragraphs("""
A policy of an identity names its actions and its resources. No `*`, no `service:*`, no verb left open; no NotAction, NotResource or
NotPrincipal that allows; none of AWS's own policies that give whole services. `*` for a resource is let be where the action knows none (the
Service Authorization Reference, in the copy that cfn-lint carries), where a condition narrows it, or where it only lists and describes. An
action that the table does not know counts as one that takes a resource. A permissions boundary gives nothing, so that it may name every
resource, but no action by a wildcard.

A service that takes a role on is held to our account (aws:SourceAccount, aws:SourceArn), if it is one that tells for whom it acts; the
table trust.yaml holds which are and which are not, and where that stands. Another account needs an external id or a second factor, an
identity provider an audience or a subject, a user a second factor. Our own account's root is let be: it admits nobody whom a policy of the
account does not, and those policies are what the next rule searches.

From no identity leads a way to the rights of one that may do more: passing a role to a service that runs what one chooses, taking it on,
changing whom it trusts, changing what it runs, changing a stack that has one, step by step (the table escalation.yaml). Boundaries and
denials are taken into account.

Nobody changes what identities may do, or who is let in to a key, a bucket, a registry, but CloudFormation's own role. That one may do so
only within a permissions boundary, and not to itself, its own policies or the boundaries.

Three ways are by design and stand in the report: the CDK's deploy role hands CloudFormation's role to CloudFormation, a person behind a
second factor opens a declared session on a node, and a cluster's autoscaler gives the nodes that it starts the one role that the cluster
lets in as a node's.
""")


def looks_at(graph: TemplateGraph) -> Iterator[Resource]:
    """Every identity, and every policy of one."""
    yield from graph.of_type(*HOLDERS)


def broken_by(graph: TemplateGraph) -> Iterator[Finding]:
    """Every wildcard, every open trust, every way up."""
    yield from wildcard_findings(graph)
    yield from trust_findings(graph)
    for way in paths(graph):
        if not all(step.is_by_design for step in way):
            start, end = way[0].start.resource, way[-1].end.resource
            yield Finding(start.path, start.type, f"can become {end.path} ({_methods(way)})", _shown(way))
    yield from rewriting_findings(graph)


def remarks(graph: TemplateGraph) -> Iterator[Remark]:
    """The ways that are by design, what the apex can do, trusts without a condition, and policies that no template holds."""
    for way in paths(graph):
        if all(step.is_by_design for step in way):
            chain = " → ".join((way[0].start.resource.path, *(step.end.resource.path for step in way)))
            yield Remark(way[0].start.resource.path, f"reaches {way[-1].end.resource.path} by design: {chain} ({_methods(way)}).")
    for identity in identities(graph).values():
        yield from _about(identity, graph)
    limits = boundaries(graph)
    for resource in graph.of_type(*HOLDERS):
        if resource.id in limits:
            yield Remark(resource.path, "bounds identities and gives nobody anything.")


def _about(identity: Identity, graph: TemplateGraph) -> Iterator[Remark]:
    path = identity.resource.path
    if is_apex(identity):
        below = sorted({step.end.resource.path for step in steps(graph) if step.start is identity})
        yield Remark(path, f"deploys, and is the most powerful identity here. It could become: {', '.join(below) or 'no other'}.")
    if account_roots(identity, graph):
        yield Remark(
            path, "trusts the account itself: whoever else in the account has a policy that lets him take it on, no template shows."
        )
    for service in sorted(identity.services & set(trust_table()[1])):
        yield Remark(path, f"trusts {service} without a condition, and may: {trust_table()[1][service]}.")
    for arn in identity.elsewhere:
        yield Remark(path, f"has the policy {arn}, which no template here holds.")
    if identity.is_bounded and identity.boundary is None:
        yield Remark(path, "has a permissions boundary that no template here holds.")


def _methods(way: tuple[Step, ...]) -> str:
    return ", then ".join(step.method for step in way)


def _shown(way: tuple[Step, ...]) -> tuple[str, ...]:
    return (*(line for step in way for line in (step.start.resource.path, *step.where)), way[-1].end.resource.path)
