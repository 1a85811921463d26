"""No internet gateway of this account and region carries a packet, whoever makes one."""

from aws_cdk.aws_ec2 import CfnVPCBlockPublicAccessOptions

from constructs import Construct


class PublicAccessBlock(Construct):
    """VPC Block Public Access in both directions, for every network of the account and region.

    The networks here have no internet gateway; this holds for the day on which somebody makes one past the templates. It stops internet
    gateways and egress-only ones, and what stands behind them (NAT, public load balancers). It lets be what does not pass them:
    PrivateLink, VPN, Transit Gateway, Direct Connect (VPC guide, VPC BPA basics).
    """

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        CfnVPCBlockPublicAccessOptions(self, "Options", internet_gateway_block_mode="block-bidirectional")
