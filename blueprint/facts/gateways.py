"""Gateway endpoints: what may go to a service by a route instead of an interface."""

from functools import cache

from blueprint.facts.table import Row, Table, read


class GatewayEndpoint(Row):
    """One gateway endpoint; `actions` is all that its policy lets this account do with its own data."""

    reason: str
    actions: tuple[str, ...]


@cache
def gateways() -> Table[GatewayEndpoint]:
    """All gateway endpoints by the service's short name."""
    return read("gateways.yaml", GatewayEndpoint)
