"""Grants on the key of a HyperPod cluster's disks."""

from aws_cdk.aws_iam import PolicyStatement

from sovereign.services import via


def may_grant_volumes(region: str, key_arn: str) -> list[PolicyStatement]:
    """Grants that SageMaker makes for itself alone (SageMaker guide, Customer managed KMS key encryption for SageMaker HyperPod)."""
    through = {"StringEquals": {"kms:ViaService": via(region, "sagemaker")}}
    for_itself = through | {"Bool": {"kms:GrantIsForAWSResource": "true"}}
    return [
        PolicyStatement(actions=["kms:DescribeKey"], resources=[key_arn], conditions=through),
        PolicyStatement(actions=["kms:CreateGrant"], resources=[key_arn], conditions=for_itself),
    ]
