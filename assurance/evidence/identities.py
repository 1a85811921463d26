"""The identities of a deployment and what policies give them: roles, users and groups, with their boundaries."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assurance.evidence.actions import covers, matches, overlap
from assurance.evidence.graph import Resource, TemplateGraph
from assurance.evidence.policy import Statement, statements
from assurance.evidence.values import ABSENT, Absent, Reference, Value, listed, render

ROLE, USER, GROUP = "AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group"
IDENTITIES = (ROLE, USER, GROUP)
MANAGED = "AWS::IAM::ManagedPolicy"
INLINE = ("AWS::IAM::Policy", "AWS::IAM::RolePolicy", "AWS::IAM::UserPolicy", "AWS::IAM::GroupPolicy")
HOLDERS = ("Roles", "Users", "Groups", "RoleName", "UserName", "GroupName")
TRUST = "AssumeRolePolicyDocument"
NAMES = {ROLE: ("RoleName", "role"), USER: ("UserName", "user"), GROUP: ("GroupName", "group")}


ACCOUNT = 4
"""Where an ARN has its account."""


@dataclass(frozen=True, slots=True, eq=False)
class Grant:
    """One statement that an identity has, with the resource that holds it.

    Attributes:
        holder: The identity itself, or a policy.
        statement: What it says.
        is_allow: Whether it allows.
        actions: Its actions, or those that it excepts.
        by_exception: Whether it is about all actions but those.
    """

    holder: Resource
    statement: Statement
    is_allow: bool
    actions: tuple[str, ...]
    by_exception: bool

    def speaks_of(self, action: str) -> bool:
        """Whether it is about an action."""
        return any(matches(pattern, action) for pattern in self.actions) is not self.by_exception

    def denies(self, action: str, target: str) -> bool:
        """Whether it denies an action, whatever the circumstances, on all that a resource's name stands for."""
        return (
            not self.is_allow
            and not {"Condition", "NotResource"} & set(self.statement.body)
            and self.speaks_of(action)
            and any(covers(render(name), target) for name in self.statement.resources)
        )


@dataclass(frozen=True, slots=True, eq=False)
class Identity:
    """One role, user or group.

    Attributes:
        resource: Its resource.
        arn: Its ARN; where CloudFormation names it, with a `*` for what is not known before.
        grants: Statements of all its policies in these templates.
        trusts: Statements of a role's trust policy.
        elsewhere: Managed policies that no template here holds, by ARN.
        boundary: Statements of its permissions boundary; None where it has none or no template here holds it.
        is_bounded: Whether it has a boundary at all.
    """

    resource: Resource
    arn: str
    grants: tuple[Grant, ...]
    trusts: tuple[Statement, ...]
    elsewhere: tuple[str, ...]
    boundary: tuple[Grant, ...] | None
    is_bounded: bool

    def allowing(self, action: str) -> Iterator[Grant]:
        """The grants that let an action be done, where neither the boundary nor an unconditional denial of everything takes it away."""
        if self.boundary is not None and not any(each.is_allow and each.speaks_of(action) for each in self.boundary):
            return
        if self.is_denied(action, "*"):
            return
        for grant in self.grants:
            if grant.is_allow and grant.speaks_of(action):
                yield grant

    def is_denied(self, action: str, target: str) -> bool:
        """Whether a denial without a condition, its own or its boundary's, covers an action on all that a resource's name stands for."""
        return any(each.denies(action, target) for each in (*self.grants, *(self.boundary or ())))

    def names(self, value: Value) -> bool:
        """Whether a value, as a policy or a property names an identity, is this one or a pattern for it."""
        if isinstance(value, Reference):
            return value.resource == self.resource.id
        text = render(value)
        return text in ("*", f"${{{self.resource.id}.Arn}}") or overlap(text, self.arn)

    @property
    def services(self) -> set[str]:
        """The service principals that may take the role on, without their suffix."""
        return {
            render(principal).split(".amazonaws")[0]
            for statement in self.trusts
            if statement.effect == "Allow"
            for kind, principal in statement.principals
            if kind == "Service"
        }


