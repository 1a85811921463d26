"""The most that any role here can ever do, whatever policy is put on it later."""

from blueprint.settings import Deployment
from sovereign.names import boundary_name
from stacks.bootstrap.names import Resource, Statement, allow, arn, deny, managed_policy

WAYS_OUT = [
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
    "ec2:CreateDefaultVpc",
    "ec2:CreateEgressOnlyInternetGateway",
    "ec2:CreateInstanceConnectEndpoint",
    "ec2:CreateInternetGateway",
    "ec2:CreateLocalGatewayRoute",
    "ec2:CreateNatGateway",
    "ec2:CreateTransitGatewayPeeringAttachment",
    "ec2:CreateTransitGatewayVpcAttachment",
    "ec2:CreateVerifiedAccessEndpoint",
    "ec2:CreateVpcPeeringConnection",
    "ec2:CreateVpnConnection",
    "ec2:CreateVpnGateway",
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
    "fsx:DescribeFileSystems",
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:GenerateDataKey",
    "logs:CreateLogStream",
    "logs:DescribeLogStreams",
    "logs:PutLogEvents",
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
    """The boundary of every role that the stacks make: data and logs in this account, never IAM, never a way out."""
    return {
        "Boundary": managed_policy(
            boundary_name(deployment.name),
            f"The most that a role of {deployment.name} can do",
            allow("Work", WORK, "*", {"StringEquals": {"aws:RequestedRegion": list(deployment.jurisdiction.approved_regions)}}),
            *guards(deployment),
        )
    }


def guards(deployment: Deployment) -> list[Statement]:
    """What no role here may do, CloudFormation's own among them.

    The policies of CloudFormation's own role carry the deployment's name, too: could it change them, it could give itself anything.
    """
    fixed = [arn("iam", f"policy/{name}", regional=False) for name in (boundary_name(deployment.name), f"{deployment.name}-execute-*")]
    return [
        deny("DenyWaysOut", WAYS_OUT, "*"),
        deny("DenyDroppingBoundaries", ["iam:DeleteRolePermissionsBoundary", "iam:DeleteUserPermissionsBoundary"], "*"),
        deny(
            "DenyChangingTheLimits",
            ["iam:CreatePolicyVersion", "iam:DeletePolicy", "iam:DeletePolicyVersion", "iam:SetDefaultPolicyVersion"],
            fixed,
        ),
    ]
