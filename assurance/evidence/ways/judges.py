"""What one resource may be where its way is declared: each judge yields a sentence for everything beyond that."""
# ruff: noqa: ARG001 - a table calls every judge alike; few need all that they get

from collections.abc import Callable, Iterator
from ipaddress import IPv4Network, ip_network

from assurance.evidence.graph import Resource, TemplateGraph
from assurance.evidence.values import ABSENT, Reference, Value, listed, references, render, truth
from assurance.evidence.ways.declared import Way

Judge = Callable[[Resource, Way, TemplateGraph], Iterator[str]]

BALANCER, TARGETS, LISTENER = (f"AWS::ElasticLoadBalancingV2::{kind}" for kind in ("LoadBalancer", "TargetGroup", "Listener"))
SERVICE, PERMISSIONS = "AWS::EC2::VPCEndpointService", "AWS::EC2::VPCEndpointServicePermissions"
GATEWAY, ATTACHMENT, FAR_END = "AWS::EC2::VPNGateway", "AWS::EC2::VPCGatewayAttachment", "AWS::EC2::CustomerGateway"
CONNECTION, CONNECTION_ROUTE = "AWS::EC2::VPNConnection", "AWS::EC2::VPNConnectionRoute"
TRANSIT = ("AWS::EC2::TransitGatewayVpcAttachment", "AWS::EC2::TransitGatewayAttachment")
ASSOCIATION = "AWS::DirectConnect::DirectConnectGatewayAssociation"
ROUTE, TABLE, TABLE_USE, SUBNET, VPC = (
    "AWS::EC2::Route",
    "AWS::EC2::RouteTable",
    "AWS::EC2::SubnetRouteTableAssociation",
    "AWS::EC2::Subnet",
    "AWS::EC2::VPC",
)
RESOLVER, ZONE, CERTIFICATE = "AWS::Route53Resolver::ResolverEndpoint", "AWS::Route53::HostedZone", "AWS::CertificateManager::Certificate"

TUNNEL: dict[str, frozenset[str]] = {
    "IKEVersions": frozenset({"ikev2"}),
    "Phase1EncryptionAlgorithms": frozenset({"AES256-GCM-16"}),
    "Phase2EncryptionAlgorithms": frozenset({"AES256-GCM-16"}),
    "Phase1IntegrityAlgorithms": frozenset({"SHA2-384", "SHA2-512"}),
    "Phase2IntegrityAlgorithms": frozenset({"SHA2-384", "SHA2-512"}),
    "Phase1DHGroupNumbers": frozenset({"19", "20", "21"}),
    "Phase2DHGroupNumbers": frozenset({"19", "20", "21"}),
}
"""What a tunnel may agree on, of what AWS offers (Site-to-Site VPN guide, Tunnel options); its defaults take everything."""

ROUTE_TARGETS = ("Id", "Arn")


def service(resource: Resource, way: Way, graph: TemplateGraph) -> Iterator[str]:
    """Accepts each connection by hand, stands before balancers of these templates alone, and has no name beyond the declared one."""
    if not _always(resource, "AcceptanceRequired", True):
        yield "accepts connections that nobody has looked at: AcceptanceRequired is not true"
    for name in ("NetworkLoadBalancerArns", "GatewayLoadBalancerArns"):
        for value in resource.at(name, "*"):
            if value != ABSENT and not any(each.type == BALANCER for each in graph.referred(value)):
                yield f"leads to a balancer that is in no template: {render(value)}"
    yield from _only(resource, "PrivateDnsName", way.values("name"))
    yield from _only(resource, "SupportedRegions.*", graph.scope.regions)


def principals(resource: Resource, way: Way, graph: TemplateGraph) -> Iterator[str]:
    """Names declared principals only, on a service of these templates."""
    yield from _only(resource, "AllowedPrincipals.*", way.values("principals"))
    yield from _refers(resource, "ServiceId", SERVICE, graph)


def balancer(resource: Resource, way: Way, graph: TemplateGraph) -> Iterator[str]:
    """Is held to its security group by what comes through an endpoint, too; that it is internal, the table of doors asks."""
    if not _always(resource, "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic", "on"):
        yield "does not hold what comes through an endpoint to its security group, so that the permitted ranges hold nobody"
    if not any(value != ABSENT for value in resource.at("SecurityGroups", "*")):
        yield "has no security group: it takes connections from every range"


