"""Placement groups, which moto does not know, and the descriptions of rules between groups, which it drops."""

import uuid

from moto.core.responses import ActionResult
from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models.security_groups import SecurityGroupRule

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


OPERATIONS = {"create_placement_group": create_placement_group, "describe_placement_groups": describe_placement_groups}


def rule_description(self: SecurityGroupRule) -> str | None:
    """A rule's description, whatever its peer; in place of moto's property, which looks at addresses only."""
    text = self.ip_range.get("Description") or self.source_group.get("Description")
    return str(text) if text else None
