"""What every node of a cluster has, and the launch template that gives it to the nodes of one group."""

from dataclasses import dataclass
from typing import Any, Protocol

from aws_cdk import CfnTag, Fn, Stack
from aws_cdk.aws_ec2 import CfnLaunchTemplate
from aws_cdk.aws_iam import CfnInstanceProfile
from aws_cdk.aws_kms import IKey

from blueprint.facts.instances import NetworkInterface
from blueprint.settings import Ec2NodeGroup, NodeGroup, PcsNodeGroup
from constructs import Construct
from sovereign.acknowledgement import Pack, acknowledge
from sovereign.security_group import ClosedGroup

Template = CfnLaunchTemplate

NITRO_OF_THE_RULE = frozenset({"c7i", "g5", "m7i", "p4d", "p4de", "p5"})
"""The families of our table that Control Tower's rule CT.EC2.PR.15 knows; every type of the table is a Nitro type."""


class Image(Protocol):
    """A pinned machine image."""

    @property
    def image_id(self) -> str:
        """Its id, such as ami-0123456789abcdef0."""

    @property
    def root_device(self) -> str:
        """Its own name for its root device."""


@dataclass(frozen=True, kw_only=True)
class LaunchGround:
    """What nodes start from.

    Attributes:
        image: The pinned image, and the name that it gives its root device.
        door: The security group of the nodes.
        key: Closes their volumes.
        user_data: The script of their first start; none where their platform brings them another way to one.
        profile: Who they are; none where a service gives them their role.
    """

    image: Image
    door: ClosedGroup
    key: IKey
    user_data: str | None = None
    profile: CfnInstanceProfile | None = None


@dataclass(frozen=True, kw_only=True)
class NodeGround(LaunchGround):
    """What the groups of one cluster share.

    Attributes:
        subnet_id: The subnet of the one zone.
        profile: Who they are.
    """

    subnet_id: str
    profile: CfnInstanceProfile


class NodeTemplate(Construct):
    """The launch template of one group: its type's network cards, its own key's volume, IMDSv2 alone, no public address.

    Args:
        scope: Where it stands.
        construct_id: Its id there.
        spec: The group.
        ground: What the groups of the cluster share.
        placement_group: Where the nodes lie to each other, on a platform that asks the template for it.

    Attributes:
        node_name: The tag `Name` of all that comes of it.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, spec: NodeGroup, ground: LaunchGround, placement_group: str | None = None
    ) -> None:
        super().__init__(scope, construct_id)
        self.node_name = f"{Stack.of(self).stack_name}-{spec.name}"
        cards = spec.network_interfaces
        self.template = Template(
            self,
            "Template",
            launch_template_data=Template.LaunchTemplateDataProperty(
                image_id=ground.image.image_id,
                instance_type=spec.instance_type,
                iam_instance_profile=Template.IamInstanceProfileProperty(arn=ground.profile.attr_arn) if ground.profile else None,
                metadata_options=Template.MetadataOptionsProperty(
                    http_endpoint="enabled", http_tokens="required", http_put_response_hop_limit=1, instance_metadata_tags="disabled"
                ),
                monitoring=Template.MonitoringProperty(enabled=True),
                block_device_mappings=[_root_volume(spec, ground.image.root_device, ground.key)],
                network_interfaces=_interfaces(cards, ground.door),
                user_data=Fn.base64(ground.user_data) if ground.user_data else None,
                placement=Template.PlacementProperty(group_name=placement_group) if placement_group else None,
                tag_specifications=[
                    Template.TagSpecificationProperty(resource_type=kind, tags=[CfnTag(key="Name", value=self.node_name)])
                    for kind in ("instance", "volume", "network-interface")
                ],
                **_capacity(spec),
            ),
        )
        self._acknowledge(spec, len(cards))

    @property
    def id(self) -> str:
        """The template's id."""
        return self.template.ref

    @property
    def version(self) -> str:
        """Its newest version, which is the one just made: a fixed number would keep the nodes of the first day."""
        return self.template.attr_latest_version_number

    def _acknowledge(self, spec: NodeGroup, cards: int) -> None:
        if cards > 1:
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


def _root_volume(spec: NodeGroup, device: str, key: IKey) -> Template.BlockDeviceMappingProperty:
    """The mapping replaces the image's own root volume only under the image's own device name."""
    return Template.BlockDeviceMappingProperty(
        device_name=device,
        ebs=Template.EbsProperty(
            volume_size=spec.root_volume_gib, volume_type="gp3", encrypted=True, kms_key_id=key.key_arn, delete_on_termination=True
        ),
    )


def _interfaces(layout: tuple[NetworkInterface, ...], door: ClosedGroup) -> list[Template.NetworkInterfaceProperty]:
    """The launch template's cards; EC2 refuses to be asked about a public address where there are several, and then gives none."""
    return [
        Template.NetworkInterfaceProperty(
            network_card_index=card.network_card_index,
            device_index=card.device_index,
            interface_type=card.interface_type,
            groups=[door.group_id],
            delete_on_termination=True,
            associate_public_ip_address=False if len(layout) == 1 else None,
        )
        for card in layout
    ]


def _capacity(spec: NodeGroup) -> dict[str, Any]:
    """A block and a reservation are both targeted by id; only a block is a market of its own."""
    if not isinstance(spec, Ec2NodeGroup | PcsNodeGroup):
        return {}
    bought = spec.capacity_block or spec.reservation
    if bought is None:
        return {}
    target = Template.CapacityReservationSpecificationProperty(
        capacity_reservation_target=Template.CapacityReservationTargetProperty(capacity_reservation_id=bought.id)
    )
    market = Template.InstanceMarketOptionsProperty(market_type="capacity-block") if spec.capacity_block else None
    return {"instance_market_options": market, "capacity_reservation_specification": target}
