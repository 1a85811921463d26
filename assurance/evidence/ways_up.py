"""The single steps from one identity to another: by which actions one comes by what the other may do (methods: `escalation.yaml`)."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from yaml import safe_load

from assurance.evidence.actions import overlap
from assurance.evidence.graph import TemplateGraph
from assurance.evidence.identities import Grant, Identity
from assurance.evidence.trust import account_roots
from assurance.evidence.values import listed, render

PASS, ASSUME, RETRUST = "iam:PassRole", "sts:AssumeRole", "iam:UpdateAssumeRolePolicy"
CLOUDFORMATION = "cloudformation"
PASSED_TO = "iam:passedtoservice"


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """One method: its actions, and the statements that allow them."""

    method: str
    grants: tuple[Grant, ...] = ()

    @property
    def where(self) -> tuple[str, ...]:
        """The statements, each by its policy and place."""
        return tuple(f"{grant.holder.path} {grant.statement.name}" for grant in self.grants)


def ways(start: Identity, end: Identity, graph: TemplateGraph) -> Iterator[Way]:
    """Every method by which one identity can become another, or make something act that is the other."""
    yield from _taking_on(start, end, graph)
    yield from _passing(start, end)
    yield from _taking_over(start, end, graph)


def has_powers(identity: Identity) -> bool:
    """Whether an identity has any action that a method begins with."""
    content = table()
    first = (PASS, ASSUME, RETRUST, *content["stacks"], *content["takes_over"])
    return any(any(True for _ in identity.allowing(action)) for action in first)


def trusted_by_name(start: Identity, end: Identity, _graph: TemplateGraph) -> Iterator[Way]:
    """Whom a role's trust policy names needs no right of his own to take it on, within one account."""
    for statement in end.trusts:
        named = [principal for kind, principal in statement.principals if kind == "AWS" and render(principal) != "*"]
        if statement.effect == "Allow" and any(start.names(principal) for principal in named):
            yield Way("its trust policy names it")


def _taking_on(start: Identity, end: Identity, graph: TemplateGraph) -> Iterator[Way]:
    yield from trusted_by_name(start, end, graph)
    if account_roots(end, graph):
        yield from (Way(ASSUME, (grant,)) for grant in _naming(start, ASSUME, end))
    yield from (Way(RETRUST, (grant,)) for grant in _naming(start, RETRUST, end))


def _passing(start: Identity, end: Identity) -> Iterator[Way]:
    runs = table()["runs"]
    for grant in _naming(start, PASS, end):
        for service in sorted(end.services & set(runs)):
            if _may_pass_to(grant, service):
                for action in runs[service]:
                    yield from (Way(f"{PASS} and {action}", (grant, other)) for other in start.allowing(action))
    if CLOUDFORMATION in end.services:
        for action in table()["stacks"]:
            yield from (Way(action, (grant,)) for grant in start.allowing(action))


def _taking_over(start: Identity, end: Identity, graph: TemplateGraph) -> Iterator[Way]:
    for action, row in table()["takes_over"].items():
        yield from (Way(action, (grant,)) for grant in start.allowing(action) if _runs_with(grant, row, end, graph))


def _naming(start: Identity, action: str, end: Identity) -> Iterator[Grant]:
    """Grants of an action that name the role, which no denial takes back."""
    if not start.is_denied(action, end.arn):
        yield from (grant for grant in start.allowing(action) if any(end.names(target) for target in grant.statement.resources))


def _may_pass_to(grant: Grant, service: str) -> bool:
    """Whether a condition on `iam:PassedToService` leaves the service open."""
    return all(
        any(overlap(render(value).split(".amazonaws")[0], service) for value in values)
        for operator, key, values in grant.statement.conditions()
        if key == PASSED_TO and not operator.startswith("stringnot")
    )


def _runs_with(grant: Grant, row: dict[str, str], end: Identity, graph: TemplateGraph) -> bool:
    """Whether something that the grant reaches runs with the role: what it names, or anything of the type where it names none."""
    named = [used for target in grant.statement.resources for used in graph.referred(target) if used.type == row["type"]]
    return any(
        used is end.resource
        for resource in (named or graph.of_type(row["type"]))
        for value in resource.at(*row["role"].split("."))
        for used in graph.referred(listed(value))
    )


@cache
def table() -> dict[str, Any]:
    """The methods."""
    content: dict[str, Any] = safe_load((files("assurance.evidence") / "escalation.yaml").read_text(encoding="utf-8"))
    return content
