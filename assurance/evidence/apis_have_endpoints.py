"""Claim: whoever works inside a network reaches the APIs that it may call, and no door stands there for nobody."""

from collections.abc import Iterator

from assurance.evidence.callers import Caller, Fetch, callers, endpoints_of, fetch_of, networks_of, table, unplaced
from assurance.evidence.claim import Finding, Remark, paragraphs
from assurance.evidence.endpoints import ENDPOINT
from assurance.evidence.graph import Resource, TemplateGraph
from assurance.evidence.identities import ROLE, Grant, identities
from assurance.evidence.passage import endpoints, faults, is_gateway, refusals, roads, short_name, unheard

NAME = "apis_have_endpoints"
STATEMENT = "Every API that a role may call from inside a closed network has an endpoint there, and every endpoint has a caller."
RULES = paragraphs("""
Who works inside a network is read from the templates: what stands in a subnet and carries a role (nodes, models, functions, tasks, pods;
the table apis.yaml). Each action that the role has is mapped to the endpoints that take the call; what the service behind the role calls
itself, from outside the network, is left out, and the table says on which source.

The endpoint stands in the same network, answers to the service's own name, lies in subnets of that network, and its security group hears
the subnets of its callers; a gateway endpoint has a route in the table of each of them.

The endpoint's policy lets each of these actions through, for our accounts.

An endpoint that nobody calls is a door for somebody else. It breaks the claim, unless the table names who comes through it.

A network with a route to everywhere needs no endpoint; then nothing is asked of it here, and the claim on ways out speaks.
""")


def looks_at(graph: TemplateGraph) -> Iterator[Resource]:
    """Every endpoint, and every role at work inside a network with the resource that it works for."""
    seen = [*graph.of_type(ENDPOINT)]
    for caller in callers(graph):
        seen += [caller.place, caller.role.resource]
    yield from dict.fromkeys(seen)


def broken_by(graph: TemplateGraph) -> Iterator[Finding]:
    """Every call that finds no way, and every endpoint without a call."""
    called: set[str] = set()
    open_networks = roads(graph)
    for caller in callers(graph):
        if closed := caller.networks - open_networks:
            for action, grant in caller.calls():
                yield from _ways(caller, action, grant, graph, closed, called)
    for endpoint in graph.of_type(ENDPOINT):
        if networks_of(endpoint) & open_networks:
            continue
        for sentence, where in faults(endpoint, graph):
            yield Finding(endpoint.path, ENDPOINT, sentence, (where,))
        if endpoint.id not in called and not is_gateway(endpoint) and _excuse(endpoint, graph) is None:
            yield Finding(
                endpoint.path, ENDPOINT, "has no caller: no role inside its network may call what it leads to", _service(endpoint)
            )


def remarks(graph: TemplateGraph) -> Iterator[Remark]:
    """Endpoints without a caller in the templates, roles that work outside the networks, and networks that need no endpoints."""
    inside = [*callers(graph)]
    for network in sorted(roads(graph)):
        yield Remark(graph.resources[network].path, "has a road out, so that APIs can be reached without endpoints; none was asked for.")
    for place in unplaced(graph):
        yield Remark(place.path, "works in subnets that no template here holds; whether its calls find endpoints, no template shows.")
    for endpoint in graph.of_type(ENDPOINT):
        if (reason := _excuse(endpoint, graph)) and not _is_called(endpoint, inside):
            yield Remark(endpoint.path, f"has no caller in the templates: {reason}.")
    for caller in inside:
        if caller.row.why:
            yield Remark(caller.place.path, f"part of its role's calls is made by the service, outside the network. {caller.row.why}.")
    working = {caller.role.resource.id for caller in inside}
    for role in graph.of_type(ROLE):
        if role.id not in working:
            trusted = ", ".join(sorted(identities(graph)[role.id].services)) or "people and programs of an account"
            yield Remark(role.path, f"works outside the networks ({trusted}); its calls need no endpoint.")


def _ways(caller: Caller, action: str, grant: Grant, graph: TemplateGraph, closed: set[str], called: set[str]) -> Iterator[Finding]:
    """Findings about one action of one caller in closed networks; marks the endpoints that it goes through."""
    path = (caller.role.resource.path, grant.statement.name, caller.place.path)
    if action.partition(":")[2] in ("", "*") or action == "*":
        yield Finding(caller.role.resource.path, ROLE, f"may call {action}: no set of endpoints answers that", path)
        return
    names, none = endpoints_of(action)
    if none:
        yield Finding(caller.role.resource.path, ROLE, f"may call {action} from inside the network: {none}", path)
    for network in closed:
        for name in names:
            endpoint = endpoints(graph).get((network, name))
            if endpoint is None:
                yield Finding(caller.role.resource.path, ROLE, f"may call {action}, and its network has no endpoint for {name}", path)
                continue
            called.add(endpoint.id)
            for sentence in refusals(endpoint, action, grant.statement.resources, graph):
                yield Finding(endpoint.path, ENDPOINT, sentence, path)
            for subnet, sentence in unheard(endpoint, caller, graph):
                yield Finding(endpoint.path, ENDPOINT, f"{sentence} {subnet.path}", (caller.place.path, subnet.path))
        if fetch := fetch_of(action, graph):
            yield from _fetched(caller, fetch, network, path, graph)


def _fetched(caller: Caller, fetch: Fetch, network: str, path: tuple[str, ...], graph: TemplateGraph) -> Iterator[Finding]:
    """Findings about what an action makes its caller fetch by somebody else's signature: the layers of an image."""
    endpoint = endpoints(graph).get((network, fetch.endpoint))
    if endpoint is None:
        sentence = f"may pull what lies behind {fetch.endpoint}, and its network has no endpoint for that"
        yield Finding(caller.role.resource.path, ROLE, sentence, path)
        return
    for sentence in refusals(endpoint, fetch.action, [fetch.resource], graph, is_signed_by_us=False):
        yield Finding(endpoint.path, ENDPOINT, sentence, path)


def _is_called(endpoint: Resource, inside: list[Caller]) -> bool:
    own, name = networks_of(endpoint), _service(endpoint)[0]
    return any(caller.networks & own and any(name in endpoints_of(action)[0] for action, _ in caller.calls()) for caller in inside)


def _excuse(endpoint: Resource, graph: TemplateGraph) -> str | None:
    """Why an endpoint may have no caller here; None where it may not."""
    row = table()[2].get(_service(endpoint)[0])
    if row is None:
        return None
    own = networks_of(endpoint)
    holds = any(caller.networks & own for caller in callers(graph)) if row.condition == "inside" else any(graph.of_type(row.condition))
    return row.reason if holds else None


def _service(endpoint: Resource) -> tuple[str, ...]:
    return tuple(short_name(service) for service in endpoint.at("ServiceName")) or ("",)
