"""The role with which HyperPod's own Karpenter adds nodes to its cluster and takes them away."""

from aws_cdk import Stack
from aws_cdk.aws_iam import PolicyStatement, ServicePrincipal

from constructs import Construct
from sovereign.hyperpod_grants import may_grant_volumes
from sovereign.service_role import ServiceRole
from sovereign.services import principal


def scaling_role(scope: Construct, construct_id: str, *, volumes_key_arn: str) -> ServiceRole:
    """Nodes of clusters of this account, and grants for their disks (SageMaker guide, IAM role for HyperPod autoscaling with Karpenter)."""
    stack = Stack.of(scope)
    clusters = f"arn:{stack.partition}:sagemaker:{stack.region}:{stack.account}:cluster/*"
    nodes = PolicyStatement(actions=["sagemaker:BatchAddClusterNodes", "sagemaker:BatchDeleteClusterNodes"], resources=[clusters])
    may = [nodes, *may_grant_volumes(stack.region, volumes_key_arn)]
    role = ServiceRole(scope, construct_id, trusts=ServicePrincipal(principal("hyperpod.sagemaker")), may=may)
    role.acknowledge_wildcards([clusters], reason="A cluster's ARN ends in an id that SageMaker chooses when it makes the cluster.")
    return role
