"""Whether a resource belongs to a way that is declared, and whether every declared way is there."""

from collections.abc import Iterator
from dataclasses import dataclass

from assurance.evidence.claim import Finding, Remark
from assurance.evidence.graph import Resource, TemplateGraph
from assurance.evidence.values import ABSENT, render
from assurance.evidence.ways import judges as j
from assurance.evidence.ways.declared import LINES, Way


@dataclass(frozen=True, slots=True)
class Part:
    """What a way is made of: which kinds of way need such a resource, who judges it, and how many of it there may be."""

    kinds: tuple[str, ...]
    judge: j.Judge
    at_most: int = 1


PARTS: dict[str, Part] = {
    j.SERVICE: Part(("private_link",), j.service),
    j.PERMISSIONS: Part(("private_link",), j.principals),
    j.GATEWAY: Part(("vpn", "direct_connect"), j.gateway),
    j.ATTACHMENT: Part(("vpn", "direct_connect"), j.attachment),
    j.FAR_END: Part(("vpn",), j.far_end),
    j.CONNECTION: Part(("vpn",), j.tunnels),
    j.CONNECTION_ROUTE: Part(("vpn",), j.connection_route, 20),
    **{kind: Part(("transit_gateway",), j.transit) for kind in j.TRANSIT},
    j.ASSOCIATION: Part(("direct_connect",), j.association),
    j.RESOLVER: Part(("private_zones",), j.resolver),
}
"""Types that are doors unless a way declares them."""

BESIDE: dict[str, Part] = {
    j.BALANCER: Part(("private_link",), j.balancer),
    j.LISTENER: Part(("private_link",), j.listener),
    j.TARGETS: Part(("private_link",), j.targets),
    j.ZONE: Part(("private_zones",), j.zone),
    j.CERTIFICATE: Part(("certificates",), j.certificate),
}
"""Types that are no doors by themselves. Where the ways are known, a zone and a certificate have to belong to one."""

BEHIND = (j.BALANCER, j.LISTENER, j.TARGETS)
"""Types that are of a way only behind an endpoint service: an internal balancer by itself lets nobody in from elsewhere."""


def is_as_declared(resource: Resource, graph: TemplateGraph) -> bool:
    """Whether a resource is exactly what a declared way lets be."""
    way = _way_of(resource, graph)
    return way is not None and not [*_beyond(resource, way, graph)]


def is_of_a_way(resource: Resource, graph: TemplateGraph) -> bool:
    """Whether a way is declared that needs such a resource; then `way_findings` judges it and the table of doors does not."""
    return resource.type in PARTS and _way_of(resource, graph) is not None


def way_findings(graph: TemplateGraph) -> Iterator[Finding]:
    """Everything beyond what is declared, and everything that is declared and not there; nothing where no file says what is declared."""
    if graph.scope.ways is None:
        return
    for resource in graph.of_type(*PARTS, *BESIDE, j.ROUTE):
        way = _way_of(resource, graph)
        if way is not None:
            for sentence in _beyond(resource, way, graph):
                yield Finding(resource.path, resource.type, f"is wider than {way.field}: {sentence}", (way.field, sentence))
        elif resource.type in BESIDE and resource.type not in BEHIND:
            kinds = " or ".join(f"ways_in.{kind}" for kind in BESIDE[resource.type].kinds)
            yield Finding(resource.path, resource.type, f"belongs to a way in that is not declared ({kinds})", (kinds,))
    for way in graph.scope.ways:
        for cidr in way.permitted:
            if not cidr.is_private or cidr.prefixlen < WIDEST:
                yield Finding("deployment.json", "", f"declares a range that is no one network's private one: {cidr}", (way.field,))
        for missing in _missing(way, graph):
            yield Finding("deployment.json", "", f"declares {way.field}, and the templates hold {missing}", (way.field,))


WIDEST = 8
"""Prefix of the widest range that a way may permit."""


def way_remarks(graph: TemplateGraph) -> Iterator[Remark]:
    """Every declared way, with the resources that are it."""
    for way in graph.scope.ways or ():
        parts = [each.path for each in graph.of_type(*PARTS, *BESIDE, j.ROUTE) if _way_of(each, graph) is way]
        held = f". It is: {', '.join(parts)}." if parts else "."
        yield Remark(way.field, f"declared: {way}{held}")


