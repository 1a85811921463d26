"""The most that any role here can ever do, whatever policy is put on it later."""

from blueprint.facts.people import LOOK, NEVER, OPEN_SESSIONS, RESTORE
from blueprint.settings import Deployment
from sovereign.names import backup_boundary_name, boundary_name, operators_boundary_name
from stacks.bootstrap.eks import cluster_work
from stacks.bootstrap.hyperpod import node_work
from stacks.bootstrap.names import Resource, Statement, allow, arn, deny, managed_policy

WAYS_OUT = [
    "directconnect:CreateDirectConnectGatewayAssociation",
    "directconnect:CreatePrivateVirtualInterface",
    "ec2:AcceptTransitGatewayPeeringAttachment",
    "ec2:AcceptTransitGatewayVpcAttachment",
    "ec2:AcceptVpcPeeringConnection",
    "ec2:AllocateAddress",
    "ec2:AssociateAddress",
    "ec2:AssociateNatGatewayAddress",
    "ec2:AttachInternetGateway",
    "ec2:AttachVpnGateway",
    "ec2:CreateCarrierGateway",
    "ec2:CreateClientVpnEndpoint",
    "ec2:CreateCustomerGateway",
    "ec2:CreateDefaultVpc",
    "ec2:CreateEgressOnlyInternetGateway",
    "ec2:CreateInstanceConnectEndpoint",
    "ec2:CreateInternetGateway",
    "ec2:CreateLocalGatewayRoute",
    "ec2:CreateNatGateway",
    "ec2:CreateRoute",
    "ec2:CreateTransitGatewayPeeringAttachment",
    "ec2:CreateTransitGatewayVpcAttachment",
    "ec2:CreateVerifiedAccessEndpoint",
    "ec2:CreateVpcEndpointServiceConfiguration",
    "ec2:CreateVpcBlockPublicAccessExclusion",
    "ec2:CreateVpcPeeringConnection",
    "ec2:CreateVpnConnection",
    "ec2:CreateVpnConnectionRoute",
    "ec2:CreateVpnGateway",
    "ec2:EnableVgwRoutePropagation",
    "ec2:ModifyVpcEndpointServiceConfiguration",
    "ec2:ModifyVpcEndpointServicePermissions",
    "ec2:ReplaceRoute",
    "route53resolver:CreateResolverEndpoint",
    "ec2:ModifyVpcBlockPublicAccessExclusion",
]
"""Calls that open a road out of a VPC, lead into it from outside, or give it a public address: denied beside what is not allowed anyway."""

WORK = [
    "cloudwatch:PutMetricData",
    "ec2:CreateNetworkInterface",
    "ec2:CreateNetworkInterfacePermission",
    "ec2:DeleteNetworkInterface",
    "ec2:DeleteNetworkInterfacePermission",
    "ec2:Describe*",
    "ec2:RevokeSecurityGroupEgress",
    "ec2:RevokeSecurityGroupIngress",
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:GetAuthorizationToken",
    "ecr:GetDownloadUrlForLayer",
    "fsx:CreateDataRepositoryTask",
    "fsx:DescribeFileSystems",
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:GenerateDataKey",
    "logs:CreateLogStream",
    "logs:DescribeLogGroups",
    "logs:DescribeLogStreams",
    "logs:PutLogEvents",
    "pcs:RegisterComputeNodeGroupInstance",
    "s3:AbortMultipartUpload",
    "s3:GetObject",
    "s3:ListBucket",
    "s3:PutObject",
    "ssm:UpdateInstanceInformation",
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
]
"""What the roles of the stacks use between them; a test holds it against the templates."""


def boundaries(deployment: Deployment) -> dict[str, Resource]:
    """The boundary of every role that the stacks make: data and logs in this account, never IAM, never a way out.

    Roles that people take on have one of their own, where the deployment declares such a role.
    """
    here = {"StringEquals": {"aws:RequestedRegion": list(deployment.jurisdiction.approved_regions)}}
    people = managed_policy(
        operators_boundary_name(deployment.name),
        f"The most that a person can do with a role of {deployment.name}",
        allow("LookAtSettings", [*LOOK], "*"),
        allow("RestoreAndOpen", [*RESTORE, *OPEN_SESSIONS], "*", here),
        deny("Never", [*NEVER], "*"),
    )
    return ({"OperatorsBoundary": people} if deployment.ways_in.of_people else {}) | {
        "Boundary": managed_policy(
            boundary_name(deployment.name),
            f"The most that a role of {deployment.name} can do",
            allow("Work", [*WORK, *node_work(deployment)], "*", here),
            *cluster_work(deployment),
            *guards(deployment),
        )
    }


def guards(deployment: Deployment, opened: frozenset[str] = frozenset()) -> list[Statement]:
    """What no role here may do, CloudFormation's own among them; of ways, CloudFormation may do what is `opened` by a declared one.

    The policies of CloudFormation's own role carry the deployment's name, too: could it change them, it could give itself anything.
    """
    names = (
        boundary_name(deployment.name),
        operators_boundary_name(deployment.name),
        backup_boundary_name(deployment.name),
        f"{deployment.name}-execute-*",
    )
    fixed = [arn("iam", f"policy/{name}", regional=False) for name in names]
    return [
        deny("DenyWaysOut", [call for call in WAYS_OUT if call not in opened], "*"),
        deny("DenyDroppingBoundaries", ["iam:DeleteRolePermissionsBoundary", "iam:DeleteUserPermissionsBoundary"], "*"),
        deny(
            "DenyChangingTheLimits",
            ["iam:CreatePolicyVersion", "iam:DeletePolicy", "iam:DeletePolicyVersion", "iam:SetDefaultPolicyVersion"],
            fixed,
        ),
    ]
