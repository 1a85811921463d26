"""Moments at which Auto Scaling sets a group's size by itself; the rehearsal has no clock, so that none comes."""

from datetime import datetime

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.shapes import call
from assurance.rehearsal.types.model import Made, ResourceType, found_one
from assurance.rehearsal.values import Json

SIZES = ("MinSize", "DesiredCapacity", "MaxSize")
MOMENTS = ("StartTime", "EndTime")


def create_action(aws: Aws, given: Properties, name: str) -> Made:
    """An action of a group that is there, with a moment or a rhythm, and sizes in order (PutScheduledUpdateGroupAction)."""
    wanted = given.rest()
    group = wanted["AutoScalingGroupName"]
    found_group(aws, group)
    if not wanted.get("Recurrence") and not wanted.get("StartTime"):
        raise Refused("StartTime: an action has a moment or a recurrence")
    sizes = [int(wanted[size]) for size in SIZES if wanted.get(size) is not None]
    if not sizes or sizes != sorted(sizes):
        raise Refused(f"{', '.join(SIZES)}: at least one, and none below the one before it")
    call(aws.autoscaling, "put_scheduled_update_group_action", ScheduledActionName=name, **wanted)
    return Made(name, {"ScheduledActionName": name})


def found_group(aws: Aws, name: str) -> None:
    """Refuses an action of a group that is not there."""
    if not aws.autoscaling.describe_auto_scaling_groups(AutoScalingGroupNames=[name])["AutoScalingGroups"]:
        raise Refused(f"AutoScalingGroupName: there is no group {name}")


def read_action(aws: Aws, name: str) -> dict[str, Json]:
    """The action, its moments as a template writes them."""
    found = dict(found_one(aws.autoscaling.describe_scheduled_actions(ScheduledActionNames=[name])["ScheduledUpdateGroupActions"], name))
    return found | {at: _written(found[at]) for at in MOMENTS if at in found}


def _written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


TYPES = (ResourceType("AWS::AutoScaling::ScheduledAction", create_action, read_action),)