@lru_cache(maxsize=2)
def identities(graph: TemplateGraph) -> dict[str, Identity]:
    """Every identity of the templates by its resource's id."""
    policies = [*graph.of_type(MANAGED)]
    accounts = graph.scope.accounts
    held: dict[str, list[Resource]] = {}
    for policy in (*policies, *graph.of_type(*INLINE)):
        for name in HOLDERS:
            for holder in policy.at(name, "*"):
                for each in _found(holder, graph, IDENTITIES):
                    held.setdefault(each.id, []).append(policy)
    found = {}
    for resource in graph.of_type(*IDENTITIES):
        attached, elsewhere = _attached(resource, policies, graph)
        documents = [resource, *attached, *held.get(resource.id, [])]
        grants = tuple(
            _grant(holder, statement)
            for holder in dict.fromkeys(documents)
            for statement in statements(holder, accounts)
            if not statement.place.startswith(TRUST)
        )
        limit = next((value for value in resource.at("PermissionsBoundary") if not isinstance(value, Absent)), ABSENT)
        bounds = _policy(limit, policies, graph)
        found[resource.id] = Identity(
            resource=resource,
            arn=_arn(resource, graph),
            grants=grants,
            trusts=tuple(each for each in statements(resource, accounts) if each.place.startswith(TRUST)),
            elsewhere=elsewhere,
            boundary=tuple(_grant(bounds, each) for each in statements(bounds, accounts)) if bounds else None,
            is_bounded=limit != ABSENT,
        )
    return found


def boundaries(graph: TemplateGraph) -> set[str]:
    """Ids of the managed policies that bound an identity and are attached to none: they give nothing."""
    policies = [*graph.of_type(MANAGED)]
    bounds, attached = set(), set()
    for resource in graph.of_type(*IDENTITIES):
        for limit in resource.at("PermissionsBoundary"):
            if policy := _policy(limit, policies, graph):
                bounds.add(policy.id)
        attached |= {policy.id for policy in _attached(resource, policies, graph)[0]}
    attached |= {policy.id for policy in policies for name in HOLDERS if any(not isinstance(each, Absent) for each in policy.at(name))}
    return bounds - attached


def _attached(resource: Resource, policies: list[Resource], graph: TemplateGraph) -> tuple[list[Resource], tuple[str, ...]]:
    here, elsewhere = [], []
    for value in resource.at("ManagedPolicyArns", "*"):
        if policy := _policy(value, policies, graph):
            here.append(policy)
        elif not isinstance(value, Absent):
            elsewhere.append(render(value))
    return here, tuple(elsewhere)


def _policy(value: Value, policies: list[Resource], graph: TemplateGraph) -> Resource | None:
    """The managed policy that a value means: by reference, or by its name in an ARN."""
    if isinstance(value, Absent):
        return None
    if referred := [each for each in graph.referred(value) if each.type == MANAGED]:
        return referred[0]
    text = render(value)
    name, fields = text.rpartition("/")[2], text.split(":")
    named = [each for each in policies if name and any(render(own) == name for own in each.at("ManagedPolicyName"))]
    there = [each for each in named if len(fields) > ACCOUNT and graph.account_of(each) == fields[ACCOUNT]]
    return next(iter(there or named), None)


def _found(value: Value, graph: TemplateGraph, types: tuple[str, ...]) -> list[Resource]:
    if isinstance(value, Absent):
        return []
    if referred := [each for each in graph.referred(value) if each.type in types]:
        return referred
    name = render(value).rpartition("/")[2]
    return [each for each in graph.of_type(*types) if any(render(own) == name for own in each.at(NAMES[each.type][0]))]


def _arn(resource: Resource, graph: TemplateGraph) -> str:
    """An ARN; CloudFormation begins the names that it gives with the stack's, shortened, then the logical id and a random end."""
    property_name, kind = NAMES[resource.type]
    stack, _, logical = resource.id.partition("/")
    name = next((render(value) for value in resource.at(property_name) if not isinstance(value, Absent)), f"{stack}-{logical}-*")
    path = next((render(value) for value in resource.at("Path") if not isinstance(value, Absent)), "/")
    return f"arn:{graph.scope.partition}:iam::{graph.scope.account}:{kind}{path}{name}"


def policy_named(value: Value, graph: TemplateGraph) -> Resource | None:
    """The managed policy of these templates that a value means; None where it is another one."""
    return _policy(value, [*graph.of_type(MANAGED)], graph)


def _grant(holder: Resource, statement: Statement) -> Grant:
    excepted = statement.body.get("NotAction")
    actions = statement.actions if excepted is None else [render(each) for each in listed(excepted)]
    return Grant(holder, statement, statement.effect == "Allow", tuple(action.lower() for action in actions), excepted is not None)
