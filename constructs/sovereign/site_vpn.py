"""A site-to-site VPN that agrees on strong algorithms only."""

from collections.abc import Sequence

from aws_cdk.aws_ec2 import CfnCustomerGateway, CfnVPNConnection, CfnVPNConnectionRoute
from aws_cdk.aws_kms import IKey

from blueprint.settings import Vpn
from constructs import Construct
from sovereign.names import log_group_name
from sovereign.own_log_group import OwnLogGroup

Options = CfnVPNConnection.VpnTunnelOptionsSpecificationProperty
Log = CfnVPNConnection.CloudwatchLogOptionsSpecificationProperty
ENCRYPTION, INTEGRITY, GROUPS = "AES256-GCM-16", ("SHA2-384", "SHA2-512"), (19, 20, 21)
TUNNELS = 2


class SiteVpn(Construct):
    """Two tunnels to one far end, with static routes and logs under our key.

    The tunnels' keys are AWS's to make: they lie in Secrets Manager, or there are none, where the far end has a private certificate.
    A key in the template would be readable to whoever may read the template.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        deployment: str,
        spec: Vpn,
        gateway_id: str,
        network_cidr: str,
        logs_key: IKey,
        retention_days: int,
    ) -> None:
        super().__init__(scope, construct_id)
        log_group = OwnLogGroup(self, "LogGroup", name=log_group_name(deployment, "vpn"), key=logs_key, retention_days=retention_days)
        far_end = CfnCustomerGateway(
            self, "FarEnd", type="ipsec.1", ip_address=spec.address, bgp_asn=spec.asn, certificate_arn=spec.certificate
        )
        self.connection = CfnVPNConnection(
            self,
            "Connection",
            type="ipsec.1",
            customer_gateway_id=far_end.attr_customer_gateway_id,
            vpn_gateway_id=gateway_id,
            static_routes_only=True,
            remote_ipv4_network_cidr=network_cidr,
            local_ipv4_network_cidr=spec.cidrs[0] if len(spec.cidrs) == 1 else None,
            pre_shared_key_storage=None if spec.certificate else "SecretsManager",
            vpn_tunnel_options_specifications=[_options(log_group.attr_arn) for _ in range(TUNNELS)],
        )
        self.routes = self._routes(spec.cidrs)

    def _routes(self, cidrs: Sequence[str]) -> list[CfnVPNConnectionRoute]:
        """What the gateway sends into the tunnels; without BGP it is told nothing else."""
        return [
            CfnVPNConnectionRoute(
                self, f"Route{index}", destination_cidr_block=cidr, vpn_connection_id=self.connection.attr_vpn_connection_id
            )
            for index, cidr in enumerate(cidrs, 1)
        ]


def _options(log_group_arn: str) -> Options:
    """AWS offers every algorithm that it knows unless the list is given (Site-to-Site VPN guide, Tunnel options)."""
    encryption = {"value": ENCRYPTION}
    integrity = [{"value": name} for name in INTEGRITY]
    groups = [{"value": number} for number in GROUPS]
    return Options(
        ike_versions=[{"value": "ikev2"}],
        phase1_encryption_algorithms=[encryption],
        phase2_encryption_algorithms=[encryption],
        phase1_integrity_algorithms=integrity,
        phase2_integrity_algorithms=integrity,
        phase1_dh_group_numbers=groups,
        phase2_dh_group_numbers=groups,
        log_options=CfnVPNConnection.VpnTunnelLogOptionsSpecificationProperty(
            cloudwatch_log_options=Log(log_enabled=True, log_group_arn=log_group_arn, log_output_format="json")
        ),
    )
