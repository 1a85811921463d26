"""Nothing can leave, and what the nodes need has a door."""

import json

import pytest

from blueprint.facts.endpoints import catalogue
from blueprint.facts.gateways import gateways
from tests.stacks.templates import Templates, text

WAYS_OUT = {
    "AWS::EC2::EIP",
    "AWS::EC2::EgressOnlyInternetGateway",
    "AWS::EC2::InternetGateway",
    "AWS::EC2::NatGateway",
    "AWS::EC2::Route",
    "AWS::EC2::TransitGatewayAttachment",
    "AWS::EC2::TransitGatewayVpcAttachment",
    "AWS::EC2::VPCGatewayAttachment",
    "AWS::EC2::VPCPeeringConnection",
    "AWS::EC2::VPNGateway",
    "AWS::Lambda::Function",
}
DECLARED = {"AWS::EC2::Route", "AWS::EC2::TransitGatewayVpcAttachment"}
"""What a declared transit gateway needs, in the part `ways`: the one line that the examples declare."""
ORGANISATIONS = {"example-gr": "o-exampleorg1"}
NEEDED = {"ecr.api", "ecr.dkr", "fsx", "logs", "kms", "sts", "ssm", "ssmmessages", "sagemaker.runtime"}


def test_there_is_no_way_out(templates: Templates) -> None:
    for part, stack in templates.stacks.items():
        found = WAYS_OUT & {resource["Type"] for resource in stack["Resources"].values()}
        assert found <= (DECLARED if part == "ways" else set())


def test_a_route_and_an_attachment_are_those_of_the_declared_line_alone(templates: Templates) -> None:
    line = templates.deployment["ways_in"].get("transit_gateway")
    routes = {(p["TransitGatewayId"], p["DestinationCidrBlock"]) for p in templates.properties("AWS::EC2::Route")}
    attached = {p["TransitGatewayId"] for p in templates.properties("AWS::EC2::TransitGatewayVpcAttachment")}
    assert routes == ({(line["id"], cidr) for cidr in line["cidrs"]} if line else set())
    assert attached == ({line["id"]} if line else set())


def test_no_subnet_gives_a_public_address(templates: Templates) -> None:
    assert {p["MapPublicIpOnLaunch"] for p in templates.properties("AWS::EC2::Subnet")} == {False}


def test_each_tier_has_a_subnet_in_each_zone_of_the_file(templates: Templates) -> None:
    zones = [p["AvailabilityZone"] for p in templates.properties("AWS::EC2::Subnet")]
    assert len(set(zones)) == {"example-eusc": 2, "example-dev": 2}.get(templates.deployment["name"], 3)
    assert len(zones) == 2 * len(set(zones))
    assert all(zone.startswith(templates.deployment["region"]) for zone in zones)


def test_every_service_the_nodes_call_has_an_endpoint(templates: Templates) -> None:
    names = {p["ServiceName"].split(f".{templates.deployment['region']}.")[1] for p in templates.properties("AWS::EC2::VPCEndpoint")}
    assert names >= NEEDED | {"s3"}


def test_an_endpoint_admits_this_account_on_its_own_resources_alone(templates: Templates) -> None:
    account = templates.deployment["account"]
    ours = {"aws:PrincipalAccount": account, "aws:ResourceAccount": account}
    if organisation := ORGANISATIONS.get(templates.deployment["name"]):
        ours |= {"aws:PrincipalOrgID": organisation, "aws:ResourceOrgID": organisation}
    for properties in templates.properties("AWS::EC2::VPCEndpoint"):
        first, *others = properties["PolicyDocument"]["Statement"]
        assert first["Condition"] == {"StringEquals": ours}
        assert bool(others) is (properties["VpcEndpointType"] == "Gateway")


def test_an_endpoint_lets_through_what_the_facts_name_alone(templates: Templates) -> None:
    for properties in templates.properties("AWS::EC2::VPCEndpoint"):
        service = text(properties["ServiceName"]).split(f".{templates.deployment['region']}.")[1]
        row = gateways()[service] if service == "s3" else catalogue()[service]
        named = properties["PolicyDocument"]["Statement"][0]["Action"]
        assert sorted([named] if isinstance(named, str) else named) == sorted(row.actions)


def test_layers_of_images_are_read_whoever_signs_for_them(templates: Templates) -> None:
    (gateway,) = [p for p in templates.properties("AWS::EC2::VPCEndpoint") if p["VpcEndpointType"] == "Gateway"]
    assert "Condition" not in gateway["PolicyDocument"]["Statement"][1]


def test_the_gateway_lets_aws_owned_buckets_be_read_and_never_written(templates: Templates) -> None:
    (gateway,) = [p for p in templates.properties("AWS::EC2::VPCEndpoint") if p["VpcEndpointType"] == "Gateway"]
    read = gateway["PolicyDocument"]["Statement"][1]
    assert read["Action"] == "s3:GetObject"
    buckets = [text(arn).split(":::")[1] for arn in ([read["Resource"]] if not isinstance(read["Resource"], list) else read["Resource"])]
    assert f"prod-{templates.deployment['region']}-starport-layer-bucket/*" in buckets
    assert len(gateway["RouteTableIds"]) == 2


def test_the_endpoints_hear_every_subnet_of_the_nodes_from_the_start(templates: Templates) -> None:
    nodes = {p["CidrBlock"] for p in templates.properties("AWS::EC2::Subnet")}
    heard = {p["CidrIp"] for p in templates.properties("AWS::EC2::SecurityGroupIngress", "network") if "CidrIp" in p}
    assert heard == nodes


@pytest.mark.parametrize("part", ["network", "lake", "endpoint"])
def test_no_group_starts_open(templates: Templates, part: str) -> None:
    for properties in templates.properties("AWS::EC2::SecurityGroup", part):
        (rule,) = properties["SecurityGroupEgress"]
        assert rule["CidrIp"] == "255.255.255.255/32"


def test_nobody_listens_to_the_whole_world(templates: Templates) -> None:
    assert "0.0.0.0/0" not in json.dumps(templates.properties("AWS::EC2::SecurityGroupIngress"))


def test_whoever_may_send_anywhere_may_send_https_only(templates: Templates) -> None:
    anywhere = [p for p in templates.properties("AWS::EC2::SecurityGroupEgress") if p.get("CidrIp") == "0.0.0.0/0"]
    assert {(p["IpProtocol"], p["FromPort"], p["ToPort"]) for p in anywhere} == {("tcp", 443, 443)}


def test_every_packet_is_logged(templates: Templates) -> None:
    flow = templates.one("AWS::EC2::FlowLog")
    assert (flow["ResourceType"], flow["TrafficType"]) == ("VPC", "ALL")


def test_the_default_group_is_emptied_both_ways_and_daily(templates: Templates) -> None:
    steps = templates.one("AWS::SSM::Document")["Content"]["mainSteps"]
    association = templates.one("AWS::SSM::Association")
    assert [step["inputs"]["Api"] for step in steps] == ["RevokeSecurityGroupEgress", "RevokeSecurityGroupIngress"]
    assert text(association["Parameters"]["GroupId"][0]).endswith(".DefaultSecurityGroup>")
    assert association["ScheduleExpression"] == "rate(1 day)"
