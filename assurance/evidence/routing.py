"""Routes: where they lead, and whether any road leads out of the networks at all."""

from collections.abc import Iterator

from assurance.evidence.claim import Finding
from assurance.evidence.doors import doors
from assurance.evidence.endpoints import ENDPOINT
from assurance.evidence.graph import TemplateGraph
from assurance.evidence.values import ABSENT, render
from assurance.evidence.ways.standing import is_as_declared, is_of_a_way

ROUTES = ("AWS::EC2::Route", "AWS::EC2::TransitGatewayRoute")
DESTINATIONS = ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId")
ROADS = ("AWS::EC2::", "AWS::DirectConnect::", "AWS::NetworkManager::", "AWS::VpcLattice::")
"""Services whose doors, where a row of the table says `always`, are roads for packets."""


def route_findings(graph: TemplateGraph) -> Iterator[Finding]:
    """Every route that leads anywhere but to an endpoint of this deployment, or back down a declared line."""
    for route in graph.of_type(*ROUTES):
        if is_as_declared(route, graph):
            continue
        for target in route.at("VpcEndpointId"):
            if any(used.type == ENDPOINT for used in graph.referred(target)):
                break
        else:
            where = next((render(value) for name in DESTINATIONS for value in route.at(name) if value != ABSENT), "traffic")
            properties = {
                name: value
                for name, value in route.properties.items()
                if name.endswith(("Id", "Arn")) and name not in ("RouteTableId", *DESTINATIONS)
            }
            doors = [used for value in properties.values() for used in graph.referred(value)]
            goal = doors[0].path if doors else next((f"{name} {render(value)}" for name, value in properties.items()), "an unnamed target")
            yield Finding(route.path, route.type, f"sends {where} to {goal}", graph.path(route, doors[0]) if doors else (goal,))


def has_road(graph: TemplateGraph) -> bool:
    """Whether anything in the templates carries packets out of the networks: a route, a gateway, a line, a peering.

    A declared line is none: its routes lead to declared private ranges alone.
    """
    roads = [door for door in doors() if door.door == "always" and door.type.startswith(ROADS)]
    carries = (
        resource
        for resource in graph.resources.values()
        if any(road.is_on(resource) for road in roads) and not (is_of_a_way(resource, graph) and is_as_declared(resource, graph))
    )
    return any(True for _ in carries) or any(True for _ in route_findings(graph))
