"""What moto forgets of a resolver's endpoint: the protocols that it speaks and its kind of addresses."""

import json
from collections.abc import Callable

from moto.route53resolver.models import ResolverEndpoint

from assurance.rehearsal.simulator.records import Records
from assurance.rehearsal.values import Json

_describe: Callable[[ResolverEndpoint], dict[str, Json]] = ResolverEndpoint.description
KEPT = ("Protocols", "ResolverEndpointType")


def create_resolver_endpoint(self: Json) -> str:
    """An endpoint; AWS takes Do53 and IPv4 where nothing is said."""
    backend = self.route53resolver_backend
    made = backend.create_resolver_endpoint(
        region=self.region,
        creator_request_id=self._get_param("CreatorRequestId"),
        name=self._get_param("Name"),
        security_group_ids=self._get_param("SecurityGroupIds"),
        direction=self._get_param("Direction"),
        ip_addresses=self._get_param("IpAddresses"),
        tags=self._get_param("Tags", []),
    )
    kept = {"Protocols": ["Do53"], "ResolverEndpointType": "IPV4"}
    Records.of(made, "kept")["own"] = {name: self._get_param(name) or kept[name] for name in KEPT}
    return json.dumps({"ResolverEndpoint": made.description()})


def description(self: ResolverEndpoint) -> dict[str, Json]:
    """In place of moto's: also what was kept beside it."""
    return {**_describe(self), **Records.of(self, "kept").get("own", {})}


OPERATIONS = {"create_resolver_endpoint": create_resolver_endpoint}
