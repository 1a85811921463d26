"""Keys of single folders of a bucket: what lies in the folder is gone for good once its key is deleted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aws_cdk import Tags
from aws_cdk.aws_iam import AccountRootPrincipal, AnyPrincipal, Effect, PolicyStatement
from aws_cdk.aws_kms import Key

from blueprint.facts.data_classes import DataClass
from blueprint.settings import Keys
from constructs import Construct
from sovereign import key_policy as may
from sovereign.names import bucket_arn
from sovereign.own_key import OwnKey

OBJECT = "kms:EncryptionContext:aws:s3:arn"
"""What S3 tells KMS of the object, where the bucket has no bucket keys; with them it tells the bucket's ARN, and folders look alike."""

READ = ("kms:Decrypt",)
READ_AND_WRITE = ("kms:Decrypt", "kms:GenerateDataKey")
CLOSE = ("kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptTo")


@dataclass(frozen=True)
class FolderKey:
    """The key of one dataset or tenant in one class of data; `prefix` ends with a slash."""

    name: str
    data_class: DataClass
    prefix: str
    key: Key


def folder_keys(scope: Construct, *, deployment: str, spec: Keys, lustre_reads: Iterable[DataClass], lustre_role: str) -> list[FolderKey]:
    """One key for each class of each dataset and tenant, with the alias `<deployment>/<class>/<name>`.

    Args:
        scope: Where the keys stand.
        deployment: Its name.
        spec: Which folders there are.
        lustre_reads: Classes that the file system reads from: it may open these keys there. It has none to write with.
        lustre_role: The file system's role, below `aws-service-role/`.
    """
    reads = frozenset(lustre_reads)
    made = []
    for part in spec.own_folders:
        for data_class in map(DataClass, part.classes):
            objects = f"{bucket_arn(scope, deployment, data_class)}/{part.folder}*"
            key = OwnKey(
                scope,
                f"{data_class.capitalize()}Of{''.join(word.capitalize() for word in part.name.split('-'))}",
                deployment=deployment,
                purpose=f"{data_class}/{part.name}",
                rotation_days=spec.rotation_days,
                deletion_window_days=spec.deletion_window_days,
                use=_use(scope, objects, lustre_role if data_class in reads else None),
            )
            Tags.of(key).add("data-class", data_class)
            Tags.of(key).add("folder", part.folder)
            made.append(FolderKey(part.name, data_class, part.folder, key))
    return made


def not_in(scope: Construct, *, deployment: str, data_class: DataClass, prefixes: Sequence[str]) -> PolicyStatement:
    """Says in a class's key policy that it closes nothing in folders that have a key of their own.

    An upload that names no key gets the bucket's: here it is refused, and would else outlive the folder's key.
    """
    bucket = bucket_arn(scope, deployment, data_class)
    return PolicyStatement(
        sid="DenyFoldersWithKeysOfTheirOwn",
        effect=Effect.DENY,
        principals=[AnyPrincipal()],
        actions=list(CLOSE),
        resources=["*"],  # in a key policy: this key
        conditions={"StringLike": {OBJECT: [f"{bucket}/{prefix}*" for prefix in prefixes]}},
    )


def _use(scope: Construct, objects: str, lustre_role: str | None) -> list[PolicyStatement]:
    """Through S3 alone, and for the folder's own objects alone."""
    use = PolicyStatement(
        sid="UseForTheFolderThroughS3",
        principals=[AccountRootPrincipal()],
        actions=list(READ_AND_WRITE),
        resources=["*"],  # in a key policy: this key
        conditions={"StringEquals": may.here(scope, ["s3"]), "StringLike": {OBJECT: objects}},
    )
    if lustre_role is None:
        return [use]
    lustre = may.service_linked_role(scope, "LetLustreReadTheFolder", lustre_role, ["s3"], READ)
    lustre.add_condition("StringLike", {OBJECT: objects})
    return [use, lustre]
