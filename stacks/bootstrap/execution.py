"""What CloudFormation may do for the stacks: these actions, on things that carry the deployment's name or tag."""

from typing import Any

from blueprint.settings import Deployment
from sovereign.names import boundary_name, endpoint_log_group_name
from sovereign.services import principal, via
from stacks.bootstrap.backup import backup_policies
from stacks.bootstrap.boundary import guards
from stacks.bootstrap.configuration import configuration
from stacks.bootstrap.detection import alarms, detectors, linked_services
from stacks.bootstrap.eks import eks_rights
from stacks.bootstrap.external_keys import external_keys
from stacks.bootstrap.hyperpod import hyperpod_rights
from stacks.bootstrap.names import Resource, allow, arn, managed_policy, sub
from stacks.bootstrap.network_ways import opened
from stacks.bootstrap.pcs import pcs_policies, role_paths
from stacks.bootstrap.records import keep_buckets, keep_the_trail
from stacks.bootstrap.release import release, scheduling
from stacks.bootstrap.ways import ways_policies

Condition = dict[str, Any]


def execution_policies(deployment: Deployment) -> dict[str, Resource]:
    """Six managed policies, for IAM allows 6,144 characters in one, and one more each where ways in, copies or a platform are declared."""
    name = deployment.name
    keys = [*_keys(deployment), *external_keys(deployment)]
    watch = [*alarms(name), *detectors(), *configuration(name)]
    policies = {
        "ExecuteKeysAndAudit": managed_policy(f"{name}-execute-keys-audit", "Keys, logs, trail", *keys, *_audit(name)),
        "ExecuteData": managed_policy(
            f"{name}-execute-data",
            "Buckets, file systems, repositories",
            *_data(name),
            *release(deployment),
            *eks_rights(deployment),
        ),
        "ExecuteDetection": managed_policy(f"{name}-execute-detection", "Alarms, detectors", *watch),
        "ExecuteNetwork": managed_policy(f"{name}-execute-network", "Network and nodes", *_network(), *_nodes(name)),
        "ExecuteModels": managed_policy(
            f"{name}-execute-models", "Endpoint and automation", *_models(name), *hyperpod_rights(deployment), *_automation(name)
        ),
        "ExecuteRoles": managed_policy(
            f"{name}-execute-roles",
            "Roles under the boundary",
            *_roles(name, role_paths(deployment)),
            *guards(deployment, opened(deployment)),
        ),
    }
    return ways_policies(deployment) | backup_policies(deployment) | pcs_policies(deployment) | policies


def _requested(name: str) -> Condition:
    """For what is new: a tag may not be put on a thing of another deployment, which would then be ours to change."""
    return {"StringEquals": {"aws:RequestTag/deployment": name}, "StringEqualsIfExists": {"aws:ResourceTag/deployment": name}}


def _tagged(name: str) -> Condition:
    return {"StringEquals": {"aws:ResourceTag/deployment": name}}


def _names(service: str, verbs: str) -> list[str]:
    return [f"{service}:{verb}" for verb in verbs.split()]


