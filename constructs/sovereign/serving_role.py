"""What a SageMaker endpoint may do."""

from aws_cdk import Stack
from aws_cdk.aws_iam import PolicyStatement

from blueprint.facts.data_classes import DataClass
from constructs import Construct
from sovereign.data_keys import DataKeys
from sovereign.lake_access import READ, LakeAccess
from sovereign.names import endpoint_log_group_name
from sovereign.service_role import ServiceRole, for_this_account

INTERFACES = {
    "ec2:CreateNetworkInterface": ("network-interface/*", "security-group/*", "subnet/*"),
    "ec2:CreateNetworkInterfacePermission": ("network-interface/*",),
    "ec2:DeleteNetworkInterface": ("network-interface/*",),
    "ec2:DeleteNetworkInterfacePermission": ("network-interface/*",),
}
LOOKING = (
    "ec2:DescribeDhcpOptions",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcs",
)
"""What SageMaker asks for to stand in a VPC (SageMaker Developer Guide, SageMaker Roles, CreateModel with VpcConfig).

The guide shows it on every resource; the kinds are those of the Service Authorization Reference. A description knows no resource.
"""


def serving_role(
    scope: Construct, construct_id: str, *, deployment: str, repository: str, model_prefix: str, keys: DataKeys
) -> ServiceRole:
    """Reads one model folder, pulls one image, stands in the network, logs. Nothing else."""
    stack = Stack.of(scope)
    logs = f"arn:{stack.partition}:logs:{stack.region}:{stack.account}:log-group:{endpoint_log_group_name(deployment)}:*"
    ec2 = f"arn:{stack.partition}:ec2:{stack.region}:{stack.account}"
    access = (
        LakeAccess(scope, deployment)
        .may(READ, DataClass.MODELS, keys[DataClass.MODELS], model_prefix, keys.folders(DataClass.MODELS))
        .may_pull(repository)
    )
    own = [
        PolicyStatement(actions=["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"], resources=[logs]),
        *(PolicyStatement(actions=[action], resources=[f"{ec2}:{kind}" for kind in kinds]) for action, kinds in INTERFACES.items()),
        PolicyStatement(actions=list(LOOKING), resources=["*"]),
        PolicyStatement(
            actions=["cloudwatch:PutMetricData"],
            resources=["*"],
            conditions={"StringLike": {"cloudwatch:namespace": ["AWS/SageMaker", "/aws/sagemaker/*"]}},
        ),
    ]
    role = ServiceRole(scope, construct_id, trusts=for_this_account(scope, "sagemaker"), may=[*access.statements, *own])
    role.acknowledge_wildcards(
        [*access.wildcards, logs, *(f"{ec2}:{kind}" for kind in sorted({kind for kinds in INTERFACES.values() for kind in kinds}))],
        reason="Objects, log streams and interfaces are named as they come; ECR's token, metrics and descriptions know no resource.",
    )
    return role
