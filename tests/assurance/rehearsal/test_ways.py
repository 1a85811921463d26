"""Ways in as the services build them: what they refuse, and that each part goes only when nothing hangs on it any more."""

import json
import uuid
from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.removals import REMOVALS
from assurance.rehearsal.server import simulator
from assurance.rehearsal.types import MODELLED
from tests.assurance.rehearsal import resources as of
from tests.assurance.rehearsal.conftest import ACCOUNT, REGION, Outcome

TRANSIT = "tgw-0123456789abcdef0"
LINE = "01234567-89ab-4cde-8f01-23456789abcd"
AUTHORITY = f"arn:aws:acm-pca:{REGION}:{ACCOUNT}:certificate-authority/{LINE}"
CERTIFICATE = f"arn:aws:acm:{REGION}:{ACCOUNT}:certificate/{LINE}"
TAGS = [{"Key": "deployment", "Value": "x"}]

NETWORK = {
    "Vpc": of.resource("EC2::VPC", CidrBlock="10.0.0.0/16", EnableDnsSupport=True, EnableDnsHostnames=True),
    "One": of.resource("EC2::Subnet", VpcId=of.ref("Vpc"), CidrBlock="10.0.1.0/24", AvailabilityZone=f"{REGION}a"),
    "Two": of.resource("EC2::Subnet", VpcId=of.ref("Vpc"), CidrBlock="10.0.2.0/24", AvailabilityZone=f"{REGION}b"),
    "Table": of.resource("EC2::RouteTable", VpcId=of.ref("Vpc")),
    "Group": of.resource("EC2::SecurityGroup", VpcId=of.ref("Vpc"), GroupDescription="g"),
}
SUBNETS = [of.ref("One"), of.ref("Two")]
GATEWAY = {
    "Gateway": of.resource("EC2::VPNGateway", Type="ipsec.1", Tags=TAGS),
    "Attachment": of.resource("EC2::VPCGatewayAttachment", VpcId=of.ref("Vpc"), VpnGatewayId=of.ref("Gateway")),
}


def back(**target: object) -> of.Resource:
    depends = "Attachment" if "GatewayId" in target else "Place"
    return of.resource("EC2::Route", depends, RouteTableId=of.ref("Table"), DestinationCidrBlock="10.60.0.0/16", **target)


def place(**more: object) -> of.Resource:
    given = {"TransitGatewayId": TRANSIT, "VpcId": of.ref("Vpc"), "SubnetIds": SUBNETS, "Tags": TAGS, **more}
    return of.resource("EC2::TransitGatewayVpcAttachment", **given)


TUNNEL = {
    "IKEVersions": [{"Value": "ikev2"}],
    "Phase1DHGroupNumbers": [{"Value": 20}],
    "Phase1EncryptionAlgorithms": [{"Value": "AES256-GCM-16"}],
    "LogOptions": {"CloudwatchLogOptions": {"LogEnabled": True, "LogGroupArn": of.att("Logs"), "LogOutputFormat": "json"}},
}


def connection(**more: object) -> of.Resource:
    ends = {"CustomerGatewayId": of.ref("FarEnd"), "VpnGatewayId": of.ref("Gateway")}
    given = {"Type": "ipsec.1", **ends, "StaticRoutesOnly": True, "VpnTunnelOptionsSpecifications": [TUNNEL, TUNNEL]}
    return of.resource("EC2::VPNConnection", **{**given, "PreSharedKeyStorage": "SecretsManager", "Tags": TAGS, **more})


def vpn(**more: object) -> dict[str, of.Resource]:
    return {
        **NETWORK,
        **GATEWAY,
        "Logs": of.resource("Logs::LogGroup"),
        "FarEnd": of.resource("EC2::CustomerGateway", Type="ipsec.1", IpAddress="198.51.100.7", BgpAsn=65010, CertificateArn=CERTIFICATE),
        "Connection": connection(**more),
        "Into": of.resource("EC2::VPNConnectionRoute", VpnConnectionId=of.ref("Connection"), DestinationCidrBlock="10.60.0.0/16"),
        "Back": back(GatewayId=of.ref("Gateway")),
    }


