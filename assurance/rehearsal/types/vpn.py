"""Site-to-site VPN: the far end, the two tunnels, the routes into them."""

from assurance.rehearsal import exists
from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.shapes import call
from assurance.rehearsal.types.gateways import GONE
from assurance.rehearsal.types.model import Made, ResourceType, found_one
from assurance.rehearsal.values import Json

ENCRYPTION = ("AES128", "AES256", "AES128-GCM-16", "AES256-GCM-16")
INTEGRITY = ("SHA1", "SHA2-256", "SHA2-384", "SHA2-512")
GROUPS = ("2", "14", "15", "16", "17", "18", "19", "20", "21", "22", "23", "24")
OFFERED: dict[str, tuple[str, ...]] = {
    "IKEVersions": ("ikev1", "ikev2"),
    "Phase1EncryptionAlgorithms": ENCRYPTION,
    "Phase2EncryptionAlgorithms": ENCRYPTION,
    "Phase1IntegrityAlgorithms": INTEGRITY,
    "Phase2IntegrityAlgorithms": INTEGRITY,
    "Phase1DHGroupNumbers": GROUPS,
    "Phase2DHGroupNumbers": ("5", *GROUPS),
}
"""What EC2 offers (AWS::EC2::VPNConnection's registry schema); botocore's model of the call lists none of it."""

OPTIONS = ("StaticRoutesOnly", "LocalIpv4NetworkCidr", "RemoteIpv4NetworkCidr")
LOG, API_LOG = "CloudwatchLogOptions", "CloudWatchLogOptions"


def create_far_end(aws: Aws, given: Properties, _name: str) -> Made:
    """A customer gateway; a certificate that it names has to be there."""
    tags, certificate = given.take("Tags", []), given.take("CertificateArn")
    if certificate is not None:
        aws.acm.describe_certificate(CertificateArn=certificate)
    made = call(
        aws.ec2,
        "create_customer_gateway",
        CertificateArn=certificate,
        TagSpecifications=[{"ResourceType": "customer-gateway", "Tags": tags}] if tags else None,
        **given.rest(),
    )["CustomerGateway"]["CustomerGatewayId"]
    return Made(made, {"CustomerGatewayId": made})


def read_far_end(aws: Aws, identity: str) -> dict[str, Json]:
    """The customer gateway."""
    found = found_one(aws.ec2.describe_customer_gateways(CustomerGatewayIds=[identity])["CustomerGateways"], identity)
    if found["State"] in GONE:
        raise LookupError(f"{identity} is {found['State']}")
    return dict(found)


def create_connection(aws: Aws, given: Properties, _name: str) -> Made:
    """A connection whose tunnels name only what EC2 offers, and log into a group that is there."""
    tags, tunnels = given.take("Tags", []), given.take("VpnTunnelOptionsSpecifications", [])
    options = {**given.some(*OPTIONS), "TunnelOptions": [_tunnel(aws, Properties(tunnel, at="Tunnel.")) for tunnel in tunnels]}
    made = call(
        aws.ec2,
        "create_vpn_connection",
        Options=options,
        TagSpecifications=[{"ResourceType": "vpn-connection", "Tags": tags}] if tags else None,
        **given.rest(),
    )["VpnConnection"]["VpnConnectionId"]
    return Made(made, {"VpnConnectionId": made})


def _tunnel(aws: Aws, given: Properties) -> dict[str, Json]:
    if given.take("PreSharedKey") is not None:
        raise Refused("PreSharedKey: a template holds no key")
    asked = given.some(*OFFERED)
    for name, entries in asked.items():
        for value in (str(entry["Value"]) for entry in entries):
            if value not in OFFERED[name]:
                raise Refused(f"{name}: {value} is not one of {', '.join(OFFERED[name])}")
    log = given.part("LogOptions").take(LOG)
    given.finish()
    if log is None:
        return asked
    if str(log.get("LogEnabled")).lower() == "true":
        exists.log_group(aws, log["LogGroupArn"])
    return {**asked, "LogOptions": {API_LOG: log}}


def read_connection(aws: Aws, identity: str) -> dict[str, Json]:
    """The connection in the template's words."""
    found = found_one(aws.ec2.describe_vpn_connections(VpnConnectionIds=[identity])["VpnConnections"], identity)
    options = found["Options"]
    tunnels = [
        {
            **tunnel,
            "IKEVersions": tunnel.get("IkeVersions"),
            "LogOptions": {LOG: tunnel.get("LogOptions", {}).get(API_LOG)},
        }
        for tunnel in options.get("TunnelOptions", [])
    ]
    storage = {"PreSharedKeyStorage": "SecretsManager"} if found.get("PreSharedKeyArn") else {}
    return {**found, **options, **storage, "VpnTunnelOptionsSpecifications": tunnels}


def create_route(aws: Aws, given: Properties, _name: str) -> Made:
    """A static route into a connection."""
    cidr, connection = given.need("DestinationCidrBlock"), given.need("VpnConnectionId")
    call(aws.ec2, "create_vpn_connection_route", DestinationCidrBlock=cidr, VpnConnectionId=connection)
    return Made(f"{cidr}|{connection}")


def read_route(aws: Aws, physical_id: str) -> dict[str, Json]:
    """The route, asked from its connection."""
    cidr, _, connection = physical_id.partition("|")
    routes = read_connection(aws, connection)["Routes"]
    return {**found_one([each for each in routes if each["DestinationCidrBlock"] == cidr], physical_id), "VpnConnectionId": connection}


TYPES = (
    ResourceType("AWS::EC2::CustomerGateway", create_far_end, read_far_end),
    ResourceType("AWS::EC2::VPNConnection", create_connection, read_connection),
    ResourceType("AWS::EC2::VPNConnectionRoute", create_route, read_route),
)
