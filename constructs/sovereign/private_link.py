"""A service that other agencies reach by an endpoint in their own network."""

from collections.abc import Sequence

from aws_cdk.aws_ec2 import CfnVPCEndpointService, CfnVPCEndpointServicePermissions
from aws_cdk.aws_elasticloadbalancingv2 import CfnListener, CfnLoadBalancer, CfnTargetGroup
from aws_cdk.aws_s3 import IBucket

from blueprint.settings import PrivateLink
from constructs import Construct
from sovereign.isolated_vpc import IsolatedVpc
from sovereign.security_group import HTTPS, ClosedGroup

TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
"""TLS 1.3, and of 1.2 the suites with forward secrecy and GCM alone (Network Load Balancer guide, Security policies)."""

Attribute = CfnLoadBalancer.LoadBalancerAttributeProperty


class PrivateLinkService(Construct):
    """An internal network load balancer with a TLS listener, and an endpoint service before it.

    Whoever is a named principal may ask; each connection is accepted by hand; and what then comes through is held to the permitted
    client ranges by the balancer's group, which AWS asks only where the balancer says so. Packets never leave by it: a connection begins
    on the other side.

    Attributes:
        balancer: The load balancer, for names.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        spec: PrivateLink,
        vpc: IsolatedVpc,
        also_hears: Sequence[str],
        certificate_arn: str,
        logs: IBucket,
        is_kept: bool,
    ) -> None:
        super().__init__(scope, construct_id)
        group = ClosedGroup(self, "Balancer", vpc_id=vpc.vpc_id, description="Load balancer of the PrivateLink service: HTTPS from clients")
        group.hears_addresses([*spec.clients, *also_hears], HTTPS, why="HTTPS from a declared range")
        group.talks_to_addresses([f"{target}/32" for target in spec.targets], (spec.target_port, spec.target_port), why="TLS to a target")
        self.balancer = CfnLoadBalancer(
            self,
            "LoadBalancer",
            type="network",
            scheme="internal",
            ip_address_type="ipv4",
            subnets=vpc.tiers["endpoints"].subnet_ids,
            security_groups=[group.group_id],
            enforce_security_group_inbound_rules_on_private_link_traffic="on",
            load_balancer_attributes=[
                Attribute(key="access_logs.s3.enabled", value="true"),
                Attribute(key="access_logs.s3.bucket", value=logs.bucket_name),
                Attribute(key="deletion_protection.enabled", value=str(is_kept).lower()),
                Attribute(key="load_balancing.cross_zone.enabled", value="true"),
            ],
        )
        self.balancer.node.add_dependency(*group.rules, *([logs.policy] if logs.policy else []))
        targets = CfnTargetGroup(
            self,
            "Targets",
            protocol="TLS",
            port=spec.target_port,
            target_type="ip",
            ip_address_type="ipv4",
            vpc_id=vpc.vpc_id,
            health_check_protocol="TCP",
            targets=[CfnTargetGroup.TargetDescriptionProperty(id=target, port=spec.target_port) for target in spec.targets],
        )
        CfnListener(
            self,
            "Listener",
            load_balancer_arn=self.balancer.attr_load_balancer_arn,
            protocol="TLS",
            port=HTTPS[0],
            ssl_policy=TLS_POLICY,
            certificates=[CfnListener.CertificateProperty(certificate_arn=certificate_arn)],
            default_actions=[CfnListener.ActionProperty(type="forward", target_group_arn=targets.attr_target_group_arn)],
        )
        self.service = CfnVPCEndpointService(
            self,
            "Service",
            acceptance_required=True,
            network_load_balancer_arns=[self.balancer.attr_load_balancer_arn],
            private_dns_name=spec.name,
            supported_ip_address_types=["ipv4"],
        )
        CfnVPCEndpointServicePermissions(
            self, "Principals", service_id=self.service.attr_service_id, allowed_principals=list(spec.principals)
        )
