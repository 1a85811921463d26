"""Policies of identities that give more than a name: every action, every resource, or all but a few."""

from collections.abc import Iterator

from assurance.evidence.actions import is_known, takes_resource
from assurance.evidence.claim import Finding
from assurance.evidence.graph import Resource, TemplateGraph
from assurance.evidence.identities import IDENTITIES, INLINE, MANAGED, TRUST, boundaries, identities
from assurance.evidence.policy import Statement, statements
from assurance.evidence.values import render

HOLDERS = (*IDENTITIES, MANAGED, *INLINE, "AWS::SSO::PermissionSet")
BROAD = (
    "AdministratorAccess",
    "PowerUserAccess",
    "IAMFullAccess",
    "FullAccess",
    "SystemAdministrator",
    "DatabaseAdministrator",
    "NetworkAdministrator",
)
"""How the names of AWS's own policies end that give whole services or everything."""

NARROWING = ("aws:resourcetag/", "aws:requesttag/", "aws:calledvia", "aws:principaltag/", "aws:tagkeys", "aws:sourcearn", "iam:")
"""How condition keys begin that hold an action to certain things, beside the keys of the action's own service."""

NEGATIVE = ("not", "null")


def wildcard_findings(graph: TemplateGraph) -> Iterator[Finding]:
    """Every statement of an identity's policy that names no action or no resource, and every broad policy of AWS's own."""
    limits = boundaries(graph)
    for holder in graph.of_type(*HOLDERS):
        for statement in statements(holder, graph.scope.accounts):
            if statement.effect == "Allow" and not statement.place.startswith(TRUST):
                yield from _wide(holder, statement, is_limit=holder.id in limits)
    for identity in identities(graph).values():
        for arn in identity.elsewhere:
            if arn.rpartition("/")[2].endswith(BROAD):
                yield Finding(identity.resource.path, identity.resource.type, f"has AWS's own policy {arn.rpartition('/')[2]}", (arn,))


def _wide(holder: Resource, statement: Statement, *, is_limit: bool) -> Iterator[Finding]:
    where = (statement.name,)
    for element in ("NotAction", "NotResource", "NotPrincipal"):
        if element in statement.body:
            yield Finding(holder.path, holder.type, f"allows everything but what {element} names", where)
    if "NotAction" in statement.body:
        return
    wild = [action for action in statement.actions if names_no_verb(action)]
    for action in wild:
        yield Finding(holder.path, holder.type, f"allows {action}: no action is named", where)
    if is_limit or "NotResource" in statement.body or not any(is_everything(render(target)) for target in statement.resources):
        return  # a boundary gives nothing, so that it needs to name no resource
    loose = [action for action in statement.actions if action not in wild and _is_loose(action, statement)]
    if unknown := [action for action in loose if not is_known(action)]:
        yield Finding(
            holder.path, holder.type, f"allows {', '.join(unknown)} on everything, and no table says whether a resource can be named", where
        )
    if known := [action for action in loose if is_known(action)]:
        shown = ", ".join(known[:4]) + (f" and {len(known) - 4} more" if len(known) > 4 else "")
        yield Finding(holder.path, holder.type, f"allows {shown} on every resource", where)


def names_no_verb(action: str) -> bool:
    """Whether a pattern leaves open what is done: `*`, `s3:*`, `*:Get`, `iam:*Policy`."""
    prefix, _, name = action.partition(":")
    return "*" in prefix or "?" in prefix or not name or name[0] in "*?"


def is_everything(target: str) -> bool:
    """Whether a resource's name pins nothing down: `*`, or an ARN of no account whose first part is a wildcard."""
    fields = target.split(":", 5)
    if fields[0] != "arn" or len(fields) < 6:
        return set(target) <= {"*", "?"} or fields[0] in ("*", "?")
    return set(fields[4]) <= {"*", "?"} and bool(fields[5]) and set(fields[5].split("/")[0].split(":")[0]) <= {"*", "?"}


def _is_loose(action: str, statement: Statement) -> bool:
    return (
        takes_resource(action)
        and not only_lists(action)
        and not any(
            key.startswith((f"{action.partition(':')[0]}:", *NARROWING))
            and values
            and not operator.startswith(NEGATIVE)
            and "*" not in map(render, values)
            for operator, key, values in statement.conditions()
        )
    )


def only_lists(action: str) -> bool:
    """Whether all that a pattern stands for lists or describes: names and settings, most of which know no narrower resource."""
    return action.partition(":")[2].startswith(("describe", "list", "lookup"))