def association(**more: object) -> of.Resource:
    given = {"DirectConnectGatewayId": LINE, "AssociatedGatewayId": of.ref("Gateway"), **more}
    return of.resource(
        "DirectConnect::DirectConnectGatewayAssociation", "Attachment", AllowedPrefixesToDirectConnectGateway=["10.0.0.0/16"], **given
    )


def link(**more: dict[str, object]) -> dict[str, of.Resource]:
    """A service without access logs; `more` changes properties by logical id."""
    ends = {"LoadBalancerArn": of.ref("Balancer"), "DefaultActions": [{"Type": "forward", "TargetGroupArn": of.ref("Targets")}]}
    parts: dict[str, tuple[str, dict[str, object]]] = {
        "Balancer": (
            "ElasticLoadBalancingV2::LoadBalancer",
            {
                "Type": "network",
                "Scheme": "internal",
                "Subnets": SUBNETS,
                "SecurityGroups": [of.ref("Group")],
                "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic": "on",
            },
        ),
        "Targets": (
            "ElasticLoadBalancingV2::TargetGroup",
            {"Protocol": "TLS", "Port": 443, "TargetType": "ip", "VpcId": of.ref("Vpc"), "Targets": [{"Id": "10.0.1.20", "Port": 443}]},
        ),
        "Listener": (
            "ElasticLoadBalancingV2::Listener",
            {**ends, "Protocol": "TLS", "Port": 443, "Certificates": [{"CertificateArn": CERTIFICATE}]},
        ),
        "Service": (
            "EC2::VPCEndpointService",
            {"AcceptanceRequired": True, "NetworkLoadBalancerArns": [of.ref("Balancer")], "SupportedIpAddressTypes": ["ipv4"]},
        ),
        "Principals": (
            "EC2::VPCEndpointServicePermissions",
            {"ServiceId": of.ref("Service"), "AllowedPrincipals": ["arn:aws:iam::444455556666:root"]},
        ),
    }
    return NETWORK | {name: of.resource(kind, **{**given, **more.get(name, {})}) for name, (kind, given) in parts.items()}


def names(**more: dict[str, object]) -> dict[str, of.Resource]:
    zone = of.resource(
        "Route53::HostedZone",
        **{"Name": "x.example.internal", "VPCs": [{"VPCId": of.ref("Vpc"), "VPCRegion": REGION}], **more.get("Zone", {})},
    )
    alias = {
        "DNSName": of.att("Balancer", "DNSName"),
        "HostedZoneId": of.att("Balancer", "CanonicalHostedZoneID"),
        "EvaluateTargetHealth": False,
    }
    record = of.resource("Route53::RecordSet", HostedZoneId=of.ref("Zone"), Name="service.x.example.internal", Type="A", AliasTarget=alias)
    asked = {
        "Direction": "INBOUND",
        "Protocols": ["Do53"],
        "ResolverEndpointType": "IPV4",
        "SecurityGroupIds": [of.ref("Group")],
        "Name": "in",
    }
    resolver = {**asked, "IpAddresses": [{"SubnetId": subnet} for subnet in SUBNETS], **more.get("Resolver", {})}
    return {**link(), "Zone": zone, "Record": record, "Resolver": of.resource("Route53Resolver::ResolverEndpoint", **resolver)}


TRANSIT_LINE = {**NETWORK, "Place": place(), "Back": back(TransitGatewayId=TRANSIT)}
DIRECT = {**NETWORK, **GATEWAY, "Association": association()}
ISSUED = {"Issued": of.resource("CertificateManager::Certificate", DomainName="x.example.internal", CertificateAuthorityArn=AUTHORITY)}
RIGHT = {
    "a VPN": vpn(),
    "a transit gateway": TRANSIT_LINE,
    "Direct Connect": DIRECT,
    "a service": link(),
    "names": names(),
    "a certificate": ISSUED,
}


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    """An account in which others have made what ways lead to."""
    log = tmp_path_factory.mktemp("ways") / "log"
    with simulator(ACCOUNT, REGION, assumed=[TRANSIT, LINE, AUTHORITY, CERTIFICATE], log=log) as address:
        yield Aws(REGION, ACCOUNT, address)


