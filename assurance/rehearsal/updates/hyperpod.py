"""A HyperPod cluster, changed in place."""

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.shapes import call
from assurance.rehearsal.updates import tags
from assurance.rehearsal.updates.model import Given, Update, joint

CHANGEABLE = ("AutoScaling", "ClusterRole", "InstanceGroups", "NodeProvisioningMode", "NodeRecovery", "Orchestrator", "TieredStorageConfig")


def _cluster(aws: Aws, arn: str, given: Given, before: Given) -> None:
    """One call for all; a group that the template no longer has is named as one to delete."""
    names = {group["InstanceGroupName"] for group in given["InstanceGroups"]}
    gone = [group["InstanceGroupName"] for group in before["InstanceGroups"] if group["InstanceGroupName"] not in names]
    now = {name: given[name] for name in CHANGEABLE if name in given}
    call(aws.sagemaker, "update_cluster", ClusterName=arn, InstanceGroupsToDelete=gone or None, **now)


UPDATES: dict[str, dict[str, Update]] = {"AWS::SageMaker::Cluster": {**joint(*CHANGEABLE, by=_cluster), "Tags": tags.SAGEMAKER}}
