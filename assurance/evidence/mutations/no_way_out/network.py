"""Attacks on `no_way_out`: roads, addresses and security groups."""

from assurance.evidence.mutations.draft import Draft
from assurance.evidence.mutations.no_way_out.shared import (
    EGRESS,
    EVERYWHERE,
    EVERYWHERE_6,
    GROUP,
    INGRESS,
    ROUTES,
    SUBNET,
    VPC,
    default_route,
    register,
    rule,
)

# Roads


@register
def nat_gateway(draft: Draft) -> None:
    """A NAT gateway, and the default route to it."""
    nat = draft.first(ROUTES).beside("AWS::EC2::NatGateway", SubnetId=draft.first(SUBNET).ref)
    default_route(draft, NatGatewayId=nat.ref)


@register
def internet_gateway_by_its_id(draft: Draft) -> None:
    """A default route to an internet gateway that somebody made by hand: the template holds its id alone."""
    default_route(draft, GatewayId="igw-0123456789abcdef0")


@register
def ipv6_way_out(draft: Draft) -> None:
    """An egress-only gateway for IPv6."""
    network = draft.first(VPC)
    network.beside("AWS::EC2::EgressOnlyInternetGateway", VpcId=network.ref)


@register
def peering(draft: Draft) -> None:
    """A peering with a network of another account."""
    network = draft.first(VPC)
    network.beside("AWS::EC2::VPCPeeringConnection", VpcId=network.ref, PeerVpcId="vpc-0123456789abcdef0")


@register
def transit_gateway_of_another(draft: Draft) -> None:
    """A route for one range to a transit gateway whose id alone is named."""
    table = draft.first(ROUTES)
    gateway = "tgw-0123456789abcdef0"
    table.beside("AWS::EC2::Route", RouteTableId=table.ref, DestinationCidrBlock="10.200.0.0/16", TransitGatewayId=gateway)


@register
def nat_by_hand(draft: Draft) -> None:
    """A default route to a network interface: an instance that forwards."""
    default_route(draft, NetworkInterfaceId="eni-0123456789abcdef0")


@register
def inspection_endpoint_of_another(draft: Draft) -> None:
    """A default route to somebody else's gateway load balancer endpoint."""
    default_route(draft, VpcEndpointId="vpce-0123456789abcdef0")


@register
def routes_from_a_vpn(draft: Draft) -> None:
    """A route table that takes over whatever a VPN gateway announces."""
    table = draft.first(ROUTES)
    table.beside("AWS::EC2::VPNGatewayRoutePropagation", RouteTableIds=[table.ref], VpnGatewayId="vgw-0123456789abcdef0")


@register
def exception_from_the_public_block(draft: Draft) -> None:
    """An exception from VPC Block Public Access."""
    subnet = draft.first(SUBNET)
    exclusion = {"SubnetId": subnet.ref, "InternetGatewayExclusionMode": "allow-bidirectional"}
    subnet.beside("AWS::EC2::VPCBlockPublicAccessExclusion", **exclusion)


@register
def service_network(draft: Draft) -> None:
    """The network joins a service network of somebody else."""
    network = draft.first(VPC)
    share = draft.elsewhere.arn("vpc-lattice", "servicenetwork/sn-0123456789abcdef0", account=draft.elsewhere.account)
    network.beside("AWS::VpcLattice::ServiceNetworkVpcAssociation", VpcIdentifier=network.ref, ServiceNetworkIdentifier=share)


# Addresses


@register
def public_subnet(draft: Draft) -> None:
    """A subnet that gives every instance a public address."""
    draft.first(SUBNET).properties["MapPublicIpOnLaunch"] = "true"


@register
def public_subnet_by_parameter(draft: Draft) -> None:
    """A subnet whose public addresses depend on a parameter that is off by default: who deploys may switch it on."""
    subnet = draft.first(SUBNET)
    draft.section(subnet, "Parameters")["Public"] = {"Type": "String", "Default": "no"}
    draft.section(subnet, "Conditions")["IsPublic"] = {"Fn::Equals": [{"Ref": "Public"}, "yes"]}
    subnet.properties["MapPublicIpOnLaunch"] = {"Fn::If": ["IsPublic", True, False]}


@register
def public_node(draft: Draft) -> None:
    """One network card of the nodes' launch template has a public address."""
    template = draft.first("AWS::EC2::LaunchTemplate")
    template.properties["LaunchTemplateData"]["NetworkInterfaces"][0]["AssociatePublicIpAddress"] = True


@register
def elastic_address(draft: Draft) -> None:
    """A public address bound to an interface."""
    draft.first(VPC).beside(
        "AWS::EC2::EIPAssociation", NetworkInterfaceId="eni-0123456789abcdef0", AllocationId="eipalloc-0123456789abcdef0"
    )


# Security groups


@register
def group_open_to_everywhere(draft: Draft) -> None:
    """A rule inside a group: everything to everywhere."""
    draft.first(GROUP).properties["SecurityGroupEgress"] = [{"IpProtocol": "-1", "CidrIp": EVERYWHERE}]


@register
def group_without_rules(draft: Draft) -> None:
    """A group that names no way out of its own: EC2 then adds a rule to everywhere."""
    del draft.first(GROUP).properties["SecurityGroupEgress"]


@register
def two_halves_of_the_internet(draft: Draft) -> None:
    """Two rules that together are everywhere, none of them 0.0.0.0/0."""
    for half in ("0.0.0.0/1", "128.0.0.0/1"):
        rule(draft, IpProtocol="tcp", FromPort=8443, ToPort=8443, CidrIp=half)


@register
def one_public_host(draft: Draft) -> None:
    """A rule to a single public address, for DNS."""
    rule(draft, IpProtocol="udp", FromPort=53, ToPort=53, CidrIp="203.0.113.53/32")


@register
def everywhere_by_ipv6(draft: Draft) -> None:
    """A rule to every IPv6 address."""
    rule(draft, IpProtocol="-1", CidrIpv6=EVERYWHERE_6)


@register
def wider_ports(draft: Draft) -> None:
    """The rule that lets HTTPS reach the gateway endpoint is widened to all ports above it."""
    draft.first(EGRESS, lambda each: each.get("CidrIp") == EVERYWHERE).properties["ToPort"] = 65535


@register
def prefix_list_of_another(draft: Draft) -> None:
    """A rule to a prefix list that is in no template: whoever keeps it decides where the group may send."""
    rule(draft, IpProtocol="-1", DestinationPrefixListId="pl-0123456789abcdef0")


@register
def prefix_list_with_a_public_range(draft: Draft) -> None:
    """A prefix list of one's own with a public range among private ones, and a rule to it."""
    ranges = [{"Cidr": "10.0.0.0/8"}, {"Cidr": "198.51.100.0/24"}]
    ours = draft.first(GROUP).beside("AWS::EC2::PrefixList", PrefixListName="own", AddressFamily="IPv4", MaxEntries=2, Entries=ranges)
    rule(draft, IpProtocol="-1", DestinationPrefixListId=ours.ref)


@register
def listens_to_everybody(draft: Draft) -> None:
    """A group that takes connections from every address."""
    ingress = draft.first(INGRESS, lambda each: "CidrIp" in each)
    ingress.properties["CidrIp"] = EVERYWHERE
