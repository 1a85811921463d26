"""The network's own end of a VPN or of Direct Connect."""

from aws_cdk import Tags
from aws_cdk.aws_ec2 import CfnVPCGatewayAttachment, CfnVPNGateway

from constructs import Construct


class VirtualGateway(Construct):
    """A virtual private gateway and its place at the network; a network has at most one, whatever ends there.

    Attributes:
        gateway_id: The gateway's id.
        attachment: Routes to the gateway wait for it.
    """

    def __init__(self, scope: Construct, construct_id: str, *, deployment: str, vpc_id: str) -> None:
        super().__init__(scope, construct_id)
        gateway = CfnVPNGateway(self, "Gateway", type="ipsec.1")
        Tags.of(gateway).add("Name", deployment)
        self.gateway_id = gateway.attr_vpn_gateway_id
        self.attachment = CfnVPCGatewayAttachment(self, "Attachment", vpc_id=vpc_id, vpn_gateway_id=self.gateway_id)