def _keys(deployment: Deployment) -> list[dict[str, Any]]:
    name, keys = deployment.name, arn("kms", "key/*")
    care = _names(
        "kms",
        "CancelKeyDeletion DescribeKey DisableKey EnableKey EnableKeyRotation GetKeyPolicy GetKeyRotationStatus "
        "ListResourceTags PutKeyPolicy ScheduleKeyDeletion TagResource UntagResource UpdateKeyDescription",
    )
    aliases = _names("kms", "CreateAlias DeleteAlias UpdateAlias")
    beside = (*scheduling(deployment), *(("eks", "sqs") if deployment.eks else ()))
    services = via(deployment.region, "ec2", "ecr", "fsx", "s3", "sagemaker", *beside)
    use = _names("kms", "Decrypt Encrypt GenerateDataKey GenerateDataKeyWithoutPlaintext ReEncryptFrom ReEncryptTo")
    by_service: Condition = {"StringEquals": {"aws:ResourceTag/deployment": name, "kms:ViaService": services}}
    return [
        allow("CreateKeys", _names("kms", "CreateKey TagResource"), "*", _requested(name)),
        allow("CareForKeys", care, keys, _tagged(name)),
        allow("AliasOwnKeys", aliases, keys, _tagged(name)),
        allow("NameAliases", aliases, arn("kms", f"alias/{name}/*")),
        allow("ListAliases", ["kms:ListAliases"], "*"),
        allow("UseKeysThroughServices", use, keys, by_service),
        allow("GrantKeysToServices", ["kms:CreateGrant"], keys, by_service | {"Bool": {"kms:GrantIsForAWSResource": "true"}}),
        allow("RetireGrantsOfServices", ["kms:RetireGrant"], keys, by_service),
    ]


def _audit(name: str) -> list[dict[str, Any]]:
    groups = [arn("logs", f"log-group:/{name}/*"), arn("logs", f"log-group:{endpoint_log_group_name(name)}*")]
    group = _names(
        "logs",
        "AssociateKmsKey CreateLogGroup DeleteLogGroup DeleteRetentionPolicy DisassociateKmsKey GetDataProtectionPolicy "
        "ListTagsForResource PutRetentionPolicy TagResource UntagResource",
    )
    return [
        allow("KeepLogGroups", group, groups),
        allow("ReadLogGroups", _names("logs", "DescribeIndexPolicies DescribeLogGroups DescribeResourcePolicies"), "*"),
        allow(
            "DeliverNetworkLogs",
            _names(
                "logs",
                "CreateLogDelivery DeleteLogDelivery DeleteResourcePolicy GetLogDelivery ListLogDeliveries PutResourcePolicy "
                "UpdateLogDelivery",
            ),
            "*",
        ),
        *keep_the_trail(name),
    ]


def _data(name: str) -> list[dict[str, Any]]:
    file_systems = _names(
        "fsx",
        "CreateDataRepositoryAssociation CreateFileSystem DeleteDataRepositoryAssociation DeleteFileSystem "
        "ListTagsForResource TagResource UntagResource UpdateDataRepositoryAssociation UpdateFileSystem",
    )
    repositories = _names(
        "ecr",
        "CreateRepository DeleteLifecyclePolicy DeleteRepository DescribeRepositories GetLifecyclePolicy "
        "GetRepositoryPolicy ListTagsForResource PutImageScanningConfiguration PutImageTagMutability PutLifecyclePolicy "
        "TagResource UntagResource",
    )
    # FSx tries whether it may read and write what it is associated with, as whoever asks.
    objects = _names("s3", "AbortMultipartUpload DeleteObject GetObject PutObject")
    return [
        keep_buckets(name),
        allow(
            "TryAssociations",
            objects,
            sub(f"arn:${{AWS::Partition}}:s3:::{name}-*/*"),
            {"ForAnyValue:StringEquals": {"aws:CalledVia": [principal("fsx")]}},
        ),
        allow("KeepFileSystems", file_systems, [arn("fsx", f"{kind}/*") for kind in ("file-system", "association", "task")]),
        allow("ReadFileSystems", _names("fsx", "DescribeDataRepositoryAssociations DescribeFileSystems"), "*"),
        allow("KeepRepositories", repositories, arn("ecr", f"repository/{name}/*")),
    ]


