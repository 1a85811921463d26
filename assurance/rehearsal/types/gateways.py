"""Where other networks meet this one: virtual private gateways, attachments, Direct Connect, and the routes back."""

from assurance.rehearsal import exists
from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.shapes import call
from assurance.rehearsal.types.model import Made, ResourceType, found_one
from assurance.rehearsal.types.network import tag
from assurance.rehearsal.values import Json

GONE = ("deleted", "deleting", "detached", "disassociated")


def create_gateway(aws: Aws, given: Properties, _name: str) -> Made:
    """A virtual private gateway, attached to nothing yet."""
    tags = given.take("Tags", [])
    made = call(aws.ec2, "create_vpn_gateway", **given.rest())["VpnGateway"]["VpnGatewayId"]
    tag(aws, made, tags)
    return Made(made, {"VPNGatewayId": made})


def read_gateway(aws: Aws, gateway: str) -> dict[str, Json]:
    """The gateway."""
    found = found_one(aws.ec2.describe_vpn_gateways(VpnGatewayIds=[gateway])["VpnGateways"], gateway)
    if found["State"] in GONE:
        raise LookupError(f"{gateway} is {found['State']}")
    return {**found, "VPNGatewayId": gateway}


def attached_to(aws: Aws, gateway: str) -> list[str]:
    """The networks that a virtual private gateway is attached to."""
    return [place["VpcId"] for place in read_gateway(aws, gateway).get("VpcAttachments", []) if place["State"] not in GONE]


def create_attachment(aws: Aws, given: Properties, _name: str) -> Made:
    """A gateway's place at a network; a network and a gateway have one at most."""
    if given.take("InternetGatewayId") is not None:
        raise Refused("InternetGatewayId: not modelled; no network here has one")
    vpc, gateway = given.need("VpcId"), given.need("VpnGatewayId")
    exists.vpc(aws, vpc)
    if taken := attached_to(aws, gateway):
        raise Refused(f"{gateway} is attached to {', '.join(taken)} already")
    others = aws.ec2.describe_vpn_gateways(Filters=[{"Name": "attachment.vpc-id", "Values": [vpc]}])["VpnGateways"]
    if any(place["State"] not in GONE for other in others for place in other.get("VpcAttachments", []) if place.get("VpcId") == vpc):
        raise Refused(f"VpnGatewayLimitExceeded: {vpc} has a virtual private gateway already")
    call(aws.ec2, "attach_vpn_gateway", VpcId=vpc, VpnGatewayId=gateway)
    return Made(f"VGW|{vpc}", {"AttachmentType": "VGW"})


def read_attachment(aws: Aws, physical_id: str) -> dict[str, Json]:
    """The attachment, asked from the gateways."""
    vpc = physical_id.partition("|")[2]
    gateways = aws.ec2.describe_vpn_gateways()["VpnGateways"]
    found = [known for known in gateways if any(p.get("VpcId") == vpc and p["State"] not in GONE for p in known.get("VpcAttachments", []))]
    return {"VpcId": vpc, "VpnGatewayId": found_one(found, f"gateway of {vpc}")["VpnGatewayId"]}


def create_transit_attachment(aws: Aws, given: Properties, _name: str) -> Made:
    """A network's place at a transit gateway, with one subnet a zone."""
    vpc, tags = given.need("VpcId"), given.take("Tags", [])
    wanted = given.need("SubnetIds")
    if len(wanted) != len(set(wanted)):
        raise Refused("SubnetIds: a subnet stands twice")
    subnets = exists.subnets(aws, wanted)
    zones = [subnet["AvailabilityZone"] for subnet in subnets]
    if any(subnet["VpcId"] != vpc for subnet in subnets) or len(wanted) != len(set(zones)):
        raise Refused("SubnetIds: one subnet a zone, all of VpcId")
    made = call(
        aws.ec2,
        "create_transit_gateway_vpc_attachment",
        VpcId=vpc,
        SubnetIds=[subnet["SubnetId"] for subnet in subnets],
        TransitGatewayId=given.need("TransitGatewayId"),
        **given.rest(),
    )["TransitGatewayVpcAttachment"]["TransitGatewayAttachmentId"]
    tag(aws, made, tags)
    return Made(made, {"Id": made})


