"""How the parts of ways in are removed; each service refuses while something still hangs on what is to go."""

from collections.abc import Callable, Mapping

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.values import Json

GONE = ("deleted", "detached")


def _gateway(aws: Aws, gateway: str, _given: Mapping[str, Json]) -> None:
    """EC2 deletes no virtual private gateway that is attached or has connections."""
    found = aws.ec2.describe_vpn_gateways(VpnGatewayIds=[gateway])["VpnGateways"][0]
    holds = [place["VpcId"] for place in found.get("VpcAttachments", []) if place["State"] not in GONE]
    holds += [each["VpnConnectionId"] for each in aws.ec2.describe_vpn_connections()["VpnConnections"] if each["VpnGatewayId"] == gateway]
    if holds:
        raise Refused(f"IncorrectState: {gateway} is in use by {', '.join(holds)}")
    aws.ec2.delete_vpn_gateway(VpnGatewayId=gateway)


def _attachment(aws: Aws, _physical_id: str, given: Mapping[str, Json]) -> None:
    """EC2 detaches no gateway to which a route of the network still leads."""
    vpc, gateway = given["VpcId"], given["VpnGatewayId"]
    tables = aws.ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"]
    used = [table["RouteTableId"] for table in tables if any(route.get("GatewayId") == gateway for route in table["Routes"])]
    if used:
        raise Refused(f"IncorrectState: {gateway} is the target of a route in {', '.join(used)}")
    aws.ec2.detach_vpn_gateway(VpcId=vpc, VpnGatewayId=gateway)


def _far_end(aws: Aws, identity: str, _given: Mapping[str, Json]) -> None:
    """EC2 deletes no customer gateway that has connections."""
    holds = [
        each["VpnConnectionId"] for each in aws.ec2.describe_vpn_connections()["VpnConnections"] if each["CustomerGatewayId"] == identity
    ]
    if holds:
        raise Refused(f"IncorrectState: {identity} is in use by {', '.join(holds)}")
    aws.ec2.delete_customer_gateway(CustomerGatewayId=identity)


def _route(aws: Aws, physical_id: str, _given: Mapping[str, Json]) -> None:
    table, _, cidr = physical_id.partition("|")
    aws.ec2.delete_route(RouteTableId=table, DestinationCidrBlock=cidr)


def _connection_route(aws: Aws, physical_id: str, _given: Mapping[str, Json]) -> None:
    cidr, _, connection = physical_id.partition("|")
    aws.ec2.delete_vpn_connection_route(VpnConnectionId=connection, DestinationCidrBlock=cidr)


def _permissions(aws: Aws, service: str, given: Mapping[str, Json]) -> None:
    aws.ec2.modify_vpc_endpoint_service_permissions(ServiceId=service, RemoveAllowedPrincipals=given["AllowedPrincipals"])


def _service(aws: Aws, service: str, _given: Mapping[str, Json]) -> None:
    answer = aws.ec2.delete_vpc_endpoint_service_configurations(ServiceIds=[service])
    for failed in answer.get("Unsuccessful", []):
        raise Refused(failed["Error"]["Message"])


def _balancer(aws: Aws, arn: str, _given: Mapping[str, Json]) -> None:
    """A balancer under deletion protection stays, and so does one behind an endpoint service."""
    attributes = aws.elbv2.describe_load_balancer_attributes(LoadBalancerArn=arn)["Attributes"]
    if {"Key": "deletion_protection.enabled", "Value": "true"} in attributes:
        raise Refused(f"OperationNotPermitted: {arn} has deletion protection")
    services = aws.ec2.describe_vpc_endpoint_service_configurations()["ServiceConfigurations"]
    if any(arn in service.get("NetworkLoadBalancerArns", []) for service in services):
        raise Refused(f"ResourceInUse: {arn} is behind an endpoint service")
    aws.elbv2.delete_load_balancer(LoadBalancerArn=arn)


def _record(aws: Aws, physical_id: str, given: Mapping[str, Json]) -> None:
    zone = physical_id.partition("|")[0]
    record = {name: value for name, value in given.items() if name != "HostedZoneId"}
    change = {"Action": "DELETE", "ResourceRecordSet": record}
    aws.route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": [change]})


def _certificate(aws: Aws, arn: str, _given: Mapping[str, Json]) -> None:
    """ACM deletes no certificate that a listener shows."""
    used = aws.acm.describe_certificate(CertificateArn=arn)["Certificate"].get("InUseBy", [])
    if used:
        raise Refused(f"ResourceInUseException: {arn} is in use by {', '.join(used)}")
    aws.acm.delete_certificate(CertificateArn=arn)


WAYS: dict[str, Callable[[Aws, str, Mapping[str, Json]], object]] = {
    "AWS::CertificateManager::Certificate": _certificate,
    "AWS::DirectConnect::DirectConnectGatewayAssociation": lambda aws, identity, _: (
        aws.directconnect.delete_direct_connect_gateway_association(associationId=identity)
    ),
    "AWS::EC2::CustomerGateway": _far_end,
    "AWS::EC2::Route": _route,
    "AWS::EC2::TransitGatewayVpcAttachment": lambda aws, identity, _: aws.ec2.delete_transit_gateway_vpc_attachment(
        TransitGatewayAttachmentId=identity
    ),
    "AWS::EC2::VPCEndpointService": _service,
    "AWS::EC2::VPCEndpointServicePermissions": _permissions,
    "AWS::EC2::VPCGatewayAttachment": _attachment,
    "AWS::EC2::VPNConnection": lambda aws, identity, _: aws.ec2.delete_vpn_connection(VpnConnectionId=identity),
    "AWS::EC2::VPNConnectionRoute": _connection_route,
    "AWS::EC2::VPNGateway": _gateway,
    "AWS::ElasticLoadBalancingV2::Listener": lambda aws, arn, _: aws.elbv2.delete_listener(ListenerArn=arn),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": _balancer,
    "AWS::ElasticLoadBalancingV2::TargetGroup": lambda aws, arn, _: aws.elbv2.delete_target_group(TargetGroupArn=arn),
    "AWS::Route53::HostedZone": lambda aws, identity, _: aws.route53.delete_hosted_zone(Id=identity),
    "AWS::Route53::RecordSet": _record,
    "AWS::Route53Resolver::ResolverEndpoint": lambda aws, identity, _: aws.route53resolver.delete_resolver_endpoint(
        ResolverEndpointId=identity
    ),
}
