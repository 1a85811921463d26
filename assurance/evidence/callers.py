"""Who calls APIs from inside a network: the roles of what stands in its subnets, as the rows of `apis.yaml` find them."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import Any

from yaml import safe_load

from assurance.evidence.graph import Resource, TemplateGraph
from assurance.evidence.identities import ROLE, Grant, Identity, identities
from assurance.evidence.values import ABSENT, listed, references, truth

SUBNET = "AWS::EC2::Subnet"
PROFILE = "AWS::IAM::InstanceProfile"
VIA = "kms:viaservice"
NO_CALLS = frozenset({"iam:passrole"})
"""Permissions that no API has: they are asked for when another call names a role (IAM guide, Grant permissions to pass a role)."""


@dataclass(frozen=True, slots=True)
class Workplace:
    """One row: a type with a role that works inside a network."""

    type: str
    role: str
    subnets: tuple[str, ...]
    groups: tuple[str, ...]
    used_by: dict[str, str] = field(default_factory=dict)
    beside: dict[str, str] = field(default_factory=dict)
    by_service: tuple[str, ...] = ()
    unless: str = ""
    still: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Fetch:
    """What the answer to a call makes the caller fetch by a signature of the service's own."""

    endpoint: str
    action: str
    resource: str


@dataclass(frozen=True, slots=True)
class Api:
    """The endpoints that take the calls of one IAM prefix."""

    endpoints: tuple[str, ...]
    only: dict[str, tuple[str, ...]]
    none: str
    fetches: dict[str, Fetch]

    def of(self, name: str) -> tuple[str, ...]:
        """The endpoints of one action, by its name without the prefix."""
        return next((given for pattern, given in self.only.items() if fnmatchcase(name.lower(), pattern.lower())), self.endpoints)


@dataclass(frozen=True, slots=True)
class Uncalled:
    """An endpoint that may have no caller in the templates; `condition` is a type, or `inside`."""

    condition: str
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Caller:
    """A role at one of its workplaces.

    Attributes:
        place: The resource that stands in the network.
        role: Whose credentials it has.
        row: The row that found it.
        subnets: The subnets in which it stands, as far as the templates say.
        groups: Its security groups.
    """

    place: Resource
    role: Identity
    row: Workplace
    subnets: tuple[Resource, ...]
    groups: tuple[Resource, ...]

    @property
    def networks(self) -> set[str]:
        """Ids of the networks, as the subnets name them."""
        return {network for subnet in self.subnets for network in networks_of(subnet)}

    def calls(self) -> Iterator[tuple[str, Grant]]:
        """Each action that the role may call from here, lower case, with the statement that allows it."""
        for grant in self.role.grants:
            if not grant.is_allow or _works_through_another(grant):
                continue
            for action in grant.statement.actions:
                if (
                    action not in NO_CALLS
                    and self._leaves_from_here(action.partition(":")[0])
                    and any(True for _ in self.role.allowing(action))
                ):
                    yield action, grant

    def _leaves_from_here(self, prefix: str) -> bool:
        if self.row.unless and any(truth(value) is True for value in self.place.at(*self.row.unless.split("."))):
            return prefix in self.row.still
        return prefix not in self.row.by_service


def _works_through_another(grant: Grant) -> bool:
    """A call that a condition leaves to another AWS service is that service's, not the network's."""
    condition = grant.statement.body.get("Condition")
    keys = {
        str(key).lower()
        for block in (condition.values() if isinstance(condition, dict) else ())
        if isinstance(block, dict)
        for key in block
    }
    return bool({VIA, "aws:calledvia", "aws:calledviafirst", "aws:calledvialast"} & keys)


def callers(graph: TemplateGraph) -> Iterator[Caller]:
    """Every role that works inside a network of these templates."""
    for row in table()[0]:
        for place in graph.of_type(row.type):
            subnets = _subnets(place, row, graph)
            if not subnets:
                continue
            groups = tuple(_resources(place, row.groups, graph, "AWS::EC2::SecurityGroup"))
            for role in _roles(place, row, graph):
                yield Caller(place, role, row, tuple(dict.fromkeys(subnets)), groups)