def read_transit_attachment(aws: Aws, identity: str) -> dict[str, Json]:
    """The attachment."""
    answer = aws.ec2.describe_transit_gateway_vpc_attachments(TransitGatewayAttachmentIds=[identity])
    found = found_one(answer["TransitGatewayVpcAttachments"], identity)
    if found["State"] in GONE:
        raise LookupError(f"{identity} is {found['State']}")
    return {**found, "Id": identity}


def create_association(aws: Aws, given: Properties, _name: str) -> Made:
    """A virtual private gateway joined with a Direct Connect gateway of this account."""
    prefixes = [{"cidr": cidr} for cidr in given.take("AllowedPrefixesToDirectConnectGateway", [])]
    made = call(
        aws.directconnect,
        "create_direct_connect_gateway_association",
        directConnectGatewayId=given.need("DirectConnectGatewayId"),
        gatewayId=given.need("AssociatedGatewayId"),
        addAllowedPrefixesToDirectConnectGateway=prefixes or None,
    )["directConnectGatewayAssociation"]["associationId"]
    return Made(made, {"AssociationId": made})


def read_association(aws: Aws, identity: str) -> dict[str, Json]:
    """The association in the template's words."""
    answer = aws.directconnect.describe_direct_connect_gateway_associations(associationId=identity)
    found = found_one(answer["directConnectGatewayAssociations"], identity)
    return {
        "AssociationId": identity,
        "DirectConnectGatewayId": found["directConnectGatewayId"],
        "AssociatedGatewayId": found["associatedGateway"]["id"],
        "AllowedPrefixesToDirectConnectGateway": [prefix["cidr"] for prefix in found["allowedPrefixesToDirectConnectGateway"]],
    }


def create_route(aws: Aws, given: Properties, _name: str) -> Made:
    """A route to a gateway that is attached to the table's own network."""
    table, cidr = given.need("RouteTableId"), given.need("DestinationCidrBlock")
    vpc = aws.ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["VpcId"]
    gateway, transit = given.take("GatewayId"), given.take("TransitGatewayId")
    if (gateway is None) == (transit is None):
        raise Refused("exactly one of GatewayId, TransitGatewayId: no other target is modelled")
    if gateway is not None and vpc not in attached_to(aws, gateway):
        raise Refused(f"InvalidGatewayID.NotFound: {gateway} is not attached to {vpc}")
    if transit is not None and not _joined(aws, transit, vpc):
        raise Refused(f"InvalidTransitGatewayID.NotFound: {transit} is not attached to {vpc}")
    call(aws.ec2, "create_route", RouteTableId=table, DestinationCidrBlock=cidr, GatewayId=gateway, TransitGatewayId=transit)
    return Made(f"{table}|{cidr}", {"CidrBlock": cidr})


def _joined(aws: Aws, transit: str, vpc: str) -> bool:
    found = aws.ec2.describe_transit_gateway_vpc_attachments()["TransitGatewayVpcAttachments"]
    return any(known["TransitGatewayId"] == transit and known["VpcId"] == vpc and known["State"] not in GONE for known in found)


def read_route(aws: Aws, physical_id: str) -> dict[str, Json]:
    """The route, asked from its table."""
    table, _, cidr = physical_id.partition("|")
    routes = aws.ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["Routes"]
    return {**found_one([route for route in routes if route.get("DestinationCidrBlock") == cidr], physical_id), "RouteTableId": table}


TYPES = (
    ResourceType("AWS::EC2::VPNGateway", create_gateway, read_gateway),
    ResourceType("AWS::EC2::VPCGatewayAttachment", create_attachment, read_attachment),
    ResourceType("AWS::EC2::TransitGatewayVpcAttachment", create_transit_attachment, read_transit_attachment),
    ResourceType("AWS::DirectConnect::DirectConnectGatewayAssociation", create_association, read_association),
    ResourceType("AWS::EC2::Route", create_route, read_route),
)