def deploy(aws: Aws, resources: dict[str, of.Resource]) -> Outcome:
    name = f"s{uuid.uuid4().hex[:8]}"
    aws.cloudformation.create_stack(StackName=name, TemplateBody=json.dumps({"Resources": resources}))
    return Outcome(aws, name)


@pytest.mark.parametrize("way", RIGHT)
def test_each_way_is_built(account: Aws, way: str) -> None:
    assert deploy(account, RIGHT[way]).reasons == []


WRONG = {
    "a route to a gateway that is not attached": (
        {**NETWORK, "Gateway": GATEWAY["Gateway"], "Attachment": NETWORK["Group"], "Back": back(GatewayId=of.ref("Gateway"))},
        "is not attached to",
    ),
    "a route to a transit gateway that is not attached": (
        {**NETWORK, "Place": NETWORK["Group"], "Back": back(TransitGatewayId=TRANSIT)},
        "InvalidTransitGatewayID.NotFound",
    ),
    "a route to a NAT": ({**NETWORK, "Place": NETWORK["Group"], "Back": back(NatGatewayId="nat-1")}, "exactly one of GatewayId"),
    "a transit gateway that nobody shares": (
        {**NETWORK, "Place": place(TransitGatewayId="tgw-0fedcba9876543210")},
        "tgw-0fedcba9876543210",
    ),
    "two subnets of one zone": ({**NETWORK, "Place": place(SubnetIds=[of.ref("One"), of.ref("One")])}, "SubnetIds"),
    "a second gateway at one network": (
        {
            **NETWORK,
            **GATEWAY,
            "G": GATEWAY["Gateway"],
            "A": of.resource("EC2::VPCGatewayAttachment", "Attachment", VpcId=of.ref("Vpc"), VpnGatewayId=of.ref("G")),
        },
        "VpnGatewayLimitExceeded",
    ),
    "an internet gateway": (
        {**NETWORK, "A": of.resource("EC2::VPCGatewayAttachment", VpcId=of.ref("Vpc"), InternetGatewayId="igw-1")},
        "InternetGatewayId: not modelled",
    ),
    "a key in the template": (vpn(VpnTunnelOptionsSpecifications=[{"PreSharedKey": "secret"}]), "PreSharedKey: a template holds no key"),
    "an algorithm that EC2 lacks": (vpn(VpnTunnelOptionsSpecifications=[{"Phase1DHGroupNumbers": [{"Value": 1}]}]), "1 is not one of"),
    "an option that EC2 lacks": (vpn(VpnTunnelOptionsSpecifications=[{"Colour": "red"}]), "not modelled: Tunnel.Colour"),
    "three tunnels": (vpn(VpnTunnelOptionsSpecifications=[TUNNEL] * 3), "a connection has 2 tunnels"),
    "static routes into a connection that takes BGP": (vpn(StaticRoutesOnly=False), "takes its routes by BGP"),
    "a far end that is not there": (vpn(CustomerGatewayId="cgw-0123456789abcdef0"), "cgw-0123456789abcdef0"),
    "a Direct Connect gateway that is not there": (
        {**NETWORK, **GATEWAY, "A": association(DirectConnectGatewayId=LINE.replace("0", "f"))},
        "does not exist",
    ),
    "Direct Connect without a network": (
        {**NETWORK, "Gateway": GATEWAY["Gateway"], "Attachment": NETWORK["Group"], "A": association()},
        "is attached to no network",
    ),
    "a principal of another partition": (
        link(Principals={"AllowedPrincipals": ["arn:aws-us-gov:iam::444455556666:root"]}),
        "is no principal of aws",
    ),
    "everybody": (link(Principals={"AllowedPrincipals": ["*"]}), "is no principal of aws"),
    "a target elsewhere": (link(Targets={"Targets": [{"Id": "10.9.0.1", "Port": 443}]}), "10.9.0.1 is outside 10.0.0.0/16"),
    "TLS without a certificate": (link(Listener={"Certificates": []}), "exactly one default certificate"),
    "a certificate that is not there": (link(Listener={"Certificates": [{"CertificateArn": f"{CERTIFICATE[:-1]}0"}]}), "Listener: "),
    "logs into a bucket that takes none": (
        link(
            Balancer={
                "LoadBalancerAttributes": [
                    {"Key": "access_logs.s3.enabled", "Value": "true"},
                    {"Key": "access_logs.s3.bucket", "Value": "gone"},
                ]
            }
        ),
        "access logs: gone",
    ),
    "a public zone": (names(Zone={"VPCs": []}), "one of none would be public"),
    "a resolver in one subnet": (names(Resolver={"IpAddresses": [{"SubnetId": of.ref("One")}]}), "two or more"),
    "a certificate of a public authority": (
        {"X": of.resource("CertificateManager::Certificate", DomainName="x.example.org", ValidationMethod="DNS")},
        "a certificate of a public authority is not modelled",
    ),
    "an authority that is not there": (
        {"X": of.resource("CertificateManager::Certificate", DomainName="x.example.org", CertificateAuthorityArn=f"{AUTHORITY[:-1]}0")},
        "X: ",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_the_services_refuse_fails_and_says_why(account: Aws, case: str) -> None:
    resources, says = WRONG[case]
    reasons = deploy(account, resources).reasons
    assert reasons
    assert says in reasons[0]


@pytest.mark.parametrize("way", RIGHT)
def test_each_part_goes_and_is_gone(account: Aws, way: str) -> None:
    """From the last that was made to the first, as CloudFormation does it."""
    resources = RIGHT[way]
    made = deploy(account, resources)
    assert made.reasons == []
    order = [name for name in ("Into", "Back", "Record", "Principals", "Service", "Listener", "Balancer", "Targets") if name in resources]
    order += [name for name in reversed(resources) if name not in order and name not in NETWORK]
    for name in order:
        remove(account, resources, made.ids, name)
        assert is_gone(account, str(resources[name]["Type"]), made.ids[name]), name


def remove(aws: Aws, resources: dict[str, of.Resource], ids: dict[str, str], name: str) -> None:
    needed = {"Record": ("Name", "Type", "AliasTarget", "HostedZoneId"), "Attachment": ("VpcId", "VpnGatewayId")}
    properties = resources[name]["Properties"]
    assert isinstance(properties, dict)
    read = {key: value for key, value in properties.items() if key in needed.get(name, ("AllowedPrincipals",))}
    REMOVALS[str(resources[name]["Type"])](aws, ids[name], filled(aws, resources, ids, read))  # type: ignore[arg-type]


def filled(aws: Aws, resources: dict[str, of.Resource], ids: dict[str, str], value: object) -> object:
    """A template's value with its references resolved, as far as a removal reads it."""
    match value:
        case {"Ref": str(name)}:
            return ids[name]
        case {"Fn::GetAtt": [str(name), str(attribute)]}:
            return MODELLED[str(resources[name]["Type"])].read(aws, ids[name])[attribute]
        case dict():
            return {name: filled(aws, resources, ids, item) for name, item in value.items()}
        case list():
            return [filled(aws, resources, ids, item) for item in value]
        case _:
            return value


def is_gone(aws: Aws, kind: str, identity: str) -> bool:
    try:
        found = MODELLED[kind].read(aws, identity)
    except (ClientError, LookupError):
        return True
    return kind.endswith("ServicePermissions") and found["AllowedPrincipals"] == []


@pytest.mark.parametrize(
    ("way", "name", "says"),
    [
        ("a VPN", "Attachment", "is the target of a route"),
        ("a VPN", "Gateway", "is in use by"),
        ("a VPN", "FarEnd", "is in use by"),
        ("a service", "Balancer", "is behind an endpoint service"),
    ],
)
def test_a_part_on_which_something_hangs_stays(account: Aws, way: str, name: str, says: str) -> None:
    made = deploy(account, RIGHT[way])
    with pytest.raises(Refused, match=says):
        remove(account, RIGHT[way], made.ids, name)


def test_a_balancer_under_protection_stays(account: Aws) -> None:
    kept = link(Balancer={"LoadBalancerAttributes": [{"Key": "deletion_protection.enabled", "Value": "true"}]})
    made = deploy(account, kept)
    with pytest.raises(Refused, match="deletion protection"):
        REMOVALS["AWS::ElasticLoadBalancingV2::LoadBalancer"](account, made.ids["Balancer"], {})