def _way_of(resource: Resource, graph: TemplateGraph) -> Way | None:
    """The declared way that a resource is of, by its type; a route's by where it leads."""
    if resource.type == j.ROUTE:
        return _way_of_route(resource, graph)
    part = PARTS.get(resource.type) or BESIDE.get(resource.type)
    if part is None:
        return None
    if resource.type == j.RESOLVER and not any(graph.scope.way(line) for line in LINES):
        return None
    if resource.type in BEHIND and not _is_offered(resource, graph):
        return None
    return next((way for kind in part.kinds if (way := graph.scope.way(kind))), None)


def _is_offered(resource: Resource, graph: TemplateGraph) -> bool:
    """Whether a balancer is behind an endpoint service, a listener on such a balancer, a target group behind such a listener."""
    if resource.type == j.BALANCER:
        return any(user.type == j.SERVICE for user in graph.used_by(resource))
    if resource.type == j.LISTENER:
        return any(each.type == j.BALANCER and _is_offered(each, graph) for each in graph.uses(resource))
    return any(user.type == j.LISTENER and _is_offered(user, graph) for user in graph.used_by(resource))


def _way_of_route(route: Resource, graph: TemplateGraph) -> Way | None:
    targets = {name for name, value in route.properties.items() if name.endswith(("Id", "Arn")) and value != ABSENT} - {
        "RouteTableId",
        "DestinationPrefixListId",
    }
    if targets == {"TransitGatewayId"}:
        way = graph.scope.way("transit_gateway")
        return way if way and all(render(value) in way.values("id") for value in route.at("TransitGatewayId")) else None
    to_own = all(any(each.type == j.GATEWAY for each in graph.referred(value)) for value in route.at("GatewayId"))
    if targets == {"GatewayId"} and to_own:
        ways = [way for kind in ("vpn", "direct_connect") if (way := graph.scope.way(kind))]
        return next((way for way in ways if not [*j.route(route, way, graph)]), ways[0] if ways else None)
    return None


def _beyond(resource: Resource, way: Way, graph: TemplateGraph) -> Iterator[str]:
    if resource.type == j.ROUTE:
        yield from j.route(resource, way, graph)
        return
    part = PARTS.get(resource.type) or BESIDE[resource.type]
    yield from part.judge(resource, way, graph)
    alike = [kind for kind, other in (PARTS | BESIDE).items() if other.judge is part.judge]
    same = [each.id for each in graph.of_type(*alike) if each.type not in BEHIND or _is_offered(each, graph)]
    if len(same) > part.at_most:
        yield f"there are {len(same)} of it, where the way needs {part.at_most}"


def _missing(way: Way, graph: TemplateGraph) -> Iterator[str]:
    """What a way needs and no template has."""
    needed = {
        "private_link": (j.SERVICE, j.PERMISSIONS, j.BALANCER, j.LISTENER, j.TARGETS),
        "vpn": (j.GATEWAY, j.ATTACHMENT, j.FAR_END, j.CONNECTION),
        "direct_connect": (j.GATEWAY, j.ATTACHMENT, j.ASSOCIATION),
        "private_zones": (j.ZONE,),
        "certificates": (j.CERTIFICATE,) if way.values("authority") else (),
    }.get(way.kind, ())
    there = {each.type for each in graph.of_type(*needed) if each.type not in BEHIND or _is_offered(each, graph)}
    yield from (f"no {kind}" for kind in needed if kind not in there)
    if way.kind == "transit_gateway" and not any(graph.of_type(*j.TRANSIT)):
        yield f"no {j.TRANSIT[0]}"
    if way.kind == "private_link":
        told = {render(value) for each in graph.of_type(j.PERMISSIONS) for value in each.at("AllowedPrincipals", "*")}
        yield from (f"no permission for {name}" for name in way.values("principals") if name not in told)
    if way.kind in LINES:
        led = {render(value) for each in graph.of_type(j.ROUTE) if _way_of(each, graph) for value in each.at("DestinationCidrBlock")}
        yield from (f"no route back to {cidr}" for cidr in way.values("cidrs") if cidr not in led)
    if way.kind == "private_zones" and any(graph.scope.way(line) for line in LINES) and not any(graph.of_type(j.RESOLVER)):
        yield f"no {j.RESOLVER}"
