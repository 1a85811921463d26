"""What an account holds, asked of its services one list at a time: also what no stack made."""

from collections.abc import Iterator
from typing import NamedTuple

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.values import Json


class Listed(NamedTuple):
    """One call that lists.

    Attributes:
        service: the client.
        operation: the call.
        items: where the answer has them.
        identity: the member of an item that names it; none where items are names.
        given: the call's parameters.
    """

    service: str
    operation: str
    items: str
    identity: str = ""
    given: tuple[tuple[str, Json], ...] = ()


LISTS = (
    Listed("autoscaling", "describe_auto_scaling_groups", "AutoScalingGroups", "AutoScalingGroupName"),
    Listed("cloudtrail", "describe_trails", "trailList", "Name"),
    Listed("cloudwatch", "describe_alarms", "MetricAlarms", "AlarmName"),
    Listed("ec2", "describe_addresses", "Addresses", "AllocationId"),
    Listed("ec2", "describe_flow_logs", "FlowLogs", "FlowLogId"),
    Listed("ec2", "describe_internet_gateways", "InternetGateways", "InternetGatewayId"),
    Listed("ec2", "describe_launch_templates", "LaunchTemplates", "LaunchTemplateId"),
    Listed("ec2", "describe_network_acls", "NetworkAcls", "NetworkAclId"),
    Listed("ec2", "describe_network_interfaces", "NetworkInterfaces", "NetworkInterfaceId"),
    Listed("ec2", "describe_placement_groups", "PlacementGroups", "GroupName"),
    Listed("ec2", "describe_route_tables", "RouteTables", "RouteTableId"),
    Listed("ec2", "describe_security_groups", "SecurityGroups", "GroupId"),
    Listed("ec2", "describe_subnets", "Subnets", "SubnetId"),
    Listed("ec2", "describe_volumes", "Volumes", "VolumeId"),
    Listed("ec2", "describe_vpc_endpoints", "VpcEndpoints", "VpcEndpointId"),
    Listed("ec2", "describe_vpcs", "Vpcs", "VpcId"),
    Listed("ecr", "describe_repositories", "repositories", "repositoryName"),
    Listed("events", "list_rules", "Rules", "Name"),
    Listed("fsx", "describe_file_systems", "FileSystems", "FileSystemId"),
    Listed("guardduty", "list_detectors", "DetectorIds"),
    Listed("iam", "list_instance_profiles", "InstanceProfiles", "InstanceProfileName"),
    Listed("iam", "list_policies", "Policies", "Arn", (("Scope", "Local"),)),
    Listed("iam", "list_roles", "Roles", "RoleName"),
    Listed("logs", "describe_deliveries", "deliveries", "id"),
    Listed("logs", "describe_log_groups", "logGroups", "logGroupName"),
    Listed("logs", "describe_resource_policies", "resourcePolicies", "policyName"),
    Listed("pcs", "list_clusters", "clusters", "id"),
    Listed("s3", "list_buckets", "Buckets", "Name"),
    Listed("sns", "list_topics", "Topics", "TopicArn"),
    Listed("ssm", "describe_parameters", "Parameters", "Name"),
    Listed("ssm", "list_documents", "DocumentIdentifiers", "Name", (("Filters", [{"Key": "Owner", "Values": ["Self"]}]),)),
)


def inventory(aws: Aws) -> set[tuple[str, str]]:
    """Everything that the services list, as service and name or id; keys that wait for their deletion are no longer there."""
    return {(one.service, name) for one in LISTS for name in _names(aws, one)} | {("kms", key) for key in _keys(aws)}


def _names(aws: Aws, listed: Listed) -> Iterator[str]:
    client, given = aws.client(listed.service), dict(listed.given)
    if client.can_paginate(listed.operation):
        pages = client.get_paginator(listed.operation).paginate(**given)
    else:
        pages = [getattr(client, listed.operation)(**given)]
    for page in pages:
        for item in page[listed.items]:
            yield str(item[listed.identity] if listed.identity else item)


def _keys(aws: Aws) -> Iterator[str]:
    for page in aws.kms.get_paginator("list_keys").paginate():
        for key in page["Keys"]:
            found = aws.kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]
            if found["KeyState"] != "PendingDeletion" and found["KeyManager"] == "CUSTOMER":
                yield str(key["KeyId"])