def listener(resource: Resource, way: Way, graph: TemplateGraph) -> Iterator[str]:
    """Speaks TLS."""
    if not all(value in ("TLS", "HTTPS") for value in resource.at("Protocol")):
        yield "takes connections without TLS"
    found = [value for value in resource.at("Certificates", "*", "CertificateArn") if value != ABSENT]
    declared = graph.scope.way("certificates")
    for value in found:
        if not any(each.type == CERTIFICATE for each in graph.referred(value)) and (
            declared is None or render(value) not in declared.values("imported")
        ):
            yield f"shows a certificate that is not declared: {render(value)}"


def targets(resource: Resource, way: Way, graph: TemplateGraph) -> Iterator[str]:
    """Leads to declared addresses."""
    yield from _only(resource, "Targets.*.Id", way.values("targets"))


def gateway(resource: Resource, way: Way, graph: TemplateGraph) -> Iterator[str]:
    """A virtual private gateway says nothing of what may pass: routes and attachments do."""
    yield from ()


def attachment(resource: Resource, way: Way, graph: TemplateGraph) -> Iterator[str]:
    """Joins a virtual private gateway and a network of these templates."""
    if any(value != ABSENT for value in resource.at("InternetGatewayId")):
        yield "attaches an internet gateway"
    yield from _refers(resource, "VpnGatewayId", GATEWAY, graph)
    yield from _refers(resource, "VpcId", VPC, graph)


def far_end(resource: Resource, way: Way, graph: TemplateGraph) -> Iterator[str]:
    """Is the declared address, system and certificate."""
    yield from _only(resource, "IpAddress", way.values("address"))
    yield from _only(resource, "BgpAsn", way.values("asn"))
    yield from _only(resource, "BgpAsnExtended", way.values("asn"))
    yield from _only(resource, "CertificateArn", way.values("certificate"))


def tunnels(resource: Resource, way: Way, graph: TemplateGraph) -> Iterator[str]:
    """Two tunnels to the declared far end, static routes only, and nothing weaker than `TUNNEL` agreed on."""
    yield from _refers(resource, "CustomerGatewayId", FAR_END, graph)
    yield from _refers(resource, "VpnGatewayId", GATEWAY, graph)
    if any(value != ABSENT for value in resource.at("TransitGatewayId")):
        yield "ends at a transit gateway, not at this network's own gateway"
    if not _always(resource, "StaticRoutesOnly", True):
        yield "takes over routes that the far end announces: StaticRoutesOnly is not true"
    options = [each for each in resource.at("VpnTunnelOptionsSpecifications", "*") if isinstance(each, dict)]
    if len(options) != 2:
        yield f"says of {len(options)} of its two tunnels what they may agree on; AWS's default takes everything"
    for name, allowed in TUNNEL.items():
        found = {render(value.get("Value", ABSENT)) for each in options for value in listed(each.get(name, [])) if isinstance(value, dict)}
        if any(not each.get(name) for each in options) or not found <= allowed:
            yield f"may agree on {name} beyond {', '.join(sorted(allowed))}: {', '.join(sorted(found)) or 'any'}"
    if any("PreSharedKey" in each for each in options):
        yield "holds the tunnel's key in the template"


def connection_route(resource: Resource, way: Way, graph: TemplateGraph) -> Iterator[str]:
    """Leads to a declared range."""
    yield from _inside(resource, way)
    yield from _refers(resource, "VpnConnectionId", CONNECTION, graph)


def transit(resource: Resource, way: Way, graph: TemplateGraph) -> Iterator[str]:
    """Joins this network and the declared gateway."""
    yield from _only(resource, "TransitGatewayId", way.values("id"))
    yield from _refers(resource, "VpcId", VPC, graph)
    for name in ("ApplianceModeSupport", "Ipv6Support", "SecurityGroupReferencingSupport", "DnsSupport"):
        if not _always(resource, f"Options.{name}", "disable"):
            yield f"does not switch {name} off"


