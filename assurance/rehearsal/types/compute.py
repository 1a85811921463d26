"""Launch templates, placement groups and the groups of instances made from them."""

from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from assurance.rehearsal import exists
from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.shapes import call
from assurance.rehearsal.types.model import Made, ResourceType, found_one
from assurance.rehearsal.values import Json


def create_launch_template(aws: Aws, given: Properties, name: str) -> Made:
    """A template whose image, key, groups and profile are there."""
    name, data = given.take("LaunchTemplateName", name), given.need("LaunchTemplateData")
    check_data(aws, data)
    made = call(aws.ec2, "create_launch_template", LaunchTemplateName=name, LaunchTemplateData=data, **given.rest())["LaunchTemplate"]
    versions = {"LatestVersionNumber": str(made["LatestVersionNumber"]), "DefaultVersionNumber": str(made["DefaultVersionNumber"])}
    return Made(made["LaunchTemplateId"], {"LaunchTemplateId": made["LaunchTemplateId"], **versions})


def check_data(aws: Aws, data: dict[str, Json]) -> None:
    """Refuses a template whose image, key, group or profile is not there."""
    interfaces = data.get("NetworkInterfaces", [])
    for interface in interfaces:
        exists.security_groups(aws, interface.get("Groups", []))
    exists.security_groups(aws, data.get("SecurityGroupIds", []))
    for device in data.get("BlockDeviceMappings", []):
        exists.key(aws, device.get("Ebs", {}).get("KmsKeyId"))
    profile = data.get("IamInstanceProfile", {})
    name = profile.get("Name") or profile.get("Arn", "").rsplit("/", 1)[-1]
    if name:
        _found(f"instance profile {name}", lambda: aws.iam.get_instance_profile(InstanceProfileName=name))
    if image := data.get("ImageId"):
        _found(f"image {image}", lambda: aws.ec2.describe_images(ImageIds=[image]))


def _found(what: str, ask: Json) -> None:
    try:
        ask()
    except ClientError as error:
        raise Refused(f"{what}: {error.response['Error']['Message']}") from None


def read_launch_template(aws: Aws, template: str) -> dict[str, Json]:
    """The template's newest version."""
    found = aws.ec2.describe_launch_templates(LaunchTemplateIds=[template])["LaunchTemplates"][0]
    versions = aws.ec2.describe_launch_template_versions(LaunchTemplateId=template, Versions=["$Latest"])["LaunchTemplateVersions"]
    data = found_one(versions, template)["LaunchTemplateData"]
    return {**found, "LaunchTemplateData": data, "TagSpecifications": [{"ResourceType": "launch-template", "Tags": found.get("Tags", [])}]}


def create_placement_group(aws: Aws, given: Properties, name: str) -> Made:
    """Where instances lie to each other."""
    name, tags = given.take("GroupName", name), given.take("Tags", [])
    tagged = [{"ResourceType": "placement-group", "Tags": tags}] if tags else None
    call(aws.ec2, "create_placement_group", GroupName=name, TagSpecifications=tagged, **given.rest())
    return Made(name, {"GroupName": name})


def read_placement_group(aws: Aws, name: str) -> dict[str, Json]:
    """The placement group."""
    return dict(found_one(aws.ec2.describe_placement_groups(GroupNames=[name])["PlacementGroups"], name))


def create_group(aws: Aws, given: Properties, name: str) -> Made:
    """An Auto Scaling group in subnets that are there."""
    name = given.take("AutoScalingGroupName", name)
    subnets, tags = given.take("VPCZoneIdentifier", []), given.take("Tags", [])
    exists.subnets(aws, subnets)
    metrics = given.take("MetricsCollection", [])
    notify = given.take("NotificationConfigurations", [])
    if notify:
        raise Refused("NotificationConfigurations: not modelled")
    owned = [{**written, "ResourceId": name, "ResourceType": "auto-scaling-group"} for written in tags]
    zones = ",".join(subnets) or None
    call(aws.autoscaling, "create_auto_scaling_group", AutoScalingGroupName=name, VPCZoneIdentifier=zones, Tags=owned, **given.rest())
    for wanted in metrics:
        call(aws.autoscaling, "enable_metrics_collection", AutoScalingGroupName=name, **wanted)
    return Made(name)


def read_group(aws: Aws, name: str) -> dict[str, Json]:
    """The group as Auto Scaling describes it."""
    found = found_one(aws.autoscaling.describe_auto_scaling_groups(AutoScalingGroupNames=[name])["AutoScalingGroups"], name)
    tags = [{key: written[key] for key in ("Key", "Value", "PropagateAtLaunch")} for written in found.get("Tags", [])]
    return {**found, "VPCZoneIdentifier": [part for part in found.get("VPCZoneIdentifier", "").split(",") if part], "Tags": tags}


TYPES = (
    ResourceType("AWS::EC2::LaunchTemplate", create_launch_template, read_launch_template),
    ResourceType("AWS::EC2::PlacementGroup", create_placement_group, read_placement_group),
    ResourceType("AWS::AutoScaling::AutoScalingGroup", create_group, read_group),
)
