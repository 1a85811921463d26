"""A declared way in is let be, exactly as it is declared; a wider one, a second one and a missing one are findings."""

from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from assurance.evidence import no_other_place, no_way_out
from assurance.evidence.assembly import BadAssemblyError, read_assembly, scope_of
from assurance.evidence.ways.declared import BadWayError, read_ways
from tests.assurance.evidence.conftest import EU

AGENCY = "arn:aws:iam::444455556666:root"
DECLARED: dict[str, dict[str, Any]] = {
    "transit_gateway": {"id": "tgw-0123456789abcdef0", "cidrs": ["10.60.0.0/16"], "subnets": ["10.0.1.0/24"]},
    "vpn": {"address": "198.51.100.7", "asn": 65010, "cidrs": ["10.70.0.0/16"], "subnets": ["10.0.1.0/24"]},
    "private_link": {"principals": [AGENCY], "clients": ["10.80.0.0/16"], "targets": ["10.0.1.20"]},
    "certificates": {"imported": "arn:aws:acm:eu-central-1:111122223333:certificate/1"},
}
OFF = dict.fromkeys(("ApplianceModeSupport", "DnsSupport", "Ipv6Support", "SecurityGroupReferencingSupport"), "disable")
NETWORK = {
    "Vpc": ("EC2::VPC", {"CidrBlock": "10.0.0.0/16"}),
    "Subnet": ("EC2::Subnet", {"VpcId": {"Ref": "Vpc"}, "CidrBlock": "10.0.1.0/24"}),
    "Table": ("EC2::RouteTable", {"VpcId": {"Ref": "Vpc"}}),
    "Use": ("EC2::SubnetRouteTableAssociation", {"SubnetId": {"Ref": "Subnet"}, "RouteTableId": {"Ref": "Table"}}),
    "Group": (
        "EC2::SecurityGroup",
        {"VpcId": {"Ref": "Vpc"}, "SecurityGroupEgress": [{"IpProtocol": "icmp", "CidrIp": "255.255.255.255/32"}]},
    ),
}
TRANSIT = {
    "Place": (
        "EC2::TransitGatewayVpcAttachment",
        {"TransitGatewayId": "tgw-0123456789abcdef0", "VpcId": {"Ref": "Vpc"}, "SubnetIds": [{"Ref": "Subnet"}], "Options": OFF},
    ),
    "Back": (
        "EC2::Route",
        {"RouteTableId": {"Ref": "Table"}, "DestinationCidrBlock": "10.60.0.0/16", "TransitGatewayId": "tgw-0123456789abcdef0"},
    ),
    "Heard": (
        "EC2::SecurityGroupIngress",
        {"GroupId": {"Ref": "Group"}, "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "10.60.0.0/16"},
    ),
}
STRONG = {
    "IKEVersions": [{"Value": "ikev2"}],
    **{f"Phase{n}EncryptionAlgorithms": [{"Value": "AES256-GCM-16"}] for n in (1, 2)},
    **{f"Phase{n}IntegrityAlgorithms": [{"Value": "SHA2-384"}] for n in (1, 2)},
    **{f"Phase{n}DHGroupNumbers": [{"Value": 20}] for n in (1, 2)},
}
VPN = {
    "Gateway": ("EC2::VPNGateway", {"Type": "ipsec.1"}),
    "Attachment": ("EC2::VPCGatewayAttachment", {"VpcId": {"Ref": "Vpc"}, "VpnGatewayId": {"Ref": "Gateway"}}),
    "FarEnd": ("EC2::CustomerGateway", {"Type": "ipsec.1", "IpAddress": "198.51.100.7", "BgpAsn": 65010}),
    "Connection": (
        "EC2::VPNConnection",
        {
            "CustomerGatewayId": {"Ref": "FarEnd"},
            "VpnGatewayId": {"Ref": "Gateway"},
            "StaticRoutesOnly": True,
            "VpnTunnelOptionsSpecifications": [STRONG, STRONG],
        },
    ),
    "Into": ("EC2::VPNConnectionRoute", {"VpnConnectionId": {"Ref": "Connection"}, "DestinationCidrBlock": "10.70.0.0/16"}),
    "Back": ("EC2::Route", {"RouteTableId": {"Ref": "Table"}, "DestinationCidrBlock": "10.70.0.0/16", "GatewayId": {"Ref": "Gateway"}}),
}
BALANCER = {"Type": "network", "Scheme": "internal", "SecurityGroups": [{"Ref": "Group"}]}
BEHIND = {"LoadBalancerArn": {"Ref": "Balancer"}, "DefaultActions": [{"Type": "forward", "TargetGroupArn": {"Ref": "Targets"}}]}
LINK = {
    "Balancer": ("ElasticLoadBalancingV2::LoadBalancer", {**BALANCER, "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic": "on"}),
    "Targets": ("ElasticLoadBalancingV2::TargetGroup", {"Targets": [{"Id": "10.0.1.20"}]}),
    "Listener": (
        "ElasticLoadBalancingV2::Listener",
        {**BEHIND, "Protocol": "TLS", "Certificates": [{"CertificateArn": "arn:aws:acm:eu-central-1:111122223333:certificate/1"}]},
    ),
    "Service": ("EC2::VPCEndpointService", {"AcceptanceRequired": True, "NetworkLoadBalancerArns": [{"Ref": "Balancer"}]}),
    "Principals": ("EC2::VPCEndpointServicePermissions", {"ServiceId": {"Ref": "Service"}, "AllowedPrincipals": [AGENCY]}),
}
WAYS = {"transit_gateway": (TRANSIT, ()), "vpn": (VPN, ()), "private_link": (LINK, ("certificates",))}


def resources(way: str, **changes: dict[str, Any]) -> dict[str, Any]:
    """A network with one way as it is declared, and some properties otherwise."""
    parts = deepcopy(NETWORK | WAYS[way][0])
    for name, properties in changes.items():
        parts[name][1].update(properties)
    return {name: {"Type": f"AWS::{kind}", "Properties": properties} for name, (kind, properties) in parts.items()}


def scope(*ways: str):
    return replace(EU, ways=read_ways({way: DECLARED[way] for way in ways}))


def told(graph) -> list[tuple[str, str]]:
    return [(finding.resource.rpartition("/")[2], finding.sentence) for finding in no_way_out.broken_by(graph)]


@pytest.mark.parametrize("way", WAYS)
def test_a_way_as_it_is_declared_is_let_be_and_told(graph_of, way) -> None:
    graph = graph_of(resources(way), scope=scope(way, *WAYS[way][1]))
    assert told(graph) == []
    assert any(remark.subject == f"ways_in.{way}" and remark.sentence.startswith("declared: ") for remark in no_way_out.remarks(graph))


@pytest.mark.parametrize("way", WAYS)
def test_the_same_way_is_a_finding_where_it_is_not_declared(graph_of, way) -> None:
    assert told(graph_of(resources(way), scope=scope()))
    assert told(graph_of(resources(way), scope=EU)), "another project declares nothing"


@pytest.mark.parametrize("way", WAYS)
def test_a_declared_way_that_is_not_there_is_a_finding(graph_of, way) -> None:
    network = {name: {"Type": f"AWS::{kind}", "Properties": properties} for name, (kind, properties) in NETWORK.items()}
    found = told(graph_of(network, scope=scope(way, *WAYS[way][1])))
    assert found
    assert all(name == "deployment.json" and "ways_in." in sentence for name, sentence in found)


WEAK = [{**STRONG, "Phase1DHGroupNumbers": [{"Value": 2}]}, STRONG]
WIDER = [
    ("transit_gateway", {"Place": {"TransitGatewayId": "tgw-0fedcba9876543210"}}, "Place", "TransitGatewayId is tgw-0fedcba9876543210"),
    ("transit_gateway", {"Place": {"Options": {**OFF, "DnsSupport": "enable"}}}, "Place", "does not switch DnsSupport off"),
    ("transit_gateway", {"Place": {"VpcId": "vpc-0123456789abcdef0"}}, "Place", "VpcId is vpc-0123456789abcdef0"),
    ("transit_gateway", {"Back": {"DestinationCidrBlock": "10.0.0.0/8"}}, "Back", "leads to 10.0.0.0/8, beyond what is declared"),
    ("transit_gateway", {"Back": {"TransitGatewayId": "tgw-0fedcba9876543210"}}, "Back", "sends 10.60.0.0/16 to TransitGatewayId"),
    ("transit_gateway", {"Heard": {"CidrIp": "10.61.0.0/16"}}, "Heard", "takes connections from private addresses beyond the network"),
    ("transit_gateway", {"Heard": {"CidrIp": "10.0.0.0/8"}}, "Heard", "takes connections from private addresses beyond the network"),
    ("transit_gateway", {"Heard": {"FromPort": 22, "ToPort": 22}}, "Heard", "takes more than a declared way needs"),
    ("transit_gateway", {"Heard": {"IpProtocol": "-1"}}, "Heard", "takes more than a declared way needs"),
    ("transit_gateway", {"Subnet": {"CidrBlock": "10.0.9.0/24"}}, "Back", "whose tier is not declared"),
    ("vpn", {"FarEnd": {"IpAddress": "203.0.113.9"}}, "FarEnd", "IpAddress is 203.0.113.9; declared: 198.51.100.7"),
    ("vpn", {"FarEnd": {"BgpAsn": 1}}, "FarEnd", "BgpAsn is 1"),
    ("vpn", {"Connection": {"StaticRoutesOnly": False}}, "Connection", "takes over routes"),
    ("vpn", {"Connection": {"VpnTunnelOptionsSpecifications": []}}, "Connection", "says of 0 of its two tunnels"),
    (
        "vpn",
        {"Connection": {"VpnTunnelOptionsSpecifications": WEAK}},
        "Connection",
        "may agree on Phase1DHGroupNumbers beyond 19, 20, 21: 2, 20",
    ),
    (
        "vpn",
        {"Connection": {"VpnTunnelOptionsSpecifications": [{**STRONG, "PreSharedKey": "x"}, STRONG]}},
        "Connection",
        "key in the template",
    ),
    ("vpn", {"Connection": {"CustomerGatewayId": "cgw-0123456789abcdef0"}}, "Connection", "which is in no template"),
    ("vpn", {"Into": {"DestinationCidrBlock": "10.71.0.0/16"}}, "Into", "leads to 10.71.0.0/16"),
    ("vpn", {"Back": {"DestinationCidrBlock": "0.0.0.0/0"}}, "Back", "leads to 0.0.0.0/0"),
    ("vpn", {"Attachment": {"InternetGatewayId": "igw-1"}}, "Attachment", "attaches an internet gateway"),
    ("private_link", {"Service": {"AcceptanceRequired": False}}, "Service", "AcceptanceRequired is not true"),
    ("private_link", {"Service": {"PrivateDnsName": "a.example.org"}}, "Service", "PrivateDnsName is a.example.org; declared: none"),
    ("private_link", {"Service": {"NetworkLoadBalancerArns": ["arn:aws:x"]}}, "Service", "leads to a balancer that is in no template"),
    ("private_link", {"Principals": {"AllowedPrincipals": ["*"]}}, "Principals", "AllowedPrincipals is *"),
    ("private_link", {"Principals": {"AllowedPrincipals": [AGENCY, AGENCY.replace("4444", "9999")]}}, "Principals", "999955556666"),
    ("private_link", {"Balancer": {"EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic": "off"}}, "Balancer", "does not hold"),
    ("private_link", {"Balancer": {"SecurityGroups": []}}, "Balancer", "has no security group"),
    ("private_link", {"Targets": {"Targets": [{"Id": "10.0.1.99"}]}}, "Targets", "Targets is 10.0.1.99; declared: 10.0.1.20"),
    ("private_link", {"Listener": {"Protocol": "TCP"}}, "Listener", "takes connections without TLS"),
    (
        "private_link",
        {"Listener": {"Certificates": [{"CertificateArn": "arn:aws:acm:x"}]}},
        "Listener",
        "a certificate that is not declared",
    ),
]


@pytest.mark.parametrize(("way", "changes", "where", "says"), WIDER, ids=[f"{case[0]}: {case[3]}" for case in WIDER])
def test_a_way_that_is_wider_than_declared_is_a_finding(graph_of, way, changes, where, says) -> None:
    found = told(graph_of(resources(way, **changes), scope=scope(way, *WAYS[way][1])))
    assert any(name == where and says in sentence for name, sentence in found), found


def test_a_second_one_is_a_finding(graph_of) -> None:
    doubled = resources("vpn") | {"Other": {"Type": "AWS::EC2::VPNGateway", "Properties": {"Type": "ipsec.1"}}}
    assert ("Other", "is wider than ways_in.vpn: there are 2 of it, where the way needs 1") in told(graph_of(doubled, scope=scope("vpn")))


def test_an_internal_balancer_that_no_service_offers_is_no_way_in(graph_of) -> None:
    parts = resources("private_link")
    alone = {name: parts[name] for name in (*NETWORK, "Balancer", "Listener", "Targets")}
    assert told(graph_of(alone, scope=scope())) == []


@pytest.mark.parametrize(
    ("properties", "says"),
    [
        ({"Back": {"RouteTableId": "rtb-0123456789abcdef0"}}, "RouteTableId is rtb-0123456789abcdef0, which is in no template"),
        ({"Use": {"SubnetId": "subnet-0123456789abcdef0"}}, "in no template: subnet-0123456789abcdef0"),
    ],
)
def test_a_route_whose_tier_nobody_can_tell_is_a_finding(graph_of, properties, says) -> None:
    found = told(graph_of(resources("transit_gateway", **properties), scope=scope("transit_gateway")))
    assert any(name == "Back" and says in sentence for name, sentence in found)


def test_propagation_is_a_finding_beside_a_declared_vpn(graph_of) -> None:
    more = {"P": {"Type": "AWS::EC2::VPNGatewayRoutePropagation", "Properties": {"VpnGatewayId": {"Ref": "Gateway"}}}}
    assert ("P", "takes routes over from a VPN gateway") in told(graph_of(resources("vpn") | more, scope=scope("vpn")))


def test_a_range_that_is_no_networks_own_is_a_finding_even_if_it_is_declared(graph_of) -> None:
    ways = read_ways({"transit_gateway": {"id": "tgw-0123456789abcdef0", "cidrs": ["0.0.0.0/0"], "subnets": ["10.0.1.0/24"]}})
    found = told(graph_of(resources("transit_gateway"), scope=replace(EU, ways=ways)))
    assert any("declares a range that is no one network's private one: 0.0.0.0/0" in sentence for _, sentence in found)


def test_a_private_range_is_somebody_elses_only_where_the_ways_are_known(graph_of) -> None:
    group = resources("transit_gateway", Heard={"CidrIp": "10.99.0.0/16"})
    only = {name: group[name] for name in ("Vpc", "Group", "Heard")}
    assert told(graph_of(only, scope=EU)) == []
    assert [name for name, _ in told(graph_of(only, scope=scope()))] == ["Heard"]


def test_an_agencys_account_may_stand_in_its_permission_and_nowhere_else(graph_of) -> None:
    declared = scope("private_link", "certificates")
    assert [*no_other_place.broken_by(graph_of(resources("private_link"), scope=declared))] == []
    named = resources("private_link") | {"R": {"Type": "AWS::IAM::Role", "Properties": {"Description": AGENCY}}}
    assert [f.sentence for f in no_other_place.broken_by(graph_of(named, scope=declared))] == ["names account 444455556666"]
    assert [f.sentence for f in no_other_place.broken_by(graph_of(resources("private_link"), scope=scope()))] == [
        "names account 444455556666"
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ([], "has to be an object"),
        ({"internet": {}}, "no claim knows this way"),
        ({"vpn": []}, "ways_in.vpn has to be an object"),
        ({"vpn": {"cidrs": [{}]}}, "ways_in.vpn.cidrs has to be text"),
        ({"vpn": {"cidrs": ["10.0.0.1/8"]}}, "'10.0.0.1/8' is no IPv4 range"),
    ],
)
def test_what_cannot_be_read_is_refused(content, says) -> None:
    with pytest.raises(BadWayError, match=says):
        read_ways(content)


def test_a_broken_declaration_ends_the_audit(tmp_path) -> None:
    (tmp_path / "manifest.json").write_text('{"artifacts": {}}')
    about = '{"name": "x", "partition": "aws", "region": "eu-central-1", "account": "111122223333", "ways_in": {"tunnel": {}}}'
    (tmp_path / "deployment.json").write_text(about)
    with pytest.raises(BadAssemblyError, match="no claim knows this way"):
        scope_of(read_assembly(tmp_path))
