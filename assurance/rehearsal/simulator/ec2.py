"""Placement groups, which moto does not know, and the descriptions of rules between groups, which it drops."""

import uuid

from moto.core.responses import ActionResult
from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models.instances import Instance
from moto.ec2.models.security_groups import SecurityGroupRule
from moto.ec2.responses import EC2Response

from assurance.rehearsal.simulator.records import Records
from assurance.rehearsal.values import Json

PARAMETERS = ("GroupName", "Strategy", "PartitionCount", "SpreadLevel")


def create_placement_group(self: Json) -> ActionResult:
    """A group of a name that is free; EC2 takes "cluster" when no strategy is given."""
    known = Records.of(self.ec2_backend, "placement groups")
    given = {name: value for name in PARAMETERS if (value := self._get_param(name)) is not None}
    name = given["GroupName"]
    if name in known:
        raise EC2ClientError("InvalidPlacementGroup.Duplicate", f"The placement group {name} already exists")
    tags = self._parse_tag_specification("placement-group").get("placement-group", {})
    given["Tags"] = [{"Key": key, "Value": value} for key, value in tags.items()]
    known[name] = {"Strategy": "cluster", **given, "GroupId": f"pg-{uuid.uuid4().hex[:17]}", "State": "available"}
    return ActionResult({"PlacementGroup": known[name]})


def describe_placement_groups(self: Json) -> ActionResult:
    """Those named, or all."""
    known = Records.of(self.ec2_backend, "placement groups")
    names = self._get_param("GroupNames") or list(known)
    for name in names:
        if name not in known:
            raise EC2ClientError("InvalidPlacementGroup.Unknown", f"The placement group {name} does not exist")
    return ActionResult({"PlacementGroups": [known[name] for name in names]})


def delete_placement_group(self: Json) -> ActionResult:
    """A group that is there."""
    known, name = Records.of(self.ec2_backend, "placement groups"), self._get_param("GroupName")
    if name not in known:
        raise EC2ClientError("InvalidPlacementGroup.Unknown", f"The placement group {name} does not exist")
    del known[name]
    return ActionResult({})


OPERATIONS: dict[str, Json] = {
    "create_placement_group": create_placement_group,
    "delete_placement_group": delete_placement_group,
    "describe_placement_groups": describe_placement_groups,
}


def rule_description(self: SecurityGroupRule) -> str | None:
    """A rule's description, whatever its peer; in place of moto's property, which looks at addresses only."""
    text = self.ip_range.get("Description") or self.source_group.get("Description")
    return str(text) if text else None


end, add_device = Instance.terminate, Instance.add_block_device
delete_vpc_of_moto, delete_endpoints_of_moto = EC2Response.delete_vpc, EC2Response.delete_vpc_endpoints


def terminate(self: Json) -> Json:
    """An instance's interfaces end with it: those that a launch makes are deleted on termination (EC2 User Guide); moto keeps them."""
    for card in self.nics.values():
        card.delete_on_termination = True
    return end(self)


def add_block_device(self: Json, size: Json, device_path: str, *about: Json, **more: Json) -> None:
    """A mapped device stands in place of the image's own at that path; moto makes both, and forgets the first."""
    if device_path in self.block_device_mapping:
        own = self.block_device_mapping[device_path].volume_id
        self.ec2_backend.detach_volume(own, self.id, device_path)
        self.ec2_backend.delete_volume(own)
    add_device(self, size, device_path, *about, **more)


def delete_vpc(self: Json) -> ActionResult:
    """Refused while it has groups of its own (DeleteVpc); its default access list goes with it, which moto keeps."""
    vpc = self._get_param("VpcId")
    if own := sorted(name for name, group in self.ec2_backend.groups[vpc].items() if group.name != "default"):
        raise EC2ClientError("DependencyViolation", f"The vpc '{vpc}' has dependencies and cannot be deleted: {', '.join(own)}")
    answer: ActionResult = delete_vpc_of_moto(self)
    lists = self.ec2_backend.network_acls
    for identity in [name for name, one in lists.items() if one.vpc_id == vpc]:
        del lists[identity]
    return answer


def delete_vpc_endpoints(self: Json) -> ActionResult:
    """What is deleted is soon no longer told; moto tells it for ever."""
    answer: ActionResult = delete_endpoints_of_moto(self)
    for identity in self._get_param("VpcEndpointIds", []):
        self.ec2_backend.vpc_end_points.pop(identity, None)
    return answer


OPERATIONS |= {"delete_vpc": delete_vpc, "delete_vpc_endpoints": delete_vpc_endpoints}
