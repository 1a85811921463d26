"""Direct Connect gateways and what is joined with them, which moto does not know."""

import uuid

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.simulator.records import Parameters, Record, Records, operation
from assurance.rehearsal.values import Json

GATEWAYS, ASSOCIATIONS = "gateways", "associations"


def assume_gateway(backend: Json, identity: str) -> None:
    """A Direct Connect gateway that somebody has made."""
    Records.of(backend, GATEWAYS)[identity] = {"directConnectGatewayId": identity, "directConnectGatewayState": "available"}


def _create(aws: Aws, backend: Json, given: Parameters) -> Record:
    gateway, own = given["directConnectGatewayId"], given.get("gatewayId") or given.get("virtualGatewayId")
    if gateway not in Records.of(backend, GATEWAYS):
        raise Refused(f"Direct Connect gateway {gateway} does not exist")
    found = aws.ec2.describe_vpn_gateways(VpnGatewayIds=[own])["VpnGateways"]
    if not any(place["State"] == "attached" for known in found for place in known.get("VpcAttachments", [])):
        raise Refused(f"virtual private gateway {own} is attached to no network")
    known = Records.of(backend, ASSOCIATIONS)
    if any(each["associatedGateway"]["id"] == own for each in known.values()):
        raise Refused(f"virtual private gateway {own} is associated already")
    identity = str(uuid.uuid4())
    known[identity] = {
        "associationId": identity,
        "associationState": "associated",
        "directConnectGatewayId": gateway,
        "associatedGateway": {"id": own, "type": "virtualPrivateGateway"},
        "allowedPrefixesToDirectConnectGateway": given.get("addAllowedPrefixesToDirectConnectGateway", []),
    }
    return {"directConnectGatewayAssociation": known[identity]}


def _describe(_aws: Aws, backend: Json, given: Parameters) -> Record:
    wanted = given.get("associationId")
    known = Records.of(backend, ASSOCIATIONS)
    return {"directConnectGatewayAssociations": [each for name, each in known.items() if wanted in (None, name)]}


def _delete(_aws: Aws, backend: Json, given: Parameters) -> Record:
    return {"directConnectGatewayAssociation": Records.of(backend, ASSOCIATIONS).pop(given["associationId"])}


CODE, BACKEND = "DirectConnectClientException", "directconnect_backend"
OPERATIONS = {
    "create_direct_connect_gateway_association": operation(_create, CODE, BACKEND),
    "delete_direct_connect_gateway_association": operation(_delete, CODE, BACKEND),
    "describe_direct_connect_gateway_associations": operation(_describe, CODE, BACKEND),
}
