"""How one identity comes by what another may do: the search along the single steps."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assurance.evidence.actions import covers, matches
from assurance.evidence.graph import Resource, TemplateGraph
from assurance.evidence.identities import ROLE, Identity, identities
from assurance.evidence.values import render
from assurance.evidence.ways_up import CLOUDFORMATION, Way, has_powers, trusted_by_name, ways

SESSIONS = ("ssm:startsession", "ssm:resumesession")
BOOTSTRAP_ROLE, DEPLOY, DEPLOY_NAME = "aws-cdk:bootstrap-role", "deploy", "-deploy-role-"
"""How the CDK marks and names the role with which it deploys (its bootstrap template); the CLI finds it by the name alone."""

PODS, EC2, PASS = "pods.eks", "ec2", "iam:passrole"
ACCESS_ENTRY, NODE_ENTRY = "AWS::EKS::AccessEntry", "EC2_LINUX"

SECOND_FACTOR = "aws:multifactorauthpresent"


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One identity comes by another's rights.

    Attributes:
        start: Who.
        end: Whose.
        method: By which action, or two.
        where: The statements that allow it.
        is_by_design: Whether it is the way on which this is meant to happen: a deployment, or a session that is declared.
    """

    start: Identity
    end: Identity
    method: str
    where: tuple[str, ...]
    is_by_design: bool


@lru_cache(maxsize=2)
def steps(graph: TemplateGraph) -> tuple[Step, ...]:
    """Every step between two identities of the templates by which the first gains something."""
    known = [*identities(graph).values()]
    found = []
    for start in known:
        find = ways if has_powers(start) else trusted_by_name  # most identities have none, and there may be hundreds
        for end in known:
            if start is end or end.resource.type != ROLE:
                continue
            if (up := [*find(start, end, graph)]) and not _has_all_of(start, end):
                found += [Step(start, end, way.method, way.where, _is_by_design(start, end, way, graph)) for way in up]
    return tuple(found)


def paths(graph: TemplateGraph) -> Iterator[tuple[Step, ...]]:
    """From every identity to every one that it can become, the shortest way, but where all of it is by design and from the apex itself."""
    nearest: dict[Identity, list[Step]] = {}
    for step in steps(graph):
        nearest.setdefault(step.start, []).append(step)
    for start in identities(graph).values():
        if is_apex(start):
            continue
        before: dict[Identity, Step] = {}
        queue = deque([start])
        while queue:
            here = queue.popleft()
            if here is not start and is_apex(here):
                continue  # whatever the apex can become, whoever reaches it can
            for step in sorted(nearest.get(here, ()), key=lambda each: each.is_by_design):
                if step.end is not start and step.end not in before:
                    before[step.end] = step
                    queue.append(step.end)
        for last in before.values():
            way = [last]
            while way[0].start is not start:
                way.insert(0, before[way[0].start])
            yield tuple(way)


def is_apex(identity: Identity) -> bool:
    """Whether it is what CloudFormation deploys with: trusted by CloudFormation alone. By design nothing here may do more."""
    return (
        identity.resource.type == ROLE
        and identity.services == {CLOUDFORMATION}
        and all(kind == "Service" for statement in identity.trusts for kind, _ in statement.principals)
    )


def asks_for_a_second_factor(identity: Identity) -> bool:
    """Whether every trust of a role asks people for a second factor."""
    return bool(identity.trusts) and all(any(key == SECOND_FACTOR for _, key, _ in each.conditions()) for each in identity.trusts)


def _is_by_design(start: Identity, end: Identity, way: Way, graph: TemplateGraph) -> bool:
    """A deployment by the CDK's deploy role, a shell behind a second factor on what a condition names, or a node that a cluster starts."""
    if _starts_nodes(start, end, way, graph):
        return True
    if is_apex(end):
        return (
            _tag(start.resource, BOOTSTRAP_ROLE) == DEPLOY
            and DEPLOY_NAME in start.arn
            and not start.services
            and CLOUDFORMATION in way.method
        )
    return (
        way.method in SESSIONS
        and asks_for_a_second_factor(start)
        and all(grant.statement.body.get("Condition") or "*" not in map(render, grant.statement.resources) for grant in way.grants)
    )


def _starts_nodes(start: Identity, end: Identity, way: Way, graph: TemplateGraph) -> bool:
    """A pod that passes EC2 the one role, by its name, which its cluster lets in as a node's: how an autoscaler starts nodes.

    Whoever steers that pod can run what he likes with a node's rights, and a node can ask for the roles of pods. It stays in the report.
    """
    passes = [grant for grant in way.grants if any(matches(action, PASS) for action in grant.statement.actions)]
    return (
        start.services == {PODS}
        and end.services == {EC2}
        and bool(passes)
        and not any("*" in render(target) for grant in passes for target in grant.statement.resources)
        and any(
            render(kind) == NODE_ENTRY for entry in graph.used_by(end.resource) if entry.type == ACCESS_ENTRY for kind in entry.at("Type")
        )
    )


def _has_all_of(start: Identity, end: Identity) -> bool:
    """Whether one may do already all that the other may, on the same resources."""
    allowed = [grant.statement for grant in start.grants if grant.is_allow]
    return not end.elsewhere and all(
        any(
            any(matches(wide, action) for wide in own.actions) and any(covers(render(wide), render(target)) for wide in own.resources)
            for own in allowed
            if not own.body.get("Condition") or own.body.get("Condition") == grant.statement.body.get("Condition")
        )
        for grant in end.grants
        if grant.is_allow
        for action in grant.statement.actions
        for target in grant.statement.resources
    )


def _tag(resource: Resource, name: str) -> str:
    for tag in resource.at("Tags", "*"):
        if isinstance(tag, dict) and render(tag.get("Key")) == name:
            return render(tag.get("Value"))
    return ""
