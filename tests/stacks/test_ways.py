"""Other networks come in by declared ways alone: strong tunnels, accepted connections, static routes back, names of our own."""

import json

import pytest

from assurance.evidence.ways.declared import read_ways
from assurance.evidence.ways.judges import TUNNEL
from tests.conftest import ALL_WAYS, DEPLOYMENTS, Synthesise
from tests.stacks.templates import Templates, statements, text

PART = "ways"
PERMITTED = {"10.100.0.0/16", "10.101.4.0/24", "10.110.0.0/16", "10.120.0.0/16", "10.121.0.0/16", "10.130.0.0/16"}


@pytest.fixture(scope="module")
def declared(synthesise: Synthesise) -> Templates:
    return Templates(synthesise(ALL_WAYS))


def test_no_network_comes_in_where_nothing_is_declared(templates: Templates) -> None:
    ways = templates.deployment["ways_in"]
    assert (PART in templates.stacks) is bool(ways)


def test_the_audit_is_told_every_way(declared: Templates) -> None:
    ways = {way.kind: way for way in read_ways(declared.deployment["ways_in"])}
    assert set(ways) == {
        "break_glass",
        "sessions",
        "private_link",
        "vpn",
        "transit_gateway",
        "direct_connect",
        "private_zones",
        "certificates",
    }
    assert {str(cidr) for way in ways.values() for cidr in way.permitted} == PERMITTED
    assert ways["transit_gateway"].values("id") == ("tgw-0123456789abcdef0",)
    assert ways["private_link"].values("principals")[0] == "arn:aws:iam::444455556666:root"


def test_the_tiers_of_a_line_are_told_as_their_subnets(declared: Templates) -> None:
    ways = {way.kind: way for way in read_ways(declared.deployment["ways_in"])}
    assert ways["vpn"].values("subnets") == ("10.20.192.0/24", "10.20.193.0/24", "10.20.194.0/24")
    assert len(ways["transit_gateway"].values("subnets")) == 6


def test_both_tunnels_agree_on_strong_algorithms_only_and_log_under_our_key(declared: Templates) -> None:
    tunnels = declared.one("AWS::EC2::VPNConnection", PART)["VpnTunnelOptionsSpecifications"]
    assert len(tunnels) == 2
    for tunnel in tunnels:
        for name, allowed in TUNNEL.items():
            assert {str(entry["Value"]) for entry in tunnel[name]} <= allowed
        assert tunnel["LogOptions"]["CloudwatchLogOptions"]["LogEnabled"] is True
    assert "KmsKeyId" in declared.one("AWS::Logs::LogGroup", PART)


def test_no_key_of_a_tunnel_stands_in_a_template(declared: Templates) -> None:
    connection = declared.one("AWS::EC2::VPNConnection", PART)
    assert connection["PreSharedKeyStorage"] == "SecretsManager"
    assert "PreSharedKey" not in json.dumps(connection["VpnTunnelOptionsSpecifications"])


def test_routes_are_static_and_lead_to_declared_ranges(declared: Templates) -> None:
    assert declared.one("AWS::EC2::VPNConnection", PART)["StaticRoutesOnly"] is True
    assert declared.resources("AWS::EC2::VPNGatewayRoutePropagation") == {}
    lines = PERMITTED - {"10.100.0.0/16", "10.101.4.0/24"}
    assert {route["DestinationCidrBlock"] for route in declared.properties("AWS::EC2::Route")} == lines


def test_a_route_waits_for_its_gateways_place(declared: Templates) -> None:
    places = {*declared.resources("AWS::EC2::VPCGatewayAttachment"), *declared.resources("AWS::EC2::TransitGatewayVpcAttachment")}
    for route in declared.resources("AWS::EC2::Route").values():
        assert set(route["DependsOn"]) & places


def test_a_tier_that_is_not_named_has_no_route(declared: Templates) -> None:
    nodes = [route for route in declared.properties("AWS::EC2::Route") if "Nodes" in text(route["RouteTableId"])]
    assert {route["DestinationCidrBlock"] for route in nodes} == {"10.120.0.0/16", "10.121.0.0/16"}


def test_only_declared_ranges_are_heard_from_beyond_the_network(declared: Templates) -> None:
    rules = [
        rule for rule in declared.properties("AWS::EC2::SecurityGroupIngress") if not str(rule.get("CidrIp", "10.20.")).startswith("10.20.")
    ]
    assert {rule["CidrIp"] for rule in rules} == PERMITTED
    assert {(rule["IpProtocol"], rule["FromPort"], rule["ToPort"]) for rule in rules} == {
        ("tcp", 443, 443),
        ("tcp", 53, 53),
        ("udp", 53, 53),
    }