def association(resource: Resource, way: Way, graph: TemplateGraph) -> Iterator[str]:
    """Joins this network's own gateway and the declared Direct Connect gateway, and announces this network's ranges alone."""
    yield from _only(resource, "DirectConnectGatewayId", way.values("gateway"))
    yield from _refers(resource, "AssociatedGatewayId", GATEWAY, graph)
    told = [value for value in resource.at("AllowedPrefixesToDirectConnectGateway", "*") if value != ABSENT]
    if not told:
        yield "announces whatever the gateway knows: no prefix is named"
    own = [text for network in graph.of_type(VPC) for text in map(render, network.at("CidrBlock"))]
    for value in told:
        if render(value) not in own and not any(each.type == VPC for each in graph.referred(value)):
            yield f"announces a range that is none of this network's: {render(value)}"


def route(resource: Resource, way: Way, graph: TemplateGraph) -> Iterator[str]:
    """Leads back to a declared range, from subnets of declared tiers."""
    yield from _inside(resource, way)
    yield from _refers(resource, "RouteTableId", TABLE, graph)
    permitted = way.ranges("subnets")
    for use in graph.of_type(TABLE_USE):
        tables = {reference.resource for reference in references(list(resource.at("RouteTableId")))}
        if not tables & {reference.resource for reference in references(list(use.at("RouteTableId")))}:
            continue
        subnets = [each for value in use.at("SubnetId") for each in graph.referred(value) if each.type == SUBNET]
        if not subnets:
            yield f"gives a subnet a way there that is in no template: {', '.join(render(value) for value in use.at('SubnetId'))}"
        for subnet in subnets:
            for cidr in subnet.at("CidrBlock"):
                network = _network(cidr)
                if network is None or not any(network.subnet_of(each) for each in permitted):
                    yield f"gives {subnet.path} a way there, whose tier is not declared"


def resolver(resource: Resource, way: Way, graph: TemplateGraph) -> Iterator[str]:
    """Answers; it never asks others."""
    if not _always(resource, "Direction", "INBOUND"):
        yield "sends DNS queries beyond the network: its direction is not INBOUND"


def zone(resource: Resource, way: Way, graph: TemplateGraph) -> Iterator[str]:
    """Has the declared name, in networks of these templates."""
    names = [value.rstrip(".") if isinstance(value, str) else value for value in resource.at("Name")]
    yield from (f"is a zone that is not declared: {render(name)}" for name in names if render(name) not in way.values("name"))
    for value in resource.at("VPCs", "*", "VPCId"):
        if not any(each.type == VPC for each in graph.referred(value)):
            yield f"is answered in a network that is in no template: {render(value)}"


def certificate(resource: Resource, way: Way, graph: TemplateGraph) -> Iterator[str]:
    """Is issued by the declared authority, for the declared name."""
    found = [*resource.at("CertificateAuthorityArn")]
    if not found or any(value == ABSENT for value in found):
        yield "asks a public authority, whose logs tell its name to the world"
        return
    yield from _only(resource, "CertificateAuthorityArn", way.values("authority"))
    yield from _only(resource, "DomainName", way.values("name"))
    yield from _only(resource, "SubjectAlternativeNames.*", way.values("name"))


def _network(cidr: Value) -> IPv4Network | None:
    try:
        network = ip_network(cidr, strict=False) if isinstance(cidr, str) else None
    except ValueError:
        return None
    return network if isinstance(network, IPv4Network) else None


def _inside(resource: Resource, way: Way) -> Iterator[str]:
    """Sentences for each destination that is not inside a declared range."""
    for name in ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId"):
        for value in resource.at(name):
            if value == ABSENT:
                continue
            network = _network(value)
            if network is None or not any(network.subnet_of(each) for each in way.ranges("cidrs")):
                yield f"leads to {render(value)}, beyond what is declared: {', '.join(way.values('cidrs'))}"


def _only(resource: Resource, path: str, allowed: tuple[str, ...]) -> Iterator[str]:
    for value in resource.at(*path.split(".")):
        if value != ABSENT and render(value) not in allowed:
            yield f"{path.split('.', maxsplit=1)[0]} is {render(value)}; declared: {', '.join(allowed) or 'none'}"


def _refers(resource: Resource, name: str, type_name: str, graph: TemplateGraph) -> Iterator[str]:
    for value in resource.at(name):
        if not isinstance(value, Reference) or not any(each.type == type_name for each in graph.referred(value)):
            yield f"{name} is {render(value)}, which is in no template"


def _always(resource: Resource, path: str, wanted: object) -> bool:
    """Whether a property certainly has one value."""
    values = [*resource.at(*path.split("."))]
    return bool(values) and all((truth(value) if isinstance(wanted, bool) else value) == wanted for value in values)
