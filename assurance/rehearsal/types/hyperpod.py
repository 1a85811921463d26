"""The HyperPod cluster."""

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.shapes import call
from assurance.rehearsal.types.model import Made, ResourceType
from assurance.rehearsal.values import Json

DETAILS = {
    "InstanceCount": "TargetCount",
    "MinInstanceCount": "MinCount",
    "ImageId": "DesiredImageId",
    "ImageReleaseVersion": "DesiredImageReleaseVersion",
}
"""What a description calls otherwise than the request does (ClusterInstanceGroupDetails)."""


def create_cluster(aws: Aws, given: Properties, name: str) -> Made:
    """CloudFormation's properties are the API's own; `Ref` gives the ARN (CloudFormation template reference)."""
    name = given.take("ClusterName", name[:63])
    arn = call(aws.sagemaker, "create_cluster", ClusterName=name, **given.rest())["ClusterArn"]
    return Made(arn, {"ClusterArn": arn, "ClusterStatus": "InService"})


def read_cluster(aws: Aws, arn: str) -> dict[str, Json]:
    """The cluster, its groups by the names of the request."""
    found = aws.sagemaker.describe_cluster(ClusterName=arn)
    asked = {told: name for name, told in DETAILS.items()}
    groups = [{asked.get(name, name): value for name, value in group.items()} for group in found["InstanceGroups"]]
    return {**found, "InstanceGroups": groups, "Tags": aws.sagemaker.list_tags(ResourceArn=arn)["Tags"]}


TYPES = (ResourceType("AWS::SageMaker::Cluster", create_cluster, read_cluster),)