def _network() -> list[dict[str, Any]]:
    """No gateway, address, peering or NAT among them: CloudFormation itself could not build a way out."""
    here: Condition = {"StringEquals": {"aws:RequestedRegion": {"Ref": "AWS::Region"}}}
    own = arn("ec2", "*")
    made = [
        "FlowLogs",
        "LaunchTemplate",
        "LaunchTemplateVersion",
        "PlacementGroup",
        "RouteTable",
        "SecurityGroup",
        "Subnet",
        "Tags",
        "Vpc",
        "VpcEndpoint",
    ]
    gone = [
        "FlowLogs",
        "LaunchTemplate",
        "LaunchTemplateVersions",
        "PlacementGroup",
        "RouteTable",
        "SecurityGroup",
        "Subnet",
        "Tags",
        "Vpc",
        "VpcEndpoints",
    ]
    changed = _names(
        "ec2",
        "AssociateRouteTable AuthorizeSecurityGroupEgress AuthorizeSecurityGroupIngress DisassociateRouteTable "
        "ModifyLaunchTemplate ModifySubnetAttribute ModifyVpcAttribute ModifyVpcEndpoint RevokeSecurityGroupEgress "
        "RevokeSecurityGroupIngress UpdateSecurityGroupRuleDescriptionsEgress "
        "UpdateSecurityGroupRuleDescriptionsIngress",
    )
    return [
        allow("KeepTheNetwork", [f"ec2:Create{thing}" for thing in made] + [f"ec2:Delete{thing}" for thing in gone] + changed, own),
        allow("ReadTheNetwork", ["ec2:Describe*"], "*", here),
        allow("ReadGroupsOfTheNetwork", ["ec2:GetSecurityGroupsForVpc"], own),
        # An endpoint with private names is a hosted zone of AWS's, joined to the network as whoever asks; Route 53 has no region.
        allow(
            "NameEndpoints",
            ["route53:AssociateVPCWithHostedZone"],
            [sub("arn:${AWS::Partition}:route53:::hostedzone/*"), arn("ec2", "vpc/*")],
        ),
        *_names_of_the_network(),
    ]


def _names_of_the_network() -> list[dict[str, Any]]:
    """The DNS firewall and the query logs. `UpdateFirewallConfig` is not among them: CloudFormation could not let it fail open."""
    verbs = (
        "AssociateFirewallRuleGroup AssociateResolverQueryLogConfig CreateFirewallDomainList CreateFirewallRule "
        "CreateFirewallRuleGroup CreateResolverQueryLogConfig DeleteFirewallDomainList DeleteFirewallRule DeleteFirewallRuleGroup "
        "DeleteResolverQueryLogConfig DisassociateFirewallRuleGroup DisassociateResolverQueryLogConfig GetFirewallDomainList "
        "GetFirewallRuleGroup GetFirewallRuleGroupAssociation GetResolverQueryLogConfig GetResolverQueryLogConfigAssociation "
        "ImportFirewallDomains ListFirewallRules ListTagsForResource TagResource UntagResource UpdateFirewallDomains "
        "UpdateFirewallRule UpdateFirewallRuleGroupAssociation"
    )
    lists = ("ListResolverQueryLogConfigAssociations", "ListResolverQueryLogConfigs")
    return [
        allow("KeepTheNames", _names("route53resolver", verbs), arn("route53resolver", "*")),
        allow("ReadQueryLogs", [f"route53resolver:{verb}" for verb in lists], "*"),
    ]


def _nodes(name: str) -> list[dict[str, Any]]:
    groups = _names(
        "autoscaling",
        "CreateAutoScalingGroup CreateOrUpdateTags DeleteAutoScalingGroup DeleteScheduledAction DeleteTags PutScheduledUpdateGroupAction "
        "UpdateAutoScalingGroup",
    )
    return [
        allow("KeepNodes", groups, arn("autoscaling", f"autoScalingGroup:*:autoScalingGroupName/{name}-*")),
        allow("ReadNodes", ["autoscaling:Describe*"], "*"),
        allow("TryLaunches", ["ec2:RunInstances"], "*", {"ArnLike": {"ec2:LaunchTemplate": arn("ec2", "launch-template/*")}}),
    ]


