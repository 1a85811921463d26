"""Who may change what an identity may do, or who is let in to a thing: rights that are worth as much as what they can be turned into."""

from collections.abc import Iterator

from assurance.evidence.actions import overlap
from assurance.evidence.claim import Finding
from assurance.evidence.escalation import is_apex
from assurance.evidence.graph import Resource, TemplateGraph
from assurance.evidence.identities import MANAGED, Grant, Identity, identities, policy_named
from assurance.evidence.values import Absent, Reference, Value, render
from assurance.evidence.ways_up import table

BOUNDARY = "iam:permissionsboundary"
OF_SERVICES = ":role/aws-service-role/"
"""Roles that AWS makes for its services: IAM lets nobody but the service change what they may do or who takes them on."""


def rewriting_findings(graph: TemplateGraph) -> Iterator[Finding]:
    """Every right to change identities or the policies of things, but CloudFormation's own as far as it is bounded."""
    for identity in identities(graph).values():
        for action, row in table()["identities"].items():
            for grant in identity.allowing(action):
                if sentence := _identity(identity, action, row, grant, graph):
                    yield Finding(
                        identity.resource.path, identity.resource.type, sentence, (f"{grant.holder.path} {grant.statement.name}",)
                    )
        if is_apex(identity):
            continue  # it makes the things and their policies
        for action, row in table()["things"].items():
            for grant in identity.allowing(action):
                if not _is_harmless(grant, row.get("unless", "")):
                    sentence = f"may change who is let in ({action} on {_shown(grant)})"
                    yield Finding(
                        identity.resource.path, identity.resource.type, sentence, (f"{grant.holder.path} {grant.statement.name}",)
                    )


def _identity(identity: Identity, action: str, row: dict[str, object], grant: Grant, graph: TemplateGraph) -> str | None:
    targets = [target for target in grant.statement.resources if OF_SERVICES not in render(target)]
    targets = [target for target in targets if not identity.is_denied(action, render(target))] if row.get("of") != "policies" else targets
    if not targets or (row.get("bounded") and _is_bounded(grant, graph)):
        return None
    if is_apex(identity):
        if row.get("of") == "policies":
            own = [policy for policy in _own_policies(identity, graph) if any(_names(target, policy, graph) for target in targets)]
            open_ones = [policy for policy in own if not _is_denied(identity, action, policy, graph)]
            return f"may change {open_ones[0].path}, by which its rights are given or bounded ({action})" if open_ones else None
        if row.get("of") == "roles":
            return f"may change whom it trusts itself ({action})" if any(identity.names(target) for target in targets) else None
        return f"may make an identity that no boundary holds ({action})"
    return f"may change what identities may do ({action} on {_shown(grant)})"


def _own_policies(identity: Identity, graph: TemplateGraph) -> list[Resource]:
    """The managed policies that give it its rights, and those that bound anybody."""
    held = {grant.holder.id for grant in identity.grants}
    limits = {
        policy.id
        for policy in graph.of_type(MANAGED)
        for each in identities(graph).values()
        for limit in each.resource.at("PermissionsBoundary")
        if not isinstance(limit, Absent) and _names(limit, policy, graph)
    }
    return [policy for policy in graph.of_type(MANAGED) if policy.id in held | limits]


def _names(value: Value, policy: Resource, graph: TemplateGraph) -> bool:
    if isinstance(value, Reference):
        return value.resource == policy.id
    return any(overlap(render(value), arn) for arn in _arns(policy, graph))


def _arns(policy: Resource, graph: TemplateGraph) -> list[str]:
    names = [render(name) for name in policy.at("ManagedPolicyName") if not isinstance(name, Absent)]
    stack, _, logical = policy.id.partition("/")
    scope = graph.scope
    return [f"arn:{scope.partition}:iam::{scope.account}:policy/{name}" for name in names or [f"{stack}-{logical}-*"]]


def _is_denied(identity: Identity, action: str, policy: Resource, graph: TemplateGraph) -> bool:
    return all(identity.is_denied(action, arn) for arn in _arns(policy, graph))


def _is_bounded(grant: Grant, graph: TemplateGraph) -> bool:
    """Whether a condition asks for a permissions boundary that stands in these templates: another one may bound nothing."""
    return any(
        key == BOUNDARY and operator in ("stringequals", "arnequals") and values and all(policy_named(each, graph) for each in values)
        for operator, key, values in grant.statement.conditions()
    )


def _is_harmless(grant: Grant, key: str) -> bool:
    """Whether a condition asks for a key to be true, which makes the right harmless."""
    return any(
        name == key and values and all(render(each) == "true" for each in values) for _, name, values in grant.statement.conditions()
    )


def _shown(grant: Grant) -> str:
    return ", ".join(render(target) for target in grant.statement.resources[:2])
