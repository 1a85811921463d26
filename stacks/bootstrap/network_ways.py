"""What CloudFormation may do for declared ways in for networks, one list a way; what no way needs stays denied."""

from typing import Any

from blueprint.settings import Deployment
from sovereign.services import principal
from stacks.bootstrap.names import Statement, allow, arn, sub

Condition = dict[str, Any]
HERE: Condition = {"StringEquals": {"aws:RequestedRegion": {"Ref": "AWS::Region"}}}

SERVICE = ("CreateVpcEndpointServiceConfiguration", "ModifyVpcEndpointServiceConfiguration", "ModifyVpcEndpointServicePermissions")
GATEWAY = ("AttachVpnGateway", "CreateVpnGateway")
ROUTES = ("CreateRoute", "ReplaceRoute")
OPENS: dict[str, tuple[str, ...]] = {
    "private_link": tuple(f"ec2:{call}" for call in SERVICE),
    "vpn": tuple(f"ec2:{call}" for call in (*GATEWAY, *ROUTES, "CreateCustomerGateway", "CreateVpnConnection", "CreateVpnConnectionRoute")),
    "transit_gateway": tuple(f"ec2:{call}" for call in (*ROUTES, "CreateTransitGatewayVpcAttachment")),
    "direct_connect": (*(f"ec2:{call}" for call in (*GATEWAY, *ROUTES)), "directconnect:CreateDirectConnectGatewayAssociation"),
    "private_zones": ("route53resolver:CreateResolverEndpoint",),
}
"""The calls that a way needs and that are denied to CloudFormation where nobody declares it; to every other role they stay denied."""


def opened(deployment: Deployment) -> frozenset[str]:
    """The calls that the declared ways need."""
    return frozenset(call for way, calls in OPENS.items() if getattr(deployment.ways_in, way) is not None for call in calls)


def network_ways(deployment: Deployment) -> list[Statement]:
    """The rights of every declared way, and none of another."""
    ways = deployment.ways_in
    statements: list[Statement] = []
    if ways.private_link:
        statements += [*_service(), *_balancer(deployment.name)]
    if ways.certificates:
        statements += _certificate(ways.certificates.authority, ways.certificates.imported)
    if ways.vpn or ways.direct_connect:
        statements.append(
            _ec2("KeepTheGateway", "AttachVpnGateway CreateVpnGateway DeleteVpnGateway DetachVpnGateway", ["vpn-gateway/*", "vpc/*"])
        )
    if ways.vpn:
        statements += _vpn()
    if ways.transit_gateway:
        statements.append(_transit_gateway(ways.transit_gateway.id))
    if ways.direct_connect:
        statements += _direct_connect(ways.direct_connect.gateway)
    if ways.lines:
        statements.append(_ec2("KeepRoutesBack", "CreateRoute DeleteRoute ReplaceRoute", ["route-table/*"], _tagged(deployment.name)))
    if ways.private_zones:
        statements += _names()
    return statements


def _tagged(name: str) -> Condition:
    return {"StringEquals": {"aws:ResourceTag/deployment": name}}


def _ec2(sid: str, verbs: str, kinds: list[str], condition: Condition = HERE) -> Statement:
    return allow(sid, [f"ec2:{verb}" for verb in verbs.split()], [arn("ec2", kind) for kind in kinds], condition)


def _service() -> list[Statement]:
    verbs = (
        "CreateVpcEndpointServiceConfiguration CreateVpcEndpointServicePermissions DeleteVpcEndpointServiceConfigurations "
        "DeleteVpcEndpointServicePermissions ModifyVpcEndpointServiceConfiguration ModifyVpcEndpointServicePermissions"
    )
    return [_ec2("KeepTheService", verbs, ["vpc-endpoint-service/*"])]


def _balancer(name: str) -> list[Statement]:
    kinds = [arn("elasticloadbalancing", kind) for kind in ("loadbalancer/net/*", "listener/net/*", "targetgroup/*")]
    new = ["AddTags", "CreateListener", "CreateLoadBalancer", "CreateTargetGroup"]
    care = (
        "DeleteListener DeleteLoadBalancer DeleteTargetGroup DeregisterTargets ModifyListener ModifyListenerAttributes "
        "ModifyLoadBalancerAttributes ModifyTargetGroup ModifyTargetGroupAttributes RegisterTargets RemoveTags SetIpAddressType "
        "SetSecurityGroups SetSubnets"
    )
    return [
        allow(
            "CreateBalancers",
            [f"elasticloadbalancing:{verb}" for verb in new],
            kinds,
            {"StringEquals": {"aws:RequestTag/deployment": name}, "StringEqualsIfExists": {"aws:ResourceTag/deployment": name}},
        ),
        allow("CareForBalancers", [f"elasticloadbalancing:{verb}" for verb in care.split()], kinds, _tagged(name)),
        allow("ReadBalancers", ["elasticloadbalancing:Describe*"], "*", HERE),
        _linked("LetBalancersMakeTheirRole", "elasticloadbalancing"),
    ]


