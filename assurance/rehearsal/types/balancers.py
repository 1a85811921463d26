"""Network load balancers, what listens there and what stands behind."""

import json
from hashlib import sha256
from ipaddress import IPv4Address, IPv4Network

from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from assurance.rehearsal import exists
from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.shapes import call
from assurance.rehearsal.types.model import Made, ResourceType, found_one
from assurance.rehearsal.values import Json
from blueprint.facts.partitions import service_principal

LONGEST_NAME = 32
SWITCH = "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic"
LOGS = ("access_logs.s3.enabled", "access_logs.s3.bucket")


def _short(name: str) -> str:
    """A name as CloudFormation makes it where the service allows 32 characters."""
    return f"{name[:18].replace('--', '-').strip('-')}-{sha256(name.encode()).hexdigest()[:12]}"


def create_balancer(aws: Aws, given: Properties, name: str) -> Made:
    """A balancer whose logs have a bucket that takes them: the service tries that when they are switched on."""
    groups, switch, attributes = given.take("SecurityGroups", []), given.take(SWITCH), given.take("LoadBalancerAttributes", [])
    exists.security_groups(aws, groups)
    said = {each["Key"]: each["Value"] for each in attributes}
    if said.get(LOGS[0]) == "true":
        _takes_logs(aws, said[LOGS[1]])
    made = call(aws.elbv2, "create_load_balancer", Name=given.take("Name", _short(name)), SecurityGroups=groups or None, **given.rest())
    balancer = made["LoadBalancers"][0]
    arn = balancer["LoadBalancerArn"]
    if switch is not None:
        call(aws.elbv2, "set_security_groups", LoadBalancerArn=arn, SecurityGroups=groups, **{SWITCH: switch})
    if attributes:
        call(aws.elbv2, "modify_load_balancer_attributes", LoadBalancerArn=arn, Attributes=attributes)
    return Made(
        arn,
        {
            "LoadBalancerArn": arn,
            "DNSName": balancer["DNSName"],
            "CanonicalHostedZoneID": balancer["CanonicalHostedZoneId"],
            "LoadBalancerName": balancer["LoadBalancerName"],
        },
    )


def _takes_logs(aws: Aws, bucket: str) -> None:
    try:
        policy = json.loads(aws.s3.get_bucket_policy(Bucket=bucket)["Policy"])
    except ClientError as error:
        raise Refused(f"access logs: {bucket}: {error.response['Error']['Code']}") from None
    writer = service_principal("delivery.logs")
    for statement in policy["Statement"]:
        who = statement.get("Principal")
        actions = statement.get("Action")
        if statement["Effect"] == "Allow" and isinstance(who, dict) and who.get("Service") == writer and "s3:PutObject" in actions:
            return
    raise Refused(f"access logs: {bucket} does not let {writer} write")


def read_balancer(aws: Aws, arn: str) -> dict[str, Json]:
    """The balancer with its attributes and tags."""
    found = found_one(aws.elbv2.describe_load_balancers(LoadBalancerArns=[arn])["LoadBalancers"], arn)
    return {
        **found,
        "Subnets": [zone["SubnetId"] for zone in found["AvailabilityZones"]],
        "LoadBalancerAttributes": aws.elbv2.describe_load_balancer_attributes(LoadBalancerArn=arn)["Attributes"],
        "CanonicalHostedZoneID": found["CanonicalHostedZoneId"],
        "Tags": _tags(aws, arn),
    }


def _tags(aws: Aws, arn: str) -> list[Json]:
    return list(aws.elbv2.describe_tags(ResourceArns=[arn])["TagDescriptions"][0]["Tags"])


def create_targets(aws: Aws, given: Properties, name: str) -> Made:
    """Targets by address, each inside the network."""
    targets, vpc = given.take("Targets", []), given.need("VpcId")
    exists.vpc(aws, vpc)
    network = IPv4Network(aws.ec2.describe_vpcs(VpcIds=[vpc])["Vpcs"][0]["CidrBlock"])
    for target in targets:
        if IPv4Address(target["Id"]) not in network:
            raise Refused(f"Targets: {target['Id']} is outside {network}")
    made = call(aws.elbv2, "create_target_group", Name=given.take("Name", _short(name)), VpcId=vpc, **given.rest())
    arn = made["TargetGroups"][0]["TargetGroupArn"]
    if targets:
        call(aws.elbv2, "register_targets", TargetGroupArn=arn, Targets=targets)
    return Made(arn, {"TargetGroupArn": arn})


def read_targets(aws: Aws, arn: str) -> dict[str, Json]:
    """The group and its targets."""
    found = found_one(aws.elbv2.describe_target_groups(TargetGroupArns=[arn])["TargetGroups"], arn)
    health = aws.elbv2.describe_target_health(TargetGroupArn=arn)["TargetHealthDescriptions"]
    return {**found, "Targets": [each["Target"] for each in health], "Tags": _tags(aws, arn)}


def create_listener(aws: Aws, given: Properties, _name: str) -> Made:
    """A listener; one that speaks TLS shows a certificate that is there."""
    certificates = given.take("Certificates", [])
    for certificate in certificates:
        aws.acm.describe_certificate(CertificateArn=certificate["CertificateArn"])
    protocol = given.need("Protocol")
    if protocol in ("TLS", "HTTPS") and len(certificates) != 1:
        raise Refused("Certificates: a TLS listener has exactly one default certificate")
    made = call(aws.elbv2, "create_listener", Protocol=protocol, Certificates=certificates or None, **given.rest())
    arn = made["Listeners"][0]["ListenerArn"]
    return Made(arn, {"ListenerArn": arn})


def read_listener(aws: Aws, arn: str) -> dict[str, Json]:
    """The listener."""
    return {**found_one(aws.elbv2.describe_listeners(ListenerArns=[arn])["Listeners"], arn), "Tags": _tags(aws, arn)}


TYPES = (
    ResourceType("AWS::ElasticLoadBalancingV2::LoadBalancer", create_balancer, read_balancer, shared=frozenset({"LoadBalancerAttributes"})),
    ResourceType("AWS::ElasticLoadBalancingV2::TargetGroup", create_targets, read_targets),
    ResourceType("AWS::ElasticLoadBalancingV2::Listener", create_listener, read_listener),
)
