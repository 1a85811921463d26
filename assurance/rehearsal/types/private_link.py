"""Endpoint services, and who may ask for a connection."""

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.shapes import call
from assurance.rehearsal.types.model import Made, ResourceType, found_one
from assurance.rehearsal.values import Json


def create_service(aws: Aws, given: Properties, _name: str) -> Made:
    """A service before internal network load balancers."""
    tags, balancers = given.take("Tags", []), given.need("NetworkLoadBalancerArns")
    for balancer in aws.elbv2.describe_load_balancers(LoadBalancerArns=balancers)["LoadBalancers"]:
        if balancer["Type"] != "network":
            raise Refused(f"NetworkLoadBalancerArns: {balancer['LoadBalancerArn']} is of type {balancer['Type']}")
    made = call(
        aws.ec2,
        "create_vpc_endpoint_service_configuration",
        NetworkLoadBalancerArns=balancers,
        TagSpecifications=[{"ResourceType": "vpc-endpoint-service", "Tags": tags}] if tags else None,
        **given.rest(),
    )["ServiceConfiguration"]["ServiceId"]
    return Made(made, {"ServiceId": made})


def read_service(aws: Aws, identity: str) -> dict[str, Json]:
    """The service."""
    return dict(found_one(aws.ec2.describe_vpc_endpoint_service_configurations(ServiceIds=[identity])["ServiceConfigurations"], identity))


def create_permissions(aws: Aws, given: Properties, _name: str) -> Made:
    """Principals of this partition, by ARN."""
    service, allowed = given.need("ServiceId"), given.need("AllowedPrincipals")
    for principal in allowed:
        if not principal.startswith(f"arn:{aws.partition}:iam::"):
            raise Refused(f"AllowedPrincipals: {principal} is no principal of {aws.partition}")
    call(aws.ec2, "modify_vpc_endpoint_service_permissions", ServiceId=service, AddAllowedPrincipals=allowed)
    return Made(service)


def read_permissions(aws: Aws, service: str) -> dict[str, Json]:
    """Everybody who may ask."""
    found = aws.ec2.describe_vpc_endpoint_service_permissions(ServiceId=service)["AllowedPrincipals"]
    return {"ServiceId": service, "AllowedPrincipals": [principal["Principal"] for principal in found]}


TYPES = (
    ResourceType("AWS::EC2::VPCEndpointService", create_service, read_service),
    ResourceType("AWS::EC2::VPCEndpointServicePermissions", create_permissions, read_permissions),
)
