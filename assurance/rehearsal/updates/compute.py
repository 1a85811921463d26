"""Nodes and endpoints."""

from assurance.rehearsal import exists
from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.shapes import call
from assurance.rehearsal.types.compute import check_data
from assurance.rehearsal.types.schedules import update_schedule
from assurance.rehearsal.updates import tags
from assurance.rehearsal.updates.model import ANY, Given, Update, again, joint

OWN_CALL = {"Tags", "MetricsCollection", "NotificationConfigurations", "VPCZoneIdentifier"}
KEYS = ("Key", "Value", "PropagateAtLaunch")


def _template(aws: Aws, template: str, given: Given, _before: Given) -> None:
    """A new version; who follows the latest takes it at the next launch."""
    check_data(aws, given["LaunchTemplateData"])
    call(aws.ec2, "create_launch_template_version", LaunchTemplateId=template, LaunchTemplateData=given["LaunchTemplateData"])


def _template_tags(aws: Aws, template: str, given: Given, before: Given) -> None:
    def own(properties: Given) -> Given:
        written = properties.get("TagSpecifications", [])
        return {"Tags": [tag for one in written if one["ResourceType"] == "launch-template" for tag in one["Tags"]]}

    tags.EC2(aws, template, own(given), own(before))


def _group(aws: Aws, name: str, given: Given, before: Given) -> None:
    """Auto Scaling changes what it is given; the name and the subnets go beside."""
    now = {part: value for part, value in given.items() if part not in OWN_CALL | {"AutoScalingGroupName"}}
    if gone := sorted(set(before) - set(given) - OWN_CALL):
        raise Refused(f"{', '.join(gone)}: can be changed, not taken out")
    exists.subnets(aws, given.get("VPCZoneIdentifier", []))
    zones = ",".join(given.get("VPCZoneIdentifier", [])) or None
    call(aws.autoscaling, "update_auto_scaling_group", AutoScalingGroupName=name, VPCZoneIdentifier=zones, **now)


def _group_tags(aws: Aws, name: str, given: Given, before: Given) -> None:
    owned = {"ResourceId": name, "ResourceType": "auto-scaling-group"}
    now, then = given.get("Tags", []), before.get("Tags", [])
    keys = {tag["Key"] for tag in now}
    if write := [{**tag, **owned} for tag in now if tag not in then]:
        call(aws.autoscaling, "create_or_update_tags", Tags=write)
    if gone := [{"Key": tag["Key"], **owned} for tag in then if tag["Key"] not in keys]:
        aws.autoscaling.delete_tags(Tags=gone)


def _endpoint(aws: Aws, arn: str, given: Given, _before: Given) -> None:
    call(aws.sagemaker, "update_endpoint", EndpointName=arn.rsplit("/", 1)[-1], EndpointConfigName=given["EndpointConfigName"])


GROUP = [
    "CapacityRebalance",
    "Cooldown",
    "DesiredCapacity",
    "HealthCheckGracePeriod",
    "HealthCheckType",
    "LaunchTemplate",
    "MaxInstanceLifetime",
    "MaxSize",
    "MinSize",
    "MixedInstancesPolicy",
    "NewInstancesProtectedFromScaleIn",
    "PlacementGroup",
    "TerminationPolicies",
    "VPCZoneIdentifier",
]
UPDATES: dict[str, dict[str, Update]] = {
    "AWS::EC2::LaunchTemplate": {"LaunchTemplateData": _template, "TagSpecifications": _template_tags},
    "AWS::AutoScaling::AutoScalingGroup": {**joint(*GROUP, by=_group), "Tags": _group_tags},
    "AWS::AutoScaling::ScheduledAction": {ANY: again("AWS::AutoScaling::ScheduledAction")},
    "AWS::Scheduler::Schedule": {ANY: update_schedule},
    "AWS::SageMaker::Endpoint": {"EndpointConfigName": _endpoint, "Tags": tags.SAGEMAKER},
    "AWS::SageMaker::EndpointConfig": {"Tags": tags.SAGEMAKER},
    "AWS::SageMaker::Model": {"Tags": tags.SAGEMAKER},
}
