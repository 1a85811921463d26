"""VPN connections, whose options and routes moto drops, and what it forgets of gateways."""

import uuid

from moto.core.responses import ActionResult
from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models.customer_gateways import CustomerGateway

from assurance.rehearsal.simulator.records import Records
from assurance.rehearsal.values import Json

TUNNELS = 2
STRONGEST_SECRET = "SecretsManager"  # noqa: S105 - where AWS keeps a tunnel's key, no key


def create_customer_gateway(self: Json) -> ActionResult:
    """A far end with its certificate, which moto drops."""
    made: CustomerGateway = self.ec2_backend.create_customer_gateway(
        self._get_param("Type"),
        ip_address=self._get_param("IpAddress"),
        bgp_asn=self._get_param("BgpAsn"),
        tags=self._parse_tag_specification().get("customer-gateway", {}),
    )
    made.certificate_arn = self._get_param("CertificateArn")  # type: ignore[attr-defined]
    return ActionResult({"CustomerGateway": made})


def create_vpn_connection(self: Json) -> ActionResult:
    """Two tunnels between a customer gateway and a virtual private gateway that are there."""
    far_end, gateway = self._get_param("CustomerGatewayId"), self._get_param("VpnGatewayId")
    if self._get_param("TransitGatewayId") or not gateway:
        raise EC2ClientError("InvalidParameterCombination", "only connections to a virtual private gateway are modelled")
    for place in (self.ec2_backend.get_customer_gateway(far_end), self.ec2_backend.get_vpn_gateway(gateway)):
        if place.state != "available":
            raise EC2ClientError("IncorrectState", f"{place.id} is {place.state}")
    options = self._get_param("Options", {})
    tunnels = options.get("TunnelOptions", [])
    if len(tunnels) > TUNNELS:
        raise EC2ClientError("InvalidParameterValue", f"a connection has {TUNNELS} tunnels, not {len(tunnels)}")
    identity = f"vpn-{uuid.uuid4().hex[:17]}"
    tags = self._parse_tag_specification().get("vpn-connection", {})
    record = {
        "VpnConnectionId": identity,
        "Type": self._get_param("Type"),
        "State": "available",
        "CustomerGatewayId": far_end,
        "VpnGatewayId": gateway,
        "Options": {"StaticRoutesOnly": False, **options, "TunnelOptions": [_told(tunnel) for tunnel in tunnels]},
        "Routes": [],
        "Tags": [{"Key": key, "Value": value} for key, value in tags.items()],
    }
    if self._get_param("PreSharedKeyStorage") == STRONGEST_SECRET:
        place = f"{self.region}:{self.current_account}"
        record["PreSharedKeyArn"] = f"arn:{self.partition}:secretsmanager:{place}:secret:s2svpn!{identity}"
    Records.of(self.ec2_backend, "vpn connections")[identity] = record
    return ActionResult({"VpnConnection": record})


def _told(tunnel: Json) -> Json:
    """What a connection tells of a tunnel's options: the same lists, one of them spelled otherwise."""
    return {("IkeVersions" if name == "IKEVersions" else name): value for name, value in tunnel.items() if name != "PreSharedKey"}


def describe_vpn_connections(self: Json) -> ActionResult:
    """Those named, or all."""
    known = Records.of(self.ec2_backend, "vpn connections")
    return ActionResult({"VpnConnections": [_one(known, name) for name in self._get_param("VpnConnectionIds", list(known))]})


def delete_vpn_connection(self: Json) -> ActionResult:
    """A connection that is there."""
    known = Records.of(self.ec2_backend, "vpn connections")
    del known[str(_one(known, self._get_param("VpnConnectionId"))["VpnConnectionId"])]
    return ActionResult({})


def create_vpn_connection_route(self: Json) -> ActionResult:
    """A static route into a connection that has static routes."""
    connection = _one(Records.of(self.ec2_backend, "vpn connections"), self._get_param("VpnConnectionId"))
    if str(connection["Options"]["StaticRoutesOnly"]).lower() != "true":
        raise EC2ClientError("InvalidParameterValue", f"{connection['VpnConnectionId']} takes its routes by BGP")
    route = {"DestinationCidrBlock": self._get_param("DestinationCidrBlock"), "Source": "Static", "State": "available"}
    if route["DestinationCidrBlock"] in {known["DestinationCidrBlock"] for known in connection["Routes"]}:
        raise EC2ClientError("RouteAlreadyExists", f"{route['DestinationCidrBlock']} has a route already")
    connection["Routes"].append(route)
    return ActionResult({})


def delete_vpn_connection_route(self: Json) -> ActionResult:
    """A static route that is there."""
    connection = _one(Records.of(self.ec2_backend, "vpn connections"), self._get_param("VpnConnectionId"))
    cidr = self._get_param("DestinationCidrBlock")
    left = [known for known in connection["Routes"] if known["DestinationCidrBlock"] != cidr]
    if len(left) == len(connection["Routes"]):
        raise EC2ClientError("InvalidRoute.NotFound", f"no route to {cidr}")
    connection["Routes"] = left
    return ActionResult({})


def create_endpoint_service(self: Json) -> ActionResult:
    """An endpoint service with the address types that it supports, which moto drops."""
    balancers = self._get_param("NetworkLoadBalancerArns", [])
    made = self.ec2_backend.create_vpc_endpoint_service_configuration(
        balancers,
        acceptance_required=self._get_param("AcceptanceRequired", True),
        private_dns_name=self._get_param("PrivateDnsName"),
        tags=[],
        supported_regions=self._get_param("SupportedRegions", []),
    )
    made.supported_ip_address_types = self._get_param("SupportedIpAddressTypes", ["ipv4"])
    for key, value in self._parse_tag_specification().get("vpc-endpoint-service", {}).items():
        made.add_tag(key, value)
    return ActionResult({"ServiceConfiguration": made})


def _one(known: Records, name: str) -> Json:
    if name not in known:
        raise EC2ClientError("InvalidVpnConnectionID.NotFound", f"The vpnConnection ID '{name}' does not exist")
    return known[name]


OPERATIONS = {
    "create_customer_gateway": create_customer_gateway,
    "create_vpc_endpoint_service_configuration": create_endpoint_service,
    "create_vpn_connection": create_vpn_connection,
    "create_vpn_connection_route": create_vpn_connection_route,
    "delete_vpn_connection": delete_vpn_connection,
    "delete_vpn_connection_route": delete_vpn_connection_route,
    "describe_vpn_connections": describe_vpn_connections,
}
