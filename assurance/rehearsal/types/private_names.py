"""Private zones, their records, resolver endpoints, and certificates of a private authority."""

import uuid

from assurance.rehearsal import exists
from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.shapes import call
from assurance.rehearsal.types.model import Made, ResourceType, found_one
from assurance.rehearsal.values import Json


def create_zone(aws: Aws, given: Properties, _name: str) -> Made:
    """A private zone of one network; a public one is refused."""
    name, tags, networks = given.need("Name"), given.take("HostedZoneTags", []), given.take("VPCs", [])
    if len(networks) != 1:
        raise Refused("VPCs: a zone of exactly one network is modelled; one of none would be public")
    exists.vpc(aws, networks[0]["VPCId"])
    made = call(
        aws.route53,
        "create_hosted_zone",
        Name=name,
        CallerReference=str(uuid.uuid4()),
        VPC=networks[0],
        HostedZoneConfig={"PrivateZone": True},
    )
    identity = made["HostedZone"]["Id"].removeprefix("/hostedzone/")
    if tags:
        call(aws.route53, "change_tags_for_resource", ResourceType="hostedzone", ResourceId=identity, AddTags=tags)
    return Made(identity, {"Id": identity})


def read_zone(aws: Aws, identity: str) -> dict[str, Json]:
    """The zone; Route 53 ends names in a dot."""
    found = aws.route53.get_hosted_zone(Id=identity)
    tags = aws.route53.list_tags_for_resource(ResourceType="hostedzone", ResourceId=identity)["ResourceTagSet"]["Tags"]
    return {"Id": identity, "Name": found["HostedZone"]["Name"].rstrip("."), "VPCs": found.get("VPCs", []), "HostedZoneTags": tags}


def create_record(aws: Aws, given: Properties, _name: str) -> Made:
    """One record of a zone that is there."""
    zone, record = given.need("HostedZoneId"), given.rest()
    change = {"Action": "CREATE", "ResourceRecordSet": record}
    call(aws.route53, "change_resource_record_sets", HostedZoneId=zone, ChangeBatch={"Changes": [change]})
    return Made(f"{zone}|{record['Name']}|{record['Type']}")


def read_record(aws: Aws, physical_id: str) -> dict[str, Json]:
    """The record, asked from its zone."""
    zone, name, kind = physical_id.split("|")
    records = aws.route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    found = found_one([each for each in records if each["Name"].rstrip(".") == name.rstrip(".") and each["Type"] == kind], physical_id)
    return {**found, "Name": name, "HostedZoneId": zone}


def create_endpoint(aws: Aws, given: Properties, _name: str) -> Made:
    """Where others ask this network's resolver: two addresses or more, in subnets of one network."""
    addresses = given.need("IpAddresses")
    networks = {subnet["VpcId"] for subnet in exists.subnets(aws, [each["SubnetId"] for each in addresses])}
    if len(addresses) < 2 or len(networks) != 1:
        raise Refused("IpAddresses: two or more, in subnets of one network")
    groups = given.need("SecurityGroupIds")
    exists.security_groups(aws, groups)
    made = call(
        aws.route53resolver,
        "create_resolver_endpoint",
        CreatorRequestId=str(uuid.uuid4()),
        SecurityGroupIds=groups,
        IpAddresses=addresses,
        **given.rest(),
    )["ResolverEndpoint"]
    return Made(made["Id"], {"ResolverEndpointId": made["Id"], "Arn": made["Arn"]})


def read_endpoint(aws: Aws, identity: str) -> dict[str, Json]:
    """The endpoint with its addresses and tags."""
    found = aws.route53resolver.get_resolver_endpoint(ResolverEndpointId=identity)["ResolverEndpoint"]
    return {
        **found,
        "ResolverEndpointId": identity,
        "IpAddresses": aws.route53resolver.list_resolver_endpoint_ip_addresses(ResolverEndpointId=identity)["IpAddresses"],
        "Tags": aws.route53resolver.list_tags_for_resource(ResourceArn=found["Arn"])["Tags"],
    }


def create_certificate(aws: Aws, given: Properties, _name: str) -> Made:
    """A certificate of an active private authority: one of a public authority would wait for a proof by public DNS."""
    authority = given.take("CertificateAuthorityArn")
    if authority is None:
        raise Refused("CertificateAuthorityArn: a certificate of a public authority is not modelled")
    status = aws.client("acm-pca").describe_certificate_authority(CertificateAuthorityArn=authority)["CertificateAuthority"]["Status"]
    if status != "ACTIVE":
        raise Refused(f"CertificateAuthorityArn: {authority} is {status}")
    made = call(aws.acm, "request_certificate", CertificateAuthorityArn=authority, **given.rest())["CertificateArn"]
    return Made(made, {"CertificateArn": made})


def read_certificate(aws: Aws, arn: str) -> dict[str, Json]:
    """The certificate."""
    found = aws.acm.describe_certificate(CertificateArn=arn)["Certificate"]
    return {**found, "Tags": aws.acm.list_tags_for_certificate(CertificateArn=arn)["Tags"]}


TYPES = (
    ResourceType("AWS::Route53::HostedZone", create_zone, read_zone),
    ResourceType("AWS::Route53::RecordSet", create_record, read_record),
    ResourceType("AWS::Route53Resolver::ResolverEndpoint", create_endpoint, read_endpoint),
    ResourceType("AWS::CertificateManager::Certificate", create_certificate, read_certificate),
)
