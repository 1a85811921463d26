"""The verdicts of the matrix over platforms, each on a template that is broken on purpose; what it covers; and what `check` refuses."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from blueprint.facts.instances import instances, offers
from blueprint.facts.partitions import partitions
from blueprint.facts.regions import regions
from blueprint.settings import DeploymentError
from blueprint.settings.load import parse
from tests.stacks.matrix.platforms import PLATFORMS, can_name, deployment_file, places
from tests.stacks.matrix.verdicts import deploy_time_needs, foreign_places, launch_faults, wandering_groups

KEY = {"Fn::ImportValue": "matrix-keys:Volumes"}
GOV = [region for region in regions().values() if region.partition == "aws-us-gov"]


def one(kind: str, **properties: Any) -> dict[str, Any]:
    """A template with one resource."""
    return {"training": {"Resources": {"It": {"Type": kind, "Properties": properties}}}}


def launch(**other: Any) -> dict[str, Any]:
    """One launch template, right but for what is said."""
    card = {"NetworkCardIndex": 0, "DeviceIndex": 0, "InterfaceType": "efa"}
    volume = {"Ebs": {"Encrypted": True, "KmsKeyId": KEY}}
    right = {"InstanceType": "g5.8xlarge", "ImageId": "ami-0123456789abcdef0", "NetworkInterfaces": [card], "BlockDeviceMappings": [volume]}
    return one("AWS::EC2::LaunchTemplate", LaunchTemplateData={**right, **other})


def pod(**other: Any) -> dict[str, Any]:
    """One HyperPod cluster with one group, right but for what is said."""
    volumes = [{"EbsVolumeConfig": {"RootVolume": root, "VolumeKmsKeyId": KEY}} for root in (True, False)]
    right = {
        "InstanceGroupName": "kept",
        "InstanceType": "ml.g5.8xlarge",
        "ImageReleaseVersion": "1.0.0",
        "InstanceStorageConfigs": volumes,
    }
    return one("AWS::SageMaker::Cluster", InstanceGroups=[{**right, **other}])


# What the matrix covers


@pytest.mark.parametrize("partition", partitions())
def test_together_the_files_name_every_type_that_is_sold_in_the_partition(partition) -> None:
    named = {kind for _, taken in places(partition) for kind in taken["ec2"]}
    known = [region.name for region in regions().values() if region.partition == partition and region.name in offers()]
    assert named == ({kind for name in known for kind in offers()[name].ec2} or {*instances()})


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("partition", partitions())
def test_each_platform_names_all_that_it_can(partition, platform) -> None:
    named = {kind for _, taken in places(partition) for kind in taken.get(platform, ())}
    own = [region for region in regions().values() if region.partition == partition]
    known = [region for region in own if region.services_known] or own
    assert named == {kind for region in known for kind in can_name(region, platform)}


def test_only_hyperpod_lacks_a_partition() -> None:
    lacking = {(partition, platform) for partition in partitions() for platform in PLATFORMS if not _named(partition, platform)}
    assert lacking == {("aws-us-gov", "hyperpod"), ("aws-us-gov", "hyperpod on eks")}


def _named(partition: str, platform: str) -> bool:
    return any(platform in taken for _, taken in places(partition))


# What `check` refuses


@pytest.mark.parametrize("region", GOV, ids=lambda region: region.name)
@pytest.mark.parametrize("platform", ["hyperpod", "hyperpod on eks"])
def test_hyperpod_is_refused_in_the_partition_that_lacks_it(region, platform) -> None:
    file = deployment_file(region, {platform: ("p5.48xlarge",)})
    with pytest.raises(DeploymentError) as refused:
        parse(yaml.safe_dump(file).encode(), Path("matrix.yaml"))
    said = {problem.field: problem.allowed for problem in refused.value.problems}
    assert said["region"].startswith("has no SageMaker HyperPod, which training.hyperpod needs")
    assert f"{region.name} does not sell it in a HyperPod cluster" in said["training.hyperpod.groups[0].instance_type"]


@pytest.mark.parametrize(("platform", "part"), [("pcs", "training.pcs"), ("eks", "eks"), ("hyperpod", "training.hyperpod")])
def test_trainium_is_refused_where_everything_looks_for_cuda(platform, part) -> None:
    file = deployment_file(regions()["us-east-2"], {platform: ("trn2.48xlarge",)})
    with pytest.raises(DeploymentError, match=rf"{part}\.groups\[[01]\]\.instance_type .*a Trainium type is for training\.ec2\.groups"):
        parse(yaml.safe_dump(file).encode(), Path("matrix.yaml"))


# Broken templates


@pytest.mark.parametrize(
    ("text", "partition", "found"),
    [
        ("arn:aws:iam::aws:policy/x", "aws-us-gov", "arn:aws"),
        ("arn:aws-us-gov:s3:::x", "aws", "arn:aws-us-gov"),
        ("https://s3.amazonaws.com/x", "aws-eusc", "amazonaws.com"),
        ("sts.eusc-de-east-1.amazonaws.eu", "aws", "eusc-de-east-1"),
        ("s3.api.aws", "aws-eusc", "api.aws"),
        ("x-us-gov-west-1", "aws", "us-gov-west-1"),
    ],
)
def test_another_partitions_name_is_found(text, partition, found) -> None:
    assert f"training.It: {found}" in [*foreign_places(one("AWS::SNS::Topic", DisplayName=text), partition)]
    joined = {"Fn::Join": ["", [text[:5], text[5:]]]}
    assert f"training.It: {found}" in [*foreign_places(one("AWS::SNS::Topic", DisplayName=joined), partition)]


def test_a_service_keeps_its_name_in_every_partition() -> None:
    principal = one("AWS::SQS::QueuePolicy", PolicyDocument={"Statement": [{"Principal": {"Service": "sns.amazonaws.com"}}]})
    assert [*foreign_places(principal, "aws-eusc")] == []


@pytest.mark.parametrize(
    "kind", ["AWS::Lambda::Function", "Custom::S3AutoDelete", "AWS::CloudFormation::CustomResource", "AWS::CloudFormation::Stack"]
)
def test_what_would_run_while_deploying_is_found(kind) -> None:
    assert [*deploy_time_needs(one(kind), bool)] == [f"training.It: {kind}"]


def test_a_transform_is_found() -> None:
    assert [*deploy_time_needs({"training": {"Resources": {}, "Transform": "AWS::Serverless-2016-10-31"}}, bool)] == ["training: Transform"]


@pytest.mark.parametrize("text", ["s3://somebody/x.sh", "curl -fsS https://example.org/x", "http://example.org"])
def test_a_location_elsewhere_is_found(text) -> None:
    found = [*deploy_time_needs(one("AWS::EC2::LaunchTemplate", UserData={"Fn::Base64": text}), lambda host: host == "ours")]
    assert len(found) == 1
    assert [*deploy_time_needs(one("AWS::EC2::LaunchTemplate", UserData="s3://ours/x"), lambda host: host == "ours")] == []


@pytest.mark.parametrize(
    ("other", "found"),
    [
        ({}, []),
        ({"InstanceType": "p5.48xlarge"}, ["training.It: cards of p5.48xlarge"]),
        ({"InstanceType": "g5.4xlarge"}, ["training.It: cards of g5.4xlarge"]),
        ({"ImageId": "resolve:ssm:/aws/service/x"}, ["training.It: image"]),
        ({"BlockDeviceMappings": []}, ["training.It: volume"]),
        ({"BlockDeviceMappings": [{"Ebs": {"Encrypted": True}}]}, ["training.It: volume"]),
        ({"BlockDeviceMappings": [{"Ebs": {"Encrypted": False, "KmsKeyId": KEY}}]}, ["training.It: volume"]),
    ],
)
def test_a_wrong_launch_template_is_found(other, found) -> None:
    assert [*launch_faults(launch(**other), "Volumes")] == found


@pytest.mark.parametrize(
    ("other", "found"),
    [
        ({}, []),
        ({"ImageReleaseVersion": None}, ["training.It.kept: image"]),
        ({"InstanceStorageConfigs": []}, ["training.It.kept: volume"]),
        (
            {"InstanceStorageConfigs": [{"EbsVolumeConfig": {"RootVolume": root, "VolumeKmsKeyId": "x"}} for root in (True, False)]},
            ["training.It.kept: volume"],
        ),
    ],
)
def test_a_wrong_hyperpod_group_is_found(other, found) -> None:
    assert [*launch_faults(pod(**other), "Volumes")] == found


def in_zones(*zones: str) -> dict[str, Any]:
    """A network with a subnet in each, and an Auto Scaling group in all of them."""
    network = {
        "Resources": {zone: {"Type": "AWS::EC2::Subnet", "Properties": {"AvailabilityZone": zone}} for zone in zones},
        "Outputs": {zone: {"Value": {"Fn::GetAtt": [zone, "SubnetId"]}, "Export": {"Name": zone}} for zone in zones},
    }
    group = one("AWS::AutoScaling::AutoScalingGroup", VPCZoneIdentifier=[{"Fn::ImportValue": zone} for zone in zones])
    return {**group, "network": network}


@pytest.mark.parametrize(
    ("zones", "found"), [(["a"], []), (["b"], ["training.It: zones"]), (["a", "b"], ["training.It: zones"]), ([], ["training.It: zones"])]
)
def test_a_group_in_another_zone_or_in_two_is_found(zones, found) -> None:
    assert [*wandering_groups(in_zones(*zones), "a")] == found
