"""The roles that AWS Backup takes on. AWS's managed policies for buckets open every bucket and key of the account: these open a few."""

from collections.abc import Mapping, Sequence

from aws_cdk import Stack
from aws_cdk.aws_iam import ManagedPolicy, PolicyStatement, Role

from constructs import Construct
from sovereign.acknowledgement import acknowledge_wildcards
from sovereign.backup_places import End
from sovereign.service_role import for_this_account
from sovereign.services import via

READ_BUCKET = (
    "s3:GetBucketAcl",
    "s3:GetBucketLocation",
    "s3:GetBucketNotification",
    "s3:GetBucketTagging",
    "s3:GetBucketVersioning",
    "s3:GetInventoryConfiguration",
    "s3:ListBucket",
    "s3:ListBucketVersions",
    "s3:ListTagsForResource",
    "s3:PutBucketNotification",
    "s3:PutInventoryConfiguration",
)
READ_OBJECTS = (
    "s3:GetObject",
    "s3:GetObjectAcl",
    "s3:GetObjectTagging",
    "s3:GetObjectVersion",
    "s3:GetObjectVersionAcl",
    "s3:GetObjectVersionTagging",
)
FOLLOW_EVENTS = (
    "events:DeleteRule",
    "events:DescribeRule",
    "events:DisableRule",
    "events:EnableRule",
    "events:ListTargetsByRule",
    "events:PutRule",
    "events:PutTargets",
    "events:RemoveTargets",
)
LOOK_AROUND = ("cloudwatch:GetMetricData", "events:ListRules", "s3:ListAllMyBuckets")
"""What AWS Backup asks of the account as a whole; none of it takes a resource."""

FILL_BUCKET = (
    "s3:GetBucketLocation",
    "s3:GetBucketOwnershipControls",
    "s3:GetBucketVersioning",
    "s3:ListBucket",
    "s3:ListBucketVersions",
)
"""Nothing that makes a bucket: one that a restore made would have no lock, no policy and no key of ours. It is made first."""
FILL_OBJECTS = (
    "s3:DeleteObject",
    "s3:GetObject",
    "s3:GetObjectAcl",
    "s3:GetObjectTagging",
    "s3:GetObjectVersion",
    "s3:GetObjectVersionAcl",
    "s3:ListMultipartUploadParts",
    "s3:PutObject",
    "s3:PutObjectTagging",
)
"""As in AWS's AWSBackupServiceRolePolicyForS3Restore v2, without changing access lists: our buckets take none (owner enforced)."""

COPY = ("backup:CopyFromBackupVault", "backup:CopyIntoBackupVault", "backup:DescribeBackupVault")
USE_VAULT_KEY = ("kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey")


class BackupRole(Construct):
    """A role under a fixed name, which the other account's key names.

    Attributes:
        role: The role.
    """

    def __init__(self, scope: Construct, construct_id: str, *, name: str, description: str, may: Sequence[PolicyStatement]) -> None:
        super().__init__(scope, construct_id)
        self.policy = ManagedPolicy(self, "Policy", statements=list(may))
        self.role = Role(
            self,
            "Role",
            role_name=name,
            description=description,
            assumed_by=for_this_account(self, "backup"),
            managed_policies=[self.policy],
        )

    def acknowledge(self, reasons: Mapping[str, Sequence[str]]) -> None:
        """Leaves be what ends in a wildcard: resources by the reason."""
        for reason, resources in reasons.items():
            acknowledge_wildcards(self.policy, resources, reason=reason)


def reading(scope: Construct, buckets: Sequence[str], keys: Sequence[str]) -> list[PolicyStatement]:
    """What backing up these buckets takes, under these keys (AWSBackupServiceRolePolicyForS3Backup v5, narrowed).

    Args:
        scope: Where the role stands.
        buckets: ARNs.
        keys: ARNs of the keys that close them.
    """
    return [
        PolicyStatement(sid="ReadTheBuckets", actions=[*READ_BUCKET], resources=[*buckets]),
        PolicyStatement(sid="ReadTheObjects", actions=[*READ_OBJECTS], resources=[f"{bucket}/*" for bucket in buckets]),
        _open(scope, "OpenTheObjects", ["kms:Decrypt", "kms:DescribeKey"], keys, "s3"),
        PolicyStatement(sid="FollowTheirEvents", actions=[*FOLLOW_EVENTS], resources=[own_rules(scope)]),
        PolicyStatement(sid="LookAround", actions=[*LOOK_AROUND], resources=["*"]),
    ]


def filling(scope: Construct, bucket: str, keys: Sequence[str]) -> list[PolicyStatement]:
    """What restoring into new buckets takes, whose ARNs begin like `bucket`, under these keys."""
    ours = {"StringEquals": {"aws:ResourceAccount": Stack.of(scope).account}}
    return [
        PolicyStatement(sid="FillNewBuckets", actions=[*FILL_BUCKET], resources=[bucket], conditions=ours),
        PolicyStatement(sid="FillThemWithObjects", actions=[*FILL_OBJECTS], resources=[f"{bucket}/*"], conditions=ours),
        _open(scope, "CloseTheObjects", [*USE_VAULT_KEY], keys, "s3"),
    ]


def copying(scope: Construct, here: End, there: End, key: str, alias: str) -> list[PolicyStatement]:
    """What moving copies from one end to the other takes.

    Args:
        scope: Where the role stands.
        here: This end.
        there: The other end.
        key: ARN of this end's vault key.
        alias: Name of the other end's vault key: its id is known to nobody here, its alias is.
    """
    theirs = f"arn:{there.partition}:kms:{there.region}:{there.account}:key/*"
    return [
        PolicyStatement(sid="Copy", actions=[*COPY], resources=[here.vault_arn, there.vault_arn, points(here)]),
        PolicyStatement(sid="TagCopies", actions=["backup:TagResource"], resources=[points(here)]),
        _open(scope, "OpenTheVault", [*USE_VAULT_KEY], [key], "backup"),
        PolicyStatement(
            sid="CloseTheCopy",
            actions=[*USE_VAULT_KEY],
            resources=[theirs],
            conditions={"ForAnyValue:StringEquals": {"kms:ResourceAliases": alias}},
        ),
    ]


def points(end: End) -> str:
    """The recovery points of one end, whose ids AWS Backup chooses."""
    return f"arn:{end.partition}:backup:{end.region}:{end.account}:recovery-point:*"


def own_rules(scope: Construct) -> str:
    """Rules that AWS Backup makes for itself."""
    stack = Stack.of(scope)
    return f"arn:{stack.partition}:events:{stack.region}:{stack.account}:rule/AwsBackupManagedRule*"


def _open(scope: Construct, sid: str, actions: Sequence[str], keys: Sequence[str], service: str) -> PolicyStatement:
    through = {"StringEquals": {"kms:ViaService": via(Stack.of(scope).region, service)}}
    return PolicyStatement(sid=sid, actions=[*actions], resources=[*keys], conditions=through)