def _models(name: str) -> list[dict[str, Any]]:
    things = [arn("sagemaker", f"{kind}/*") for kind in ("model", "endpoint-config", "endpoint")]
    kinds = ("Endpoint", "EndpointConfig", "Model")
    return [
        allow("CreateModels", ["sagemaker:AddTags", *(f"sagemaker:Create{kind}" for kind in kinds)], things, _requested(name)),
        allow(
            "ChangeModels",
            ["sagemaker:DeleteTags", "sagemaker:UpdateEndpoint", *(f"sagemaker:Delete{kind}" for kind in kinds)],
            things,
            _tagged(name),
        ),
        allow("ReadModels", ["sagemaker:ListTags", *(f"sagemaker:Describe{kind}" for kind in kinds)], things),
    ]


def _automation(name: str) -> list[dict[str, Any]]:
    documents = _names(
        "ssm",
        "AddTagsToResource CreateDocument DeleteDocument DescribeDocument GetDocument ListTagsForResource "
        "RemoveTagsFromResource UpdateDocument UpdateDocumentDefaultVersion",
    )
    associations = _names("ssm", "CreateAssociation DeleteAssociation DescribeAssociation UpdateAssociation")
    document = arn("ssm", f"document/{name}-*")
    return [
        allow("KeepDocuments", documents, document),
        allow("KeepAssociations", associations, [document, arn("ssm", "association/*")]),
        allow("RunTheAutomation", ["ssm:StartAutomationExecution"], arn("ssm", f"automation-definition/{name}-*:*")),
        allow("ReadTheVersion", ["ssm:GetParameters"], arn("ssm", "parameter/cdk-bootstrap/${Qualifier}/version")),
    ]


def _roles(name: str, paths: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    policy, profile = (arn("iam", f"{kind}/{name}-*", regional=False) for kind in ("policy", "instance-profile"))
    role = [arn("iam", f"role/{path}{name}-*", regional=False) for path in ("", *paths)]
    bounded: Condition = {"StringEquals": {"iam:PermissionsBoundary": arn("iam", f"policy/{boundary_name(name)}", regional=False)}}
    care = _names(
        "iam",
        "DeleteRole GetRole GetRolePolicy ListAttachedRolePolicies ListRolePolicies TagRole UntagRole UpdateAssumeRolePolicy UpdateRole",
    )
    policies = _names(
        "iam",
        "CreatePolicy CreatePolicyVersion DeletePolicy DeletePolicyVersion GetPolicy GetPolicyVersion "
        "ListEntitiesForPolicy ListPolicyVersions TagPolicy UntagPolicy",
    )
    profiles = _names(
        "iam", "AddRoleToInstanceProfile CreateInstanceProfile DeleteInstanceProfile GetInstanceProfile RemoveRoleFromInstanceProfile"
    )
    users = [principal(service) for service in ("cloudtrail", "ec2", "sagemaker", "ssm", "vpc-flow-logs")]
    linked = [principal(service) for service in ("autoscaling", "fsx", "route53resolver", "s3.data-source.lustre.fsx")] + linked_services()
    return [
        allow(
            "CreateRolesUnderTheBoundary",
            _names("iam", "AttachRolePolicy CreateRole DetachRolePolicy PutRolePermissionsBoundary"),
            role,
            bounded,
        ),
        allow("CareForRoles", care, role),
        allow("CareForPolicies", policies, policy),
        allow("CareForProfiles", profiles, profile),
        allow("PassRoles", ["iam:PassRole"], role, {"StringEquals": {"iam:PassedToService": users}}),
        allow(
            "LetServicesMakeTheirRoles",
            ["iam:CreateServiceLinkedRole"],
            arn("iam", "role/aws-service-role/*", regional=False),
            {"StringEquals": {"iam:AWSServiceName": linked}},
        ),
        allow(
            "LetLustreMakeItsPolicy",
            _names("iam", "AttachRolePolicy PutRolePolicy"),
            arn("iam", f"role/aws-service-role/{principal('s3.data-source.lustre.fsx')}/*", regional=False),
        ),
    ]
