"""What a training node may do."""

from collections.abc import Sequence
from dataclasses import dataclass

from aws_cdk import Stack
from aws_cdk.aws_iam import PolicyStatement, ServicePrincipal
from aws_cdk.aws_kms import IKey

from blueprint.facts.data_classes import DataClass
from constructs import Construct
from sovereign.data_keys import DataKeys
from sovereign.lake_access import READ, WRITE, LakeAccess
from sovereign.names import log_group_name
from sovereign.operator_sessions import on_the_node, session_log_streams
from sovereign.service_role import ServiceRole

REGISTRATION = "ssm:UpdateInstanceInformation"
SESSIONS = (
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
)
"""Session Manager alone, a fifth of AmazonSSMManagedInstanceCore: no documents, no parameters, no inventory."""


@dataclass(frozen=True)
class NodePlatform:
    """What differs between the roles of nodes on several platforms.

    Attributes:
        log_group: The part's name in the log group's.
        also: What the platform asks of its nodes.
        wildcards: What `also` names with a `*`.
        path: The role's path, where the platform takes none but one of its own.
    """

    log_group: str
    also: Sequence[PolicyStatement] = ()
    wildcards: Sequence[str] = ()
    path: str | None = None


EC2 = NodePlatform("nodes")


def node_role(
    scope: Construct,
    construct_id: str,
    *,
    deployment: str,
    keys: DataKeys,
    file_system_arn: str,
    sessions_key: IKey | None = None,
    platform: NodePlatform = EC2,
) -> ServiceRole:
    """Reads the curated corpus, writes checkpoints and models, pulls the training image, logs, and opens shell sessions. Nothing else.

    With the key of declared sessions it may log these and open their channel too; what the nodes' platform asks for comes on top.
    """
    stack = Stack.of(scope)
    logs = f"arn:{stack.partition}:logs:{stack.region}:{stack.account}:log-group:{log_group_name(deployment, platform.log_group)}:*"
    instances = f"arn:{stack.partition}:ec2:{stack.region}:{stack.account}:instance/*"
    access = (
        LakeAccess(scope, deployment)
        .may(READ, DataClass.CURATED, keys[DataClass.CURATED], folders=keys.folders(DataClass.CURATED))
        .may(WRITE, DataClass.CHECKPOINTS, keys[DataClass.CHECKPOINTS], folders=keys.folders(DataClass.CHECKPOINTS))
        .may(WRITE, DataClass.MODELS, keys[DataClass.MODELS], folders=keys.folders(DataClass.MODELS))
        .may_pull("training")
    )
    own = [
        PolicyStatement(actions=["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"], resources=[logs]),
        PolicyStatement(actions=["fsx:DescribeFileSystems"], resources=[file_system_arn]),
        PolicyStatement(actions=[REGISTRATION], resources=[instances]),
        PolicyStatement(actions=list(SESSIONS), resources=["*"]),
        *(on_the_node(scope, deployment=deployment, key_arn=sessions_key.key_arn) if sessions_key else ()),
    ]
    role = ServiceRole(
        scope, construct_id, trusts=ServicePrincipal("ec2"), may=[*access.statements, *own, *platform.also], path=platform.path
    )
    role.acknowledge_wildcards(
        [*access.wildcards, *platform.wildcards, logs, instances, *([session_log_streams(scope, deployment)] if sessions_key else [])],
        reason="Objects, files, log streams and nodes are named as they come; ECR's token and Session Manager's channels know no resource.",
    )
    return role