def unplaced(graph: TemplateGraph) -> Iterator[Resource]:
    """What works in subnets, none of which these templates hold."""
    for row in table()[0]:
        for place in graph.of_type(row.type):
            named = [value for path in row.subnets for value in place.at(*path.split(".")) if value not in (ABSENT, [])]
            if named and not _subnets(place, row, graph):
                yield place


def networks_of(resource: Resource) -> set[str]:
    """Ids of the networks that a resource's `VpcId` names."""
    return {reference.resource for value in resource.at("VpcId") for reference in references(value)}


def endpoints_of(action: str) -> tuple[tuple[str, ...], str]:
    """The endpoints that an action needs, by short name; and where there is none anywhere, why."""
    prefix, _, name = action.partition(":")
    api = table()[1].get(prefix)
    return (api.of(name), api.none) if api else ((prefix,), "")


def fetch_of(action: str, graph: TemplateGraph) -> Fetch | None:
    """What an action makes the caller fetch, in this deployment's partition and region."""
    prefix, _, name = action.partition(":")
    api = table()[1].get(prefix)
    fetch = api.fetches.get(name) if api else None
    return fetch and replace(fetch, resource=fetch.resource.format(partition=graph.scope.partition, region=graph.scope.region))


@cache
def table() -> tuple[tuple[Workplace, ...], dict[str, Api], dict[str, Uncalled]]:
    """The workplaces, the APIs by IAM's prefix, and the endpoints that need no caller."""
    content: dict[str, Any] = safe_load((files("assurance.evidence") / "apis.yaml").read_text(encoding="utf-8"))
    places = tuple(_workplace(row) for row in content["workplaces"])
    apis = {
        prefix: Api(
            tuple(row["endpoints"]),
            {pattern: tuple(given) for pattern, given in row.get("only", {}).items()},
            row.get("none", ""),
            {name.lower(): Fetch(**fetch) for name, fetch in row.get("fetches", {}).items()},
        )
        for prefix, row in content["apis"].items()
    }
    return places, apis, {name: Uncalled(row["if"], row["reason"]) for name, row in content["uncalled"].items()}


def _subnets(place: Resource, row: Workplace, graph: TemplateGraph) -> tuple[Resource, ...]:
    """The subnets that it names, and those in which others put it: a group of nodes, a service of tasks."""
    found = [*_resources(place, row.subnets, graph, SUBNET)]
    for user in graph.used_by(place):
        if path := row.used_by.get(user.type):
            found += _resources(user, (path,), graph, SUBNET)
    return (*found, *_beside(place, row, graph))


def _beside(place: Resource, row: Workplace, graph: TemplateGraph) -> Iterator[Resource]:
    """The subnets of others that name the same thing: a pod stands on its cluster's nodes."""
    if not row.beside:
        return
    for value in place.at(*row.beside["of"].split(".")):
        for shared in graph.referred(value):
            for other in graph.used_by(shared):
                if other.type == row.beside["type"]:
                    yield from _resources(other, (row.beside["subnets"],), graph, SUBNET)


def _workplace(row: dict[str, Any]) -> Workplace:
    fields: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    return Workplace(**fields)


def _roles(place: Resource, row: Workplace, graph: TemplateGraph) -> Iterator[Identity]:
    known = identities(graph)
    found: dict[str, Identity] = {}
    for value in place.at(*row.role.split(".")):
        for used in graph.referred(value):
            for role in (used, *(graph.referred([*used.at("Roles")]) if used.type == PROFILE else ())):
                if role.type == ROLE:
                    found[role.id] = known[role.id]
    yield from found.values()


def _resources(resource: Resource, paths: tuple[str, ...], graph: TemplateGraph, type_name: str) -> Iterator[Resource]:
    for path in paths:
        for value in resource.at(*path.split(".")):
            for used in graph.referred(listed(value)):
                if used.type == type_name:
                    yield used
