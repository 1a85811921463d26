"""Declared ways in for other networks."""

from aws_cdk.aws_certificatemanager import CfnCertificate

from blueprint.facts.data_classes import DataClass
from blueprint.settings import Certificates, Deployment, PrivateLink
from constructs import Construct
from sovereign.balancer_logs import BalancerLogs
from sovereign.data_keys import DataKeys
from sovereign.network_lines import NetworkLines
from sovereign.private_link import PrivateLinkService
from sovereign.private_zone import InboundResolver, PrivateZone
from stacks.network import NetworkStack
from stacks.part_stack import PartStack


class WaysStack(PartStack):
    """What lets another network in, each only where the file declares it: a service, lines, names, a certificate."""

    def __init__(self, scope: Construct, *, deployment: Deployment, keys: DataKeys, network: NetworkStack) -> None:
        super().__init__(scope, "ways", deployment=deployment, description="Declared ways in for other networks")
        ways, vpc = deployment.ways_in, network.vpc
        if ways.lines:
            groups = {"endpoints": network.endpoints.group.group_id, "nodes": network.nodes.group_id}
            NetworkLines(self, "Lines", deployment=deployment, vpc=vpc, groups=groups, logs_key=keys[DataClass.LOGS])
        service = self._service(ways.private_link, ways.certificates, network) if ways.private_link and ways.certificates else None
        if ways.private_zones:
            PrivateZone(self, "Zone", name=ways.private_zones.name, vpc_id=vpc.vpc_id, balancer=service.balancer if service else None)
        asking = [cidr for line in ways.lines.values() for cidr in line.cidrs]
        if ways.private_zones and asking:
            endpoints = vpc.tiers["endpoints"]
            InboundResolver(self, "Inbound", deployment=deployment.name, vpc_id=vpc.vpc_id, tier=endpoints, cidrs=asking)

    def _service(self, spec: PrivateLink, certificates: Certificates, network: NetworkStack) -> PrivateLinkService:
        lines = self.deployment.ways_in.lines.values()
        return PrivateLinkService(
            self,
            "Service",
            spec=spec,
            vpc=network.vpc,
            also_hears=[cidr for line in lines if "endpoints" in line.tiers for cidr in line.cidrs],
            certificate_arn=certificates.imported or self._issued(certificates),
            logs=BalancerLogs(self, "BalancerLogs", deployment=self.deployment).bucket,
            is_kept=self.deployment.stage == "production",
        )

    def _issued(self, certificates: Certificates) -> str:
        """A certificate of the private authority: the settings let none but a named one through."""
        name, authority = str(certificates.name), certificates.authority
        return CfnCertificate(self, "Certificate", domain_name=name, certificate_authority_arn=authority).attr_certificate_arn