def test_a_client_of_the_service_is_heard_at_the_balancer_alone(declared: Templates) -> None:
    (balancer,) = [text(group) for group in declared.one("AWS::ElasticLoadBalancingV2::LoadBalancer", PART)["SecurityGroups"]]
    rules = [rule for rule in declared.properties("AWS::EC2::SecurityGroupIngress") if rule.get("CidrIp") == "10.100.0.0/16"]
    assert [text(rule["GroupId"]) for rule in rules] == [balancer]


def test_a_connection_to_the_service_is_accepted_by_hand_and_held_to_the_group(declared: Templates) -> None:
    assert declared.one("AWS::EC2::VPCEndpointService", PART)["AcceptanceRequired"] is True
    balancer = declared.one("AWS::ElasticLoadBalancingV2::LoadBalancer", PART)
    assert (balancer["Scheme"], balancer["EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic"]) == ("internal", "on")
    assert declared.one("AWS::EC2::VPCEndpointServicePermissions", PART)["AllowedPrincipals"] == [
        "arn:aws:iam::444455556666:root",
        "arn:aws:iam::777788889999:role/agency/reader",
    ]


def test_the_listener_speaks_tls_with_a_private_certificate(declared: Templates) -> None:
    listener = declared.one("AWS::ElasticLoadBalancingV2::Listener", PART)
    assert (listener["Protocol"], listener["SslPolicy"]) == ("TLS", "ELBSecurityPolicy-TLS13-1-2-Res-2021-06")
    certificate = declared.one("AWS::CertificateManager::Certificate", PART)
    assert ":acm-pca:" in certificate["CertificateAuthorityArn"]
    assert "ValidationMethod" not in certificate


def test_the_balancers_logs_lie_under_our_key_and_are_watched(declared: Templates) -> None:
    attributes = {a["Key"]: a["Value"] for a in declared.one("AWS::ElasticLoadBalancingV2::LoadBalancer", PART)["LoadBalancerAttributes"]}
    assert attributes["access_logs.s3.enabled"] == attributes["deletion_protection.enabled"] == "true"
    bucket = declared.one("AWS::S3::Bucket", PART)
    assert bucket["BucketName"] == "all-ways-logs-111122223333"
    assert "aws:kms" in json.dumps(bucket["BucketEncryption"])
    assert "all-ways-logs-111122223333/" in json.dumps(declared.one("AWS::CloudTrail::Trail"))


def test_the_log_delivery_of_this_account_alone_writes_there(declared: Templates) -> None:
    told = {s.get("Sid"): s for s in statements(declared.one("AWS::S3::BucketPolicy", PART)["PolicyDocument"])}
    condition = told["LetTheDeliveryWrite"]["Condition"]
    assert condition["StringEquals"]["aws:SourceAccount"] == "111122223333"
    assert text(condition["ArnLike"]["aws:SourceArn"]).endswith(":logs:eu-central-1:111122223333:*")


def test_a_transit_gateway_gets_no_names_and_no_groups(declared: Templates) -> None:
    options = declared.one("AWS::EC2::TransitGatewayVpcAttachment", PART)["Options"]
    assert set(options.values()) == {"disable"}


def test_direct_connect_is_told_this_networks_range_alone(declared: Templates) -> None:
    association = declared.one("AWS::DirectConnect::DirectConnectGatewayAssociation", PART)
    assert association["AllowedPrefixesToDirectConnectGateway"] == ["10.20.0.0/16"]


def test_the_resolver_answers_and_never_asks(declared: Templates) -> None:
    assert declared.one("AWS::Route53Resolver::ResolverEndpoint", PART)["Direction"] == "INBOUND"


def test_the_firewall_answers_the_private_zones_names(declared: Templates) -> None:
    lists = {each["Name"]: each["Domains"] for each in declared.properties("AWS::Route53Resolver::FirewallDomainList", "network")}
    zone = declared.one("AWS::Route53::HostedZone", PART)["Name"]
    assert {zone, f"*.{zone}"} <= set(lists["all-ways-answered"])
    assert declared.one("AWS::Route53::RecordSet", PART)["Name"] == f"service.{zone}"


def test_one_example_declares_a_way_and_the_others_none() -> None:
    from blueprint.settings import load  # noqa: PLC0415 - beside its only use

    declaring = {name for name in DEPLOYMENTS if load(name).ways_in.of_networks}
    assert declaring == {"example-us-gov"}