def _linked(sid: str, service: str) -> Statement:
    return allow(
        sid,
        ["iam:CreateServiceLinkedRole"],
        arn("iam", f"role/aws-service-role/{principal(service)}/*", regional=False),
        {"StringEquals": {"iam:AWSServiceName": principal(service)}},
    )


def _certificate(authority: str | None, imported: str | None) -> list[Statement]:
    verbs = "AddTagsToCertificate DeleteCertificate DescribeCertificate ListTagsForCertificate RemoveTagsFromCertificate RequestCertificate"
    if authority is None:
        return [allow("ShowTheCertificate", ["acm:DescribeCertificate"], imported)]
    return [
        allow("KeepTheCertificate", [f"acm:{verb}" for verb in verbs.split()], arn("acm", "certificate/*"), HERE),
        allow("ListCertificates", ["acm:ListCertificates"], "*", HERE),
        allow("AskTheAuthority", ["acm-pca:GetCertificate", "acm-pca:IssueCertificate"], authority),
    ]


def _vpn() -> list[Statement]:
    verbs = (
        "CreateCustomerGateway CreateVpnConnection CreateVpnConnectionRoute DeleteCustomerGateway DeleteVpnConnection "
        "DeleteVpnConnectionRoute ModifyVpnConnection ModifyVpnConnectionOptions ModifyVpnTunnelOptions"
    )
    kinds = ["customer-gateway/*", "vpn-connection/*", "vpn-gateway/*"]
    return [_ec2("KeepTheVpn", verbs, kinds), _linked("LetTheVpnMakeItsRole", "s2svpn")]


def _transit_gateway(gateway: str) -> Statement:
    """The gateway may be of another account, which shares it; which one it is, its id says."""
    verbs = ("CreateTransitGatewayVpcAttachment", "DeleteTransitGatewayVpcAttachment", "ModifyTransitGatewayVpcAttachment")
    own = [arn("ec2", kind) for kind in ("transit-gateway-attachment/*", "vpc/*", "subnet/*")]
    theirs = sub(f"arn:${{AWS::Partition}}:ec2:${{AWS::Region}}:*:transit-gateway/{gateway}")
    return allow("KeepTheAttachment", [f"ec2:{verb}" for verb in verbs], [*own, theirs], HERE)


def _direct_connect(gateway: str) -> list[Statement]:
    verbs = ("CreateDirectConnectGatewayAssociation", "DeleteDirectConnectGatewayAssociation", "UpdateDirectConnectGatewayAssociation")
    places = [arn("directconnect", f"dx-gateway/{gateway}", regional=False), arn("ec2", "vpn-gateway/*")]
    return [
        allow("KeepTheAssociation", [f"directconnect:{verb}" for verb in verbs], places),
        allow("ReadAssociations", ["directconnect:DescribeDirectConnectGatewayAssociations"], "*"),
    ]


def _names() -> list[Statement]:
    zone = (
        "ChangeResourceRecordSets ChangeTagsForResource CreateHostedZone DeleteHostedZone DisassociateVPCFromHostedZone GetHostedZone "
        "ListResourceRecordSets ListTagsForResource UpdateHostedZoneComment"
    )
    lists = ("ListHostedZones", "ListQueryLoggingConfigs")
    resolver = (
        "AssociateResolverEndpointIpAddress CreateResolverEndpoint DeleteResolverEndpoint DisassociateResolverEndpointIpAddress "
        "GetResolverEndpoint ListResolverEndpointIpAddresses UpdateResolverEndpoint"
    )
    zones = [sub("arn:${AWS::Partition}:route53:::hostedzone/*"), arn("ec2", "vpc/*")]
    cards = "CreateNetworkInterface DeleteNetworkInterface ModifyNetworkInterfaceAttribute"
    return [
        allow("KeepTheZone", [f"route53:{verb}" for verb in zone.split()], zones),
        allow("FollowChanges", ["route53:GetChange"], sub("arn:${AWS::Partition}:route53:::change/*")),
        allow("ReadZones", [f"route53:{verb}" for verb in lists], "*"),
        allow("KeepTheResolver", [f"route53resolver:{verb}" for verb in resolver.split()], arn("route53resolver", "resolver-endpoint/*")),
        allow("ReadResolvers", ["route53resolver:ListResolverEndpoints"], "*", HERE),
        _ec2("GiveTheResolverCards", cards, ["network-interface/*", "subnet/*", "security-group/*"]),
    ]
