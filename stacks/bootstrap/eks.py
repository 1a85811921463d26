"""What CloudFormation may do for a Kubernetes cluster, and the most that roles around one can do: nothing where none is declared."""

from typing import Any

from blueprint.settings import Deployment
from sovereign.names import cluster_log_group_name, cluster_name, interruptions_name
from sovereign.services import principal
from stacks.bootstrap.names import Statement, allow, arn

Condition = dict[str, Any]

KINDS = ("cluster", "nodegroup", "addon", "access-entry", "podidentityassociation")
CLUSTER = (
    "ActivateCertificateAuthority CreateAccessEntry CreateAddon CreateCluster CreateNodegroup CreatePodIdentityAssociation DeleteCluster "
    "DescribeCluster DescribeUpdate ListUpdates TagResource UntagResource UpdateClusterConfig UpdateClusterVersion"
)
PARTS = (
    "AssociateAccessPolicy DeleteAccessEntry DeleteAddon DeleteNodegroup DeletePodIdentityAssociation DescribeAccessEntry DescribeAddon "
    "DescribeNodegroup DescribePodIdentityAssociation DisassociateAccessPolicy ListAssociatedAccessPolicies UpdateAccessEntry UpdateAddon "
    "UpdateNodegroupConfig UpdateNodegroupVersion UpdatePodIdentityAssociation"
)
"""What the registry's schemas say that CloudFormation calls (cfn-lint 1.58.0, handlers of AWS::EKS::*)."""

QUEUE = "CreateQueue DeleteQueue GetQueueAttributes ListQueueTags SetQueueAttributes TagQueue UntagQueue"
RULE = "DeleteRule DescribeRule ListTargetsByRule PutRule PutTargets RemoveTargets TagResource UntagResource"
GROUP = (
    "AssociateKmsKey CreateLogGroup DeleteLogGroup DeleteRetentionPolicy DisassociateKmsKey GetDataProtectionPolicy ListTagsForResource "
    "PutRetentionPolicy TagResource UntagResource"
)
LINKED = ("eks", "eks-nodegroup")
PASSED_TO = ("eks", "pods.eks")

WORK = (
    "ec2:AssignPrivateIpAddresses",
    "ec2:AttachNetworkInterface",
    "ec2:AttachVolume",
    "ec2:CreateFleet",
    "ec2:CreateLaunchTemplate",
    "ec2:CreateTags",
    "ec2:CreateVolume",
    "ec2:DeleteLaunchTemplate",
    "ec2:DeleteVolume",
    "ec2:DetachNetworkInterface",
    "ec2:DetachVolume",
    "ec2:ModifyNetworkInterfaceAttribute",
    "ec2:ModifyVolume",
    "ec2:RunInstances",
    "ec2:TerminateInstances",
    "ec2:UnassignPrivateIpAddresses",
    "eks-auth:AssumeRoleForPodIdentity",
    "eks:DescribeCluster",
    "kms:CreateGrant",
    "kms:GenerateDataKeyWithoutPlaintext",
    "sqs:DeleteMessage",
    "sqs:GetQueueUrl",
    "sqs:ReceiveMessage",
)
"""What the roles of nodes, add-ons and Karpenter use between them, beside the boundary's own list."""


def cluster_work(deployment: Deployment) -> list[Statement]:
    """The boundary's further statements: Karpenter passes a node's role to EC2, and no other role to nobody else."""
    if deployment.eks is None:
        return []
    here = {"StringEquals": {"aws:RequestedRegion": list(deployment.jurisdiction.approved_regions)}}
    nodes = arn("iam", f"role/{deployment.name}-eks-*", regional=False)
    return [
        allow("RunTheCluster", [*WORK], "*", here),
        allow("StartNodes", ["iam:PassRole"], nodes, {"StringEquals": {"iam:PassedToService": principal("ec2")}}),
    ]


def eks_rights(deployment: Deployment) -> list[Statement]:
    """Statements of a policy that is there anyway: a role has ten at most."""
    if deployment.eks is None:
        return []
    name = deployment.name
    cluster = cluster_name(name)
    own = [arn("eks", f"{kind}/{cluster}" if kind == "cluster" else f"{kind}/{cluster}/*") for kind in KINDS]
    roles = arn("iam", f"role/{name}-eks-*", regional=False)
    passed: Condition = {"StringEquals": {"iam:PassedToService": [principal(service) for service in PASSED_TO]}}
    linked: Condition = {"StringEquals": {"iam:AWSServiceName": [principal(service) for service in LINKED]}}
    return [
        allow("KeepTheCluster", _calls("eks", f"{CLUSTER} {PARTS}"), own),
        allow("KeepItsLogs", _calls("logs", GROUP), arn("logs", f"log-group:{cluster_log_group_name(name)}*")),
        allow("KeepNotices", _calls("sqs", QUEUE), arn("sqs", interruptions_name(name))),
        allow("KeepRulesOfNotices", _calls("events", RULE), arn("events", f"rule/{interruptions_name(name)}-*")),
        allow("HandRolesToEks", ["iam:PassRole"], roles, passed),
        allow("LetEksMakeItsRoles", ["iam:CreateServiceLinkedRole"], arn("iam", "role/aws-service-role/*", regional=False), linked),
    ]


def _calls(service: str, verbs: str) -> list[str]:
    return [f"{service}:{verb}" for verb in verbs.split()]
