"""What no template may say, on whatever platform and in whatever partition; each finding names the resource."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from blueprint.facts.instances import SAGEMAKER_PREFIX, instance
from blueprint.facts.partitions import partitions
from blueprint.facts.regions import regions

Template = Mapping[str, Any]
Templates = Mapping[str, Template]

ARN = re.compile(r"arn:(aws[a-z-]*):")
SERVICE_KEYS = {
    "Service",
    "aws:CalledVia",
    "iam:AWSServiceName",
    "iam:PassedToService",
    "kms:ViaService",
    "Equals",
    "FilterPattern",
}
"""Where a service is named as who calls, or as an event's source: those names end alike in every partition."""
SERVICE_NAMES = re.compile(r"aws-service-role/[a-z0-9.-]+|\"Service\":\s*\"[a-z0-9.-]+\"")
"""The same within a text: a service-linked role's path, and a principal of a policy that is written as JSON."""
CODE = re.compile(r"AWS::Lambda::|AWS::Serverless::|Custom::|AWS::CloudFormation::(?:CustomResource|Macro|Stack$|WaitCondition)")
LOCATION = re.compile(r"(?:s3|https?|ftp)://([^/\s\"']+)")


def foreign_places(templates: Templates, partition: str) -> Iterator[str]:
    """Partitions in ARNs, DNS suffixes and regions that are another partition's."""
    ours = partitions()[partition]
    strange = {suffix for row in partitions().values() for suffix in (row.dns_suffix, row.dual_stack_dns_suffix)}
    strange -= {ours.dns_suffix, ours.dual_stack_dns_suffix}
    elsewhere = re.compile("|".join(rf"\b{name}(?![a-z0-9-])" for name, row in regions().items() if row.partition != partition))
    for where, key, text in _texts(templates):
        yield from (f"{where}: arn:{named}" for named in ARN.findall(text) if named != partition)
        yield from (f"{where}: {found}" for found in elsewhere.findall(text))
        hosts = "" if key in SERVICE_KEYS else SERVICE_NAMES.sub("", text)
        yield from (f"{where}: {suffix}" for suffix in sorted(strange) if re.search(rf"(?<=[.]){re.escape(suffix)}", hosts))


def deploy_time_needs(templates: Templates, buckets: Callable[[str], bool]) -> Iterator[str]:
    """Code that CloudFormation would run while it deploys, and locations outside the deployment's buckets."""
    for stack, template in templates.items():
        if "Transform" in template:
            yield f"{stack}: Transform"
        yield from (f"{stack}.{name}: {row['Type']}" for name, row in template["Resources"].items() if CODE.match(row["Type"]))
    for where, _, text in _texts(templates):
        yield from (f"{where}: {host}" for host in LOCATION.findall(text) if not buckets(host))


def launch_faults(templates: Templates, volumes_key: str) -> Iterator[str]:
    """Launch templates whose cards differ from the table's row, without a pinned image, or with a volume under another key."""
    for where, data in launches(templates):
        said = [(card["NetworkCardIndex"], card["DeviceIndex"], card["InterfaceType"]) for card in data["NetworkInterfaces"]]
        if said != [*instance(data["InstanceType"]).network_interfaces()]:
            yield f"{where}: cards of {data['InstanceType']}"
        if not re.fullmatch(r"ami-[0-9a-f]{8,17}", str(data.get("ImageId"))):
            yield f"{where}: image"
        volumes = [mapping["Ebs"] for mapping in data["BlockDeviceMappings"]]
        if not volumes or any(not each.get("Encrypted") or volumes_key not in str(each.get("KmsKeyId")) for each in volumes):
            yield f"{where}: volume"
    for where, group in hyperpod_groups(templates):
        volumes = [each["EbsVolumeConfig"] for each in group["InstanceStorageConfigs"] if "EbsVolumeConfig" in each]
        if [each["RootVolume"] for each in volumes] != [True, False] or any(
            volumes_key not in str(each.get("VolumeKmsKeyId")) for each in volumes
        ):
            yield f"{where}: volume"
        if not group.get("ImageReleaseVersion"):
            yield f"{where}: image"


def wandering_groups(templates: Templates, zone: str) -> Iterator[str]:
    """Groups of nodes for work with a subnet in another zone than the given one, or with several; the cluster's own nodes are spread."""
    for stack, template in templates.items():
        for name, row in template["Resources"].items():
            properties = row.get("Properties", {})
            subnets = {
                "AWS::AutoScaling::AutoScalingGroup": lambda told: told.get("VPCZoneIdentifier", []),
                "AWS::PCS::ComputeNodeGroup": lambda told: told.get("SubnetIds", []),
                "AWS::EKS::Nodegroup": lambda told: told.get("Subnets", []),
                "AWS::SageMaker::Cluster": lambda told: told["VpcConfig"]["Subnets"],
            }.get(row["Type"])
            if subnets is None or properties.get("NodegroupName") == "system":
                continue
            if [_zone(templates, subnet) for subnet in subnets(properties)] != [zone]:
                yield f"{stack}.{name}: zones"


def named_types(templates: Templates, stack: str) -> set[str]:
    """The instance types that a stack launches, by EC2's name."""
    own = {stack: templates[stack]}
    launched = {data["InstanceType"] for where, data in launches(own) if "system" not in where}
    return launched | {group["InstanceType"].removeprefix(SAGEMAKER_PREFIX) for _, group in hyperpod_groups(own)}


def launches(templates: Templates) -> Iterator[tuple[str, dict[str, Any]]]:
    """The data of each launch template that names its type: one of a pool takes what fits."""
    for where, row in _of(templates, "AWS::EC2::LaunchTemplate"):
        yield where, row["LaunchTemplateData"]


def hyperpod_groups(templates: Templates) -> Iterator[tuple[str, dict[str, Any]]]:
    for where, row in _of(templates, "AWS::SageMaker::Cluster"):
        yield from ((f"{where}.{group['InstanceGroupName']}", group) for group in row["InstanceGroups"])


def _of(templates: Templates, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for stack, template in templates.items():
        yield from ((f"{stack}.{name}", row["Properties"]) for name, row in template["Resources"].items() if row["Type"] == kind)


def _zone(templates: Templates, subnet: Any) -> str:
    """The zone of a subnet that another stack exports."""
    exports = {output["Export"]["Name"]: output["Value"] for output in templates["network"]["Outputs"].values() if "Export" in output}
    name = exports[subnet["Fn::ImportValue"]]["Fn::GetAtt"][0]
    return str(templates["network"]["Resources"][name]["Properties"]["AvailabilityZone"])


def _texts(templates: Templates) -> Iterator[tuple[str, str, str]]:
    """Every text of every resource and output, with joins joined: where, under which key, what."""
    for stack, template in templates.items():
        for part in ("Resources", "Outputs"):
            for name, row in template.get(part, {}).items():
                yield from ((f"{stack}.{name}", key, text) for key, text in _within(row, ""))


def _within(value: Any, key: str) -> Iterator[tuple[str, str]]:
    match value:
        case {"Fn::Join": [str(separator), list(pieces)]}:
            yield key, separator.join(piece if isinstance(piece, str) else "${}" for piece in pieces)
            for piece in pieces:
                if not isinstance(piece, str):
                    yield from _within(piece, key)
        case dict():
            for name, inner in value.items():
                yield name, str(name)
                yield from _within(inner, key if name.startswith("Fn::") else name)
        case list():
            for inner in value:
                yield from _within(inner, key)
        case str():
            yield key, value
