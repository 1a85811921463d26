"""What a workload may do with one bucket of the lake, and with the key that closes it."""

from collections.abc import Sequence

from aws_cdk import Stack
from aws_cdk.aws_iam import PolicyStatement
from aws_cdk.aws_kms import IKey

from blueprint.facts.data_classes import DataClass
from constructs import Construct
from sovereign.folder_keys import FolderKey
from sovereign.names import bucket_arn

READ = ("s3:GetObject",)
WRITE = ("s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject")


class LakeAccess:
    """Statements for a role, and the wildcards in them that cdk-nag will ask about."""

    def __init__(self, scope: Construct, deployment: str) -> None:
        self._scope, self._deployment = scope, deployment
        self.statements: list[PolicyStatement] = []
        self.wildcards: list[str] = []

    def may(
        self, actions: Sequence[str], data_class: DataClass, key: IKey, prefix: str = "", folders: Sequence[FolderKey] = ()
    ) -> "LakeAccess":
        """Lets `actions` be done on the objects below `prefix` of a bucket, under its key and those of the folders that lie there."""
        bucket = bucket_arn(self._scope, self._deployment, data_class)
        objects = f"{bucket}/{prefix}*"
        self.wildcards.append(objects)
        kms = ["kms:Decrypt", "kms:GenerateDataKey"] if "s3:PutObject" in actions else ["kms:Decrypt"]
        closed = [folder.key.key_arn for folder in folders if _meet(folder.prefix, prefix)]
        listed = PolicyStatement(actions=["s3:ListBucket"], resources=[bucket])
        if prefix:
            listed.add_condition("StringLike", {"s3:prefix": [f"{prefix}*"]})
        self.statements += [
            PolicyStatement(actions=list(actions), resources=[objects]),
            listed,
            PolicyStatement(actions=kms, resources=[key.key_arn, *closed]),
        ]
        return self

    def may_pull(self, repository: str) -> "LakeAccess":
        """Lets images of one repository be pulled; ECR gives out its token for the whole registry only."""
        stack = Stack.of(self._scope)
        self.wildcards.append("*")
        self.statements += [
            PolicyStatement(
                actions=["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
                resources=[f"arn:{stack.partition}:ecr:{stack.region}:{stack.account}:repository/{self._deployment}/{repository}"],
            ),
            PolicyStatement(actions=["ecr:GetAuthorizationToken"], resources=["*"]),
        ]
        return self


def _meet(folder: str, prefix: str) -> bool:
    """Whether one of two folders lies in the other."""
    return folder.startswith(prefix) or prefix.startswith(folder)
