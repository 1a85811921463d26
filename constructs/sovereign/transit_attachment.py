"""The network's place at a transit gateway that somebody else keeps."""

from aws_cdk import Tags
from aws_cdk.aws_ec2 import CfnTransitGatewayVpcAttachment

from constructs import Construct
from sovereign.isolated_vpc import Tier

OFF = {"ApplianceModeSupport": "disable", "DnsSupport": "disable", "Ipv6Support": "disable", "SecurityGroupReferencingSupport": "disable"}
"""DNS and references to groups would let names and members of other networks count as ours; an appliance is none of ours."""


class TransitAttachment(Construct):
    """An attachment in one tier's subnets. Which of its routes the gateway takes over, its owner decides; here none is taken over."""

    def __init__(self, scope: Construct, construct_id: str, *, deployment: str, gateway_id: str, vpc_id: str, tier: Tier) -> None:
        super().__init__(scope, construct_id)
        self.attachment = CfnTransitGatewayVpcAttachment(
            self, "Attachment", transit_gateway_id=gateway_id, vpc_id=vpc_id, subnet_ids=tier.subnet_ids, options=OFF
        )
        Tags.of(self.attachment).add("Name", deployment)
