"""A fixed group of training nodes, side by side on one network fabric."""

from typing import Any

from aws_cdk import CfnTag, Fn, Stack
from aws_cdk.aws_autoscaling import CfnAutoScalingGroup
from aws_cdk.aws_ec2 import CfnLaunchTemplate, CfnPlacementGroup
from aws_cdk.aws_iam import CfnInstanceProfile
from aws_cdk.aws_kms import IKey

from blueprint.facts.instances import NetworkInterface, instance
from blueprint.settings import Training
from constructs import Construct
from sovereign.acknowledgement import Pack, acknowledge
from sovereign.security_group import ClosedGroup
from sovereign.service_role import ServiceRole

Template = CfnLaunchTemplate

NITRO_OF_THE_RULE = frozenset({"c7i", "g5", "m7i", "p4d", "p4de", "p5"})
"""The families of our table that Control Tower's rule CT.EC2.PR.15 knows; every type of the table is a Nitro type."""


class EfaNodes(Construct):
    """EC2 nodes from one launch template: as many as were asked for, in one zone, with no public address.

    The group neither grows nor shrinks: training uses all of its nodes or none. It replaces a node that EC2 calls unhealthy.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        spec: Training,
        subnet_id: str,
        group: ClosedGroup,
        key: IKey,
        role: ServiceRole,
        user_data: str,
    ) -> None:
        super().__init__(scope, construct_id)
        name = f"{Stack.of(self).stack_name}-node"
        self._cards = instance(spec.instance_type).network_interfaces()
        profile = CfnInstanceProfile(self, "Profile", roles=[role.role.role_name])
        self.template = Template(
            self,
            "Template",
            launch_template_data=Template.LaunchTemplateDataProperty(
                image_id=spec.image_id,
                instance_type=spec.instance_type,
                iam_instance_profile=Template.IamInstanceProfileProperty(arn=profile.attr_arn),
                metadata_options=Template.MetadataOptionsProperty(
                    http_endpoint="enabled", http_tokens="required", http_put_response_hop_limit=1, instance_metadata_tags="disabled"
                ),
                monitoring=Template.MonitoringProperty(enabled=True),
                block_device_mappings=[_root_volume(spec, key)],
                network_interfaces=_interfaces(self._cards, group),
                user_data=Fn.base64(user_data),
                tag_specifications=[
                    Template.TagSpecificationProperty(resource_type=kind, tags=[CfnTag(key="Name", value=name)])
                    for kind in ("instance", "volume", "network-interface")
                ],
                **_capacity(spec.capacity_block_id),
            ),
        )
        self.nodes = CfnAutoScalingGroup(
            self,
            "Nodes",
            min_size=str(spec.nodes),
            max_size=str(spec.nodes),
            desired_capacity=str(spec.nodes),
            vpc_zone_identifier=[subnet_id],
            health_check_type="EC2",
            health_check_grace_period=600,
            launch_template=CfnAutoScalingGroup.LaunchTemplateSpecificationProperty(
                launch_template_id=self.template.ref, version=self.template.attr_latest_version_number
            ),
            # A capacity block brings its own placement; an on-demand cluster asks for one.
            placement_group=None if spec.capacity_block_id else CfnPlacementGroup(self, "SideBySide", strategy="cluster").ref,
            tags=[CfnAutoScalingGroup.TagPropertyProperty(key="Name", value=name, propagate_at_launch=True)],
        )
        self._acknowledge(spec)

    def _acknowledge(self, spec: Training) -> None:
        if len(self._cards) > 1:
            acknowledge(
                self.template,
                Pack.GUARD,
                "ec2_launch_template_public_ip_disabled_check",
                reason="EC2 refuses the question where a node has several cards, and then gives none; the subnets give none either.",
            )
        if spec.instance_type.split(".")[0] not in NITRO_OF_THE_RULE:
            acknowledge(
                self.template,
                Pack.GUARD,
                "ec2_launch_template_nitro_instance_type_check",
                reason=f"{spec.instance_type} is a Nitro type, newer than the rule's list.",
            )
        acknowledge(
            self.nodes,
            Pack.GUARD,
            "autoscaling_multiple_az_check",
            "autoscaling_mixed_instances_policy_multiple_instance_types_check",
            reason="One training job needs like nodes side by side in one zone: EFA and Lustre do not cross zones.",
        )
        acknowledge(
            self.nodes,
            Pack.SOLUTIONS,
            "AS3",
            reason="The group has a fixed size; each launch and end is in the audit trail, and the job's own log says which node it lost.",
        )


def _root_volume(spec: Training, key: IKey) -> Template.BlockDeviceMappingProperty:
    """The mapping replaces the image's own root volume only under the image's own device name."""
    return Template.BlockDeviceMappingProperty(
        device_name=spec.root_device,
        ebs=Template.EbsProperty(
            volume_size=spec.root_volume_gib, volume_type="gp3", encrypted=True, kms_key_id=key.key_arn, delete_on_termination=True
        ),
    )


def _interfaces(layout: tuple[NetworkInterface, ...], group: ClosedGroup) -> list[Template.NetworkInterfaceProperty]:
    """The launch template's cards; EC2 refuses to be asked about a public address where there are several, and then gives none."""
    return [
        Template.NetworkInterfaceProperty(
            network_card_index=card.network_card_index,
            device_index=card.device_index,
            interface_type=card.interface_type,
            groups=[group.group_id],
            delete_on_termination=True,
            associate_public_ip_address=False if len(layout) == 1 else None,
        )
        for card in layout
    ]


def _capacity(block: str | None) -> dict[str, Any]:
    if block is None:
        return {}
    return {
        "instance_market_options": Template.InstanceMarketOptionsProperty(market_type="capacity-block"),
        "capacity_reservation_specification": Template.CapacityReservationSpecificationProperty(
            capacity_reservation_target=Template.CapacityReservationTargetProperty(capacity_reservation_id=block)
        ),
    }
