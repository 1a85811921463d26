"""Attacks on `no_way_out`: ways in that nobody declared, and declared ones made wider. Each adds, so that it can be made anywhere."""

from assurance.evidence.mutations.draft import Draft, Found
from assurance.evidence.mutations.no_way_out.shared import GROUP, INGRESS, ROUTES, SUBNET, VPC, register

SERVICE = "AWS::EC2::VPCEndpointService"
GATEWAY, FAR_END, CONNECTION = "AWS::EC2::VPNGateway", "AWS::EC2::CustomerGateway", "AWS::EC2::VPNConnection"
TRANSIT = "AWS::EC2::TransitGatewayVpcAttachment"
BEYOND = "10.254.0.0/16"
"""A private range that no deployment here has or declares."""


def heard(draft: Draft, **source: object) -> None:
    """The first group takes HTTPS from somebody."""
    group = draft.first(GROUP)
    group.beside(INGRESS, GroupId=group.attribute("GroupId"), IpProtocol="tcp", FromPort=443, ToPort=443, **source)


def service(draft: Draft, **properties: object) -> Found:
    """An internal load balancer and an endpoint service before it."""
    subnet = draft.first(SUBNET)
    balancer = subnet.beside("AWS::ElasticLoadBalancingV2::LoadBalancer", Type="network", Scheme="internal", Subnets=[subnet.ref])
    return balancer.beside(SERVICE, NetworkLoadBalancerArns=[balancer.ref], **properties)


def gateway(draft: Draft) -> Found:
    """A virtual private gateway at the network."""
    network = draft.first(VPC)
    made = network.beside(GATEWAY, Type="ipsec.1")
    network.beside("AWS::EC2::VPCGatewayAttachment", VpcId=network.ref, VpnGatewayId=made.ref)
    return made


@register
def vpn_that_nobody_declared(draft: Draft) -> None:
    """A VPN with AWS's defaults to a far end that no file names."""
    made = gateway(draft)
    far_end = made.beside(FAR_END, Type="ipsec.1", IpAddress="203.0.113.99", BgpAsn=65500)
    made.beside(CONNECTION, Type="ipsec.1", CustomerGatewayId=far_end.ref, VpnGatewayId=made.ref)


@register
def second_far_end(draft: Draft) -> None:
    """Another far end, for the next connection."""
    draft.first(VPC).beside(FAR_END, Type="ipsec.1", IpAddress="203.0.113.99", BgpAsn=65500)


@register
def gateway_without_a_line(draft: Draft) -> None:
    """A virtual private gateway that waits for a line."""
    gateway(draft)


@register
def service_that_nobody_declared(draft: Draft) -> None:
    """An endpoint service that accepts by hand and lets nobody ask yet."""
    service(draft, AcceptanceRequired=True)


@register
def service_that_accepts_by_itself(draft: Draft) -> None:
    """An endpoint service that takes whoever asks."""
    service(draft, AcceptanceRequired=False)


@register
def service_for_everybody(draft: Draft) -> None:
    """The permission to ask for a connection, given to every account."""
    made = service(draft, AcceptanceRequired=True)
    made.beside("AWS::EC2::VPCEndpointServicePermissions", ServiceId=made.ref, AllowedPrincipals=["*"])


@register
def permission_on_a_service_by_its_id(draft: Draft) -> None:
    """One more account may ask at a service that is in no template."""
    other = draft.elsewhere.arn("iam", "root", region="", account=draft.elsewhere.account)
    draft.add("AWS::EC2::VPCEndpointServicePermissions", ServiceId="vpce-svc-0123456789abcdef0", AllowedPrincipals=[other])


@register
def attachment_to_a_transit_gateway(draft: Draft) -> None:
    """The network is attached to a transit gateway of somebody's."""
    network, subnet = draft.first(VPC), draft.first(SUBNET)
    network.beside(TRANSIT, VpcId=network.ref, SubnetIds=[subnet.ref], TransitGatewayId="tgw-0fedcba9876543210")


@register
def second_route(draft: Draft) -> None:
    """A route down a line, to a range that no way declares."""
    table = draft.first(ROUTES)
    declared = draft.scope.way("transit_gateway")
    (target,) = declared.values("id") if declared else ("tgw-0fedcba9876543210",)
    table.beside("AWS::EC2::Route", RouteTableId=table.ref, DestinationCidrBlock=BEYOND, TransitGatewayId=target)


@register
def route_for_everything_down_the_line(draft: Draft) -> None:
    """A default route to the network's own virtual private gateway."""
    made = gateway(draft)
    table = draft.first(ROUTES)
    table.beside("AWS::EC2::Route", RouteTableId=table.ref, DestinationCidrBlock="0.0.0.0/0", GatewayId=made.ref)


@register
def propagation(draft: Draft) -> None:
    """A route table that takes over what the network's own gateway hears from the far end."""
    made = gateway(draft)
    table = draft.first(ROUTES)
    table.beside("AWS::EC2::VPNGatewayRoutePropagation", RouteTableIds=[table.ref], VpnGatewayId=made.ref)


@register
def association_with_direct_connect(draft: Draft) -> None:
    """The network's own gateway is joined with a Direct Connect gateway of somebody's."""
    made = gateway(draft)
    other = "fedcba98-7654-4321-8fed-cba987654321"
    made.beside("AWS::DirectConnect::DirectConnectGatewayAssociation", AssociatedGatewayId=made.ref, DirectConnectGatewayId=other)


@register
def private_range_that_nobody_declared(draft: Draft) -> None:
    """A group takes connections from somebody else's private network."""
    heard(draft, CidrIp=BEYOND)


@register
def whole_private_space(draft: Draft) -> None:
    """A group takes connections from all of 10.0.0.0/8, whatever is declared of it."""
    heard(draft, CidrIp="10.0.0.0/8")


@register
def sends_to_a_private_range(draft: Draft) -> None:
    """A group may send into somebody else's private network."""
    group = draft.first(GROUP)
    group.beside(
        "AWS::EC2::SecurityGroupEgress", GroupId=group.attribute("GroupId"), IpProtocol="tcp", FromPort=443, ToPort=443, CidrIp=BEYOND
    )


@register
def resolver_that_asks_others(draft: Draft) -> None:
    """An outbound resolver endpoint: queries leave the network."""
    subnet, group = draft.first(SUBNET), draft.first(GROUP)
    draft.add(
        "AWS::Route53Resolver::ResolverEndpoint",
        template=subnet.template,
        Direction="OUTBOUND",
        SecurityGroupIds=[group.attribute("GroupId")],
        IpAddresses=[{"SubnetId": subnet.ref}, {"SubnetId": subnet.ref}],
    )


@register
def zone_that_takes_a_name_over(draft: Draft) -> None:
    """A private zone that answers a name of AWS's with somebody's address."""
    network = draft.first(VPC)
    vpcs = [{"VPCId": network.ref, "VPCRegion": draft.scope.region}]
    network.beside("AWS::Route53::HostedZone", Name="kms.example.internal", VPCs=vpcs)


@register
def certificate_of_a_public_authority(draft: Draft) -> None:
    """A certificate that a public authority issues: its name stands in logs that everybody reads."""
    draft.add("AWS::CertificateManager::Certificate", DomainName="model.example.org", ValidationMethod="DNS")
