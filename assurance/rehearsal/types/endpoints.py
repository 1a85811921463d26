"""VPC endpoints: the only doors of an isolated network."""

import json

from assurance.rehearsal import exists
from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.policies import check_policy
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.shapes import call
from assurance.rehearsal.types.model import Made, ResourceType, found_one
from assurance.rehearsal.types.network import tag
from assurance.rehearsal.values import Json


def create_endpoint(aws: Aws, given: Properties, _name: str) -> Made:
    """An endpoint to a service of this region, with the policy that it has to carry."""
    service, vpc, kind = given.need("ServiceName"), given.need("VpcId"), given.take("VpcEndpointType", "Gateway")
    if f".{aws.region}." not in f"{service}.":
        raise Refused(f"ServiceName: {service} is not a service of {aws.region}")
    exists.vpc(aws, vpc)
    subnets, groups = given.take("SubnetIds", []), given.take("SecurityGroupIds", [])
    elsewhere = [subnet["SubnetId"] for subnet in exists.subnets(aws, subnets) if subnet["VpcId"] != vpc]
    elsewhere += [group["GroupId"] for group in exists.security_groups(aws, groups) if group["VpcId"] != vpc]
    if elsewhere:
        raise Refused(f"{', '.join(elsewhere)}: not in {vpc}")
    private = given.take("PrivateDnsEnabled", False)
    if private:
        _needs_dns(aws, vpc, kind)
    policy, tags = given.take("PolicyDocument"), given.take("Tags", [])
    if policy is not None:
        check_policy(aws, policy, principals=True)
    made = call(
        aws.ec2,
        "create_vpc_endpoint",
        ServiceName=service,
        VpcId=vpc,
        VpcEndpointType=kind,
        SubnetIds=subnets or None,
        SecurityGroupIds=groups or None,
        PrivateDnsEnabled=private,
        PolicyDocument=None if policy is None else json.dumps(policy),
        **given.rest(),
    )["VpcEndpoint"]
    tag(aws, made["VpcEndpointId"], tags)
    return Made(made["VpcEndpointId"], {"Id": made["VpcEndpointId"]})


def _needs_dns(aws: Aws, vpc: str, kind: str) -> None:
    """EC2 refuses private DNS names in a VPC that does not resolve names, and on a gateway."""
    if kind != "Interface":
        raise Refused(f"PrivateDnsEnabled: not for an endpoint of type {kind}")
    for attribute in ("enableDnsSupport", "enableDnsHostnames"):
        answer = aws.ec2.describe_vpc_attribute(VpcId=vpc, Attribute=attribute)
        if not answer[attribute[:1].upper() + attribute[1:]]["Value"]:
            raise Refused(f"PrivateDnsEnabled: {attribute} is off in {vpc}")


def read_endpoint(aws: Aws, endpoint: str) -> dict[str, Json]:
    """The endpoint, its groups by id."""
    found = found_one(aws.ec2.describe_vpc_endpoints(VpcEndpointIds=[endpoint])["VpcEndpoints"], endpoint)
    return {**found, "SecurityGroupIds": [group["GroupId"] for group in found.get("Groups", [])]}


TYPES = (ResourceType("AWS::EC2::VPCEndpoint", create_endpoint, read_endpoint),)
