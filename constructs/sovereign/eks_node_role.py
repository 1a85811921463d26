"""What a node of the cluster may do itself; its pods have roles of their own."""

from aws_cdk import Stack
from aws_cdk.aws_iam import PolicyStatement, ServicePrincipal

from constructs import Construct
from sovereign.image_registry import PULL, addon_images
from sovereign.names import cluster_arn
from sovereign.service_role import ServiceRole


def eks_node_role(scope: Construct, construct_id: str, *, deployment: str, addon_registry: str) -> ServiceRole:
    """Pulls the deployment's images and those of AWS's add-ons, hands pods their roles, asks what it is. Nothing else.

    AmazonEKSWorkerNodePolicy gives this and more (Amazon EKS guide, Amazon EKS node IAM role); nodeadm is told the cluster's address
    and certificate, and needs not ask for them.

    Args:
        scope: Where the role stands.
        construct_id: Its name there.
        deployment: Whose images it pulls.
        addon_registry: The account of AWS's that holds the add-ons' images in this region.
    """
    stack = Stack.of(scope)
    own = f"arn:{stack.partition}:ecr:{stack.region}:{stack.account}:repository/{deployment}/*"
    theirs = addon_images(scope, addon_registry)
    role = ServiceRole(
        scope,
        construct_id,
        trusts=ServicePrincipal("ec2"),
        may=[
            PolicyStatement(actions=list(PULL), resources=[own, theirs]),
            PolicyStatement(actions=["ecr:GetAuthorizationToken"], resources=["*"]),
            PolicyStatement(actions=["ec2:DescribeInstances", "ec2:DescribeInstanceTypes"], resources=["*"]),
            PolicyStatement(actions=["eks-auth:AssumeRoleForPodIdentity"], resources=[cluster_arn(scope, deployment)]),
        ],
    )
    role.acknowledge_wildcards(
        [own, theirs, "*"], reason="Images are named as they come; ECR's token and descriptions of EC2 know no resource."
    )
    return role
