"""What a node of a HyperPod cluster may do, and what HyperPod may do with its role."""

from dataclasses import dataclass

from aws_cdk import Stack
from aws_cdk.aws_iam import PolicyStatement

from blueprint.facts.data_classes import DataClass
from blueprint.settings.hyperpod import Accounting
from constructs import Construct
from sovereign.data_keys import DataKeys
from sovereign.hyperpod_grants import may_grant_volumes
from sovereign.image_registry import PULL, addon_images
from sovereign.lake_access import READ, WRITE, LakeAccess
from sovereign.names import cluster_arn, cluster_log_groups
from sovereign.node_role import SESSIONS
from sovereign.script_folder import ScriptFolder
from sovereign.service_role import ServiceRole, for_this_account
from sovereign.services import via
from sovereign.serving_role import INTERFACES, LOOKING

NAMESPACE = "/aws/sagemaker/Clusters"
"""Where HyperPod's agents put their metrics (AmazonSageMakerClusterInstanceRolePolicy)."""


@dataclass(frozen=True)
class Work:
    """What the nodes do beside coming up: statements, and the resources with a `*` in them."""

    statements: list[PolicyStatement]
    wildcards: list[str]


def hyperpod_role(
    scope: Construct, construct_id: str, *, deployment: str, keys: DataKeys, scripts: ScriptFolder, work: Work
) -> ServiceRole:
    """Reads its scripts, logs, opens sessions, does its work.

    In place of AmazonSageMakerClusterInstanceRolePolicy, which reads every bucket `sagemaker-*` and writes every cluster's logs. HyperPod
    makes network interfaces with this role, and grants on the volumes' key where a group grows or is patched (SageMaker guide, IAM role for
    SageMaker HyperPod; Customer managed KMS key encryption). The log group is the service-linked role's to make.
    """
    stack = Stack.of(scope)
    logs = f"arn:{stack.partition}:logs:{stack.region}:{stack.account}:log-group:{cluster_log_groups(deployment)}:*"
    ec2 = f"arn:{stack.partition}:ec2:{stack.region}:{stack.account}"
    own = [
        PolicyStatement(actions=["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"], resources=[logs]),
        PolicyStatement(
            actions=["cloudwatch:PutMetricData"],
            resources=["*"],
            conditions={"StringEquals": {"cloudwatch:namespace": NAMESPACE}},
        ),
        PolicyStatement(actions=list(SESSIONS), resources=["*"]),
        *(PolicyStatement(actions=[action], resources=[f"{ec2}:{kind}" for kind in kinds]) for action, kinds in INTERFACES.items()),
        PolicyStatement(actions=["ec2:CreateTags"], resources=[f"{ec2}:network-interface/*"]),
        PolicyStatement(actions=list(LOOKING), resources=["*"]),
        *may_grant_volumes(stack.region, keys[DataClass.VOLUMES].key_arn),
    ]
    may = [*scripts.statements, *work.statements, *own]
    role = ServiceRole(scope, construct_id, trusts=for_this_account(scope, "sagemaker"), may=may)
    interfaces = sorted({kind for kinds in INTERFACES.values() for kind in kinds})
    role.acknowledge_wildcards(
        [*scripts.wildcards, *work.wildcards, logs, "*", *(f"{ec2}:{kind}" for kind in interfaces)],
        reason="Objects, log streams, interfaces are named as they come; ECR's token, metrics, sessions, descriptions know no resource.",
    )
    return role


def slurms_work(scope: Construct, *, deployment: str, keys: DataKeys, file_system_arn: str, accounting: Accounting | None = None) -> Work:
    """Reads the curated corpus, writes checkpoints and models, pulls the training image; the controller reads its database's password."""
    access = (
        LakeAccess(scope, deployment)
        .may(READ, DataClass.CURATED, keys[DataClass.CURATED], folders=keys.folders(DataClass.CURATED))
        .may(WRITE, DataClass.CHECKPOINTS, keys[DataClass.CHECKPOINTS], folders=keys.folders(DataClass.CHECKPOINTS))
        .may(WRITE, DataClass.MODELS, keys[DataClass.MODELS], folders=keys.folders(DataClass.MODELS))
        .may_pull("training")
    )
    system = PolicyStatement(actions=["fsx:DescribeFileSystems"], resources=[file_system_arn])
    secret = _secret(Stack.of(scope).region, accounting) if accounting else []
    return Work([*access.statements, system, *secret], access.wildcards)


def kubernetes_work(scope: Construct, *, deployment: str, addon_registry: str) -> Work:
    """Pulls images and hands pods their roles, as every node of the cluster; data are the pods'."""
    stack = Stack.of(scope)
    own = f"arn:{stack.partition}:ecr:{stack.region}:{stack.account}:repository/{deployment}/*"
    theirs = addon_images(scope, addon_registry)
    statements = [
        PolicyStatement(actions=list(PULL), resources=[own, theirs]),
        PolicyStatement(actions=["ecr:GetAuthorizationToken"], resources=["*"]),
        PolicyStatement(actions=["ec2:DescribeInstances", "ec2:DescribeInstanceTypes"], resources=["*"]),
        PolicyStatement(actions=["eks-auth:AssumeRoleForPodIdentity", "eks:DescribeCluster"], resources=[cluster_arn(scope, deployment)]),
    ]
    return Work(statements, [own, theirs])


def _secret(region: str, accounting: Accounting) -> list[PolicyStatement]:
    """The database's user name and password, for slurmdbd."""
    return [
        PolicyStatement(actions=["secretsmanager:GetSecretValue"], resources=[accounting.secret]),
        PolicyStatement(
            actions=["kms:Decrypt"],
            resources=[accounting.secret_key],
            conditions={"StringEquals": {"kms:ViaService": via(region, "secretsmanager")}},
        ),
    ]
