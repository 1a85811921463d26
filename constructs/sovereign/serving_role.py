"""What a SageMaker endpoint may do."""

from aws_cdk import Stack
from aws_cdk.aws_iam import PolicyStatement

from blueprint.facts.data_classes import DataClass
from constructs import Construct
from sovereign.data_keys import DataKeys
from sovereign.lake_access import READ, LakeAccess
from sovereign.names import endpoint_log_group_name
from sovereign.service_role import ServiceRole, for_this_account

INTERFACES = (
    "ec2:CreateNetworkInterface",
    "ec2:CreateNetworkInterfacePermission",
    "ec2:DeleteNetworkInterface",
    "ec2:DeleteNetworkInterfacePermission",
    "ec2:DescribeDhcpOptions",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcs",
)
"""What SageMaker asks for to stand in a VPC (SageMaker Developer Guide, SageMaker Roles, CreateModel with VpcConfig)."""


def serving_role(
    scope: Construct, construct_id: str, *, deployment: str, repository: str, model_prefix: str, keys: DataKeys
) -> ServiceRole:
    """Reads one model folder, pulls one image, stands in the network, logs. Nothing else."""
    stack = Stack.of(scope)
    logs = f"arn:{stack.partition}:logs:{stack.region}:{stack.account}:log-group:{endpoint_log_group_name(deployment)}:*"
    access = LakeAccess(scope, deployment).may(READ, DataClass.MODELS, keys[DataClass.MODELS], model_prefix).may_pull(repository)
    own = [
        PolicyStatement(actions=["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"], resources=[logs]),
        PolicyStatement(actions=list(INTERFACES), resources=["*"]),
        PolicyStatement(
            actions=["cloudwatch:PutMetricData"],
            resources=["*"],
            conditions={"StringLike": {"cloudwatch:namespace": ["AWS/SageMaker", "/aws/sagemaker/*"]}},
        ),
    ]
    role = ServiceRole(scope, construct_id, trusts=for_this_account(scope, "sagemaker"), may=[*access.statements, *own])
    role.acknowledge_wildcards(
        [*access.wildcards, logs],
        reason="Objects and log streams are named as they come; ECR's token, metrics and interfaces not yet made know no resource.",
    )
    return role
