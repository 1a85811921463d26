"""As whom the nodes of a PCS cluster act."""

from aws_cdk import Stack
from aws_cdk.aws_iam import CfnInstanceProfile, PolicyStatement
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_pcs import CfnCluster

from blueprint.facts.pcs_limits import ROLE_PATH
from constructs import Construct
from sovereign.data_keys import DataKeys
from sovereign.node_role import NodePlatform, node_role
from sovereign.script_folder import ScriptFolder

LOG_GROUP = "pcs-nodes"


def pcs_profile(
    scope: Construct,
    *,
    deployment: str,
    cluster: CfnCluster,
    keys: DataKeys,
    file_system_arn: str,
    sessions_key: IKey | None,
    scripts: ScriptFolder,
) -> CfnInstanceProfile:
    """A node's role; it may join this cluster and read its script beside what every node may; its path is the one that PCS asks for."""
    role = node_role(
        scope,
        "Role",
        deployment=deployment,
        keys=keys,
        file_system_arn=file_system_arn,
        sessions_key=sessions_key,
        platform=NodePlatform(LOG_GROUP, [may_register(cluster), *scripts.statements], scripts.wildcards, ROLE_PATH),
    )
    return CfnInstanceProfile(scope, "Profile", roles=[role.role.role_name])


def may_register(cluster: CfnCluster) -> PolicyStatement:
    """Lets a node join this cluster and no other; AWS's own policy for such nodes (AWSPCSComputeNodePolicy) names every cluster."""
    stack = Stack.of(cluster)
    arn = f"arn:{stack.partition}:pcs:{stack.region}:{stack.account}:cluster/{cluster.attr_id}"
    return PolicyStatement(actions=["pcs:RegisterComputeNodeGroupInstance"], resources=[arn])
