"""All declared lines to other networks, side by side."""

from collections.abc import Mapping

from aws_cdk.aws_directconnect import CfnDirectConnectGatewayAssociation
from aws_cdk.aws_kms import IKey

from blueprint.settings import Deployment, DirectConnect, TransitGateway, Vpn
from constructs import Construct
from sovereign.isolated_vpc import IsolatedVpc
from sovereign.lines import Hearer, Line
from sovereign.site_vpn import SiteVpn
from sovereign.transit_attachment import TransitAttachment
from sovereign.virtual_gateway import VirtualGateway


class NetworkLines(Construct):
    """VPN, Direct Connect and transit gateway, each where the file declares it; the first two end at one virtual private gateway."""

    def __init__(
        self, scope: Construct, construct_id: str, *, deployment: Deployment, vpc: IsolatedVpc, groups: Mapping[str, str], logs_key: IKey
    ) -> None:
        super().__init__(scope, construct_id)
        self._deployment, self._vpc, self._groups = deployment, vpc, groups
        ways = deployment.ways_in
        if ways.vpn or ways.direct_connect:
            gateway = VirtualGateway(self, "Gateway", deployment=deployment.name, vpc_id=vpc.vpc_id)
            if ways.vpn:
                self._vpn(ways.vpn, gateway, logs_key)
            if ways.direct_connect:
                self._direct_connect(ways.direct_connect, gateway)
        if ways.transit_gateway:
            self._transit_gateway(ways.transit_gateway)

    def _vpn(self, spec: Vpn, gateway: VirtualGateway, logs_key: IKey) -> None:
        SiteVpn(
            self,
            "Vpn",
            deployment=self._deployment.name,
            spec=spec,
            gateway_id=gateway.gateway_id,
            network_cidr=self._vpc.cidr,
            logs_key=logs_key,
            retention_days=self._deployment.network.flow_log_retention_days,
        )
        self._back("VpnLine", spec, gateway)

    def _direct_connect(self, spec: DirectConnect, gateway: VirtualGateway) -> None:
        association = CfnDirectConnectGatewayAssociation(
            self,
            "DirectConnect",
            direct_connect_gateway_id=spec.gateway,
            associated_gateway_id=gateway.gateway_id,
            allowed_prefixes_to_direct_connect_gateway=[self._vpc.cidr],
        )
        association.node.add_dependency(gateway.attachment)
        self._back("DirectConnectLine", spec, gateway)

    def _back(self, name: str, spec: Vpn | DirectConnect, gateway: VirtualGateway) -> None:
        hearers = self._hearers(spec.tiers)
        Line(self, name, cidrs=spec.cidrs, hearers=hearers, after=gateway.attachment, virtual_gateway=gateway.gateway_id)

    def _transit_gateway(self, spec: TransitGateway) -> None:
        endpoints = self._vpc.tiers["endpoints"]
        name, vpc_id = self._deployment.name, self._vpc.vpc_id
        place = TransitAttachment(self, "TransitGateway", deployment=name, gateway_id=spec.id, vpc_id=vpc_id, tier=endpoints)
        hearers = self._hearers(spec.tiers)
        Line(self, "TransitGatewayLine", cidrs=spec.cidrs, hearers=hearers, after=place.attachment, transit_gateway=spec.id)

    def _hearers(self, tiers: tuple[str, ...]) -> list[Hearer]:
        return [Hearer(self._vpc.tiers[tier], self._groups[tier]) for tier in tiers]
