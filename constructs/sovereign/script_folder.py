"""Scripts and settings that nodes read from the bootstrap's bucket: one folder, named after what is in it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from aws_cdk import Fn, Stack, Stage
from aws_cdk.aws_iam import PolicyStatement

from constructs import Construct
from sovereign.names import assets_key_export, staging_bucket_name
from sovereign.publishing_stack import PublishingStack
from sovereign.services import via

NAME = re.compile(r"[A-Za-z0-9_-]+([.][A-Za-z0-9_-]+)*(/[A-Za-z0-9_-]+([.][A-Za-z0-9_-]+)*)*")


@dataclass(frozen=True)
class ScriptFile:
    """One file of a folder.

    Attributes:
        key: The object's key in the bucket.
        uri: `s3://bucket/key`.
        sha256: Of its content, 64 hexadecimal digits, as PCS wants a lifecycle script's checksum.
    """

    key: str
    uri: str
    sha256: str


class ScriptFolder(Construct):
    """Files under one prefix of the bootstrap's own bucket; the prefix is the digest of all their names and contents.

    A changed file makes a new folder and leaves the old one as it is, so that a node that starts in the middle of a deployment reads one
    version and no mixture. The CLI uploads them as assets before the stack: no custom resource runs, nothing is fetched.

    Args:
        scope: Where it stands.
        construct_id: Its id there.
        deployment: The deployment's name.
        files: By name in the folder (`on_create.sh`, `slurm/prolog.sh`): a file to copy, or the text itself.

    Attributes:
        bucket_name: The bucket.
        prefix: The folder's key in it, without a slash at its end.
        uri: `s3://bucket/prefix`.
        files: What lies there, by name.

    Raises:
        ValueError: Where there is no file, a name is none that every shell and S3 take as it is, or a file has a carriage return: a shell
            takes it for a part of the line's last word.
        TypeError: Where its stack is no `PublishingStack`.
    """

    def __init__(self, scope: Construct, construct_id: str, *, deployment: str, files: Mapping[str, Path | str]) -> None:
        super().__init__(scope, construct_id)
        contents = {name: content.encode() if isinstance(content, str) else content.read_bytes() for name, content in sorted(files.items())}
        if problems := _problems(contents):
            raise ValueError(f"{self.node.path}: {'; '.join(problems)}")
        digests = {name: sha256(content).hexdigest() for name, content in contents.items()}
        self.prefix = sha256("".join(f"{digest}  {name}\n" for name, digest in digests.items()).encode()).hexdigest()
        self.bucket_name = staging_bucket_name(self, deployment)
        self.uri = f"s3://{self.bucket_name}/{self.prefix}"
        self.files = {name: ScriptFile(f"{self.prefix}/{name}", f"{self.uri}/{name}", digest) for name, digest in digests.items()}
        self._key_arn = Fn.import_value(assets_key_export(deployment))
        for name, content in contents.items():
            self._publish(name, content)

    @property
    def wildcards(self) -> list[str]:
        """What `statements` name with a `*` at its end, for the role's acknowledgement."""
        return [f"{self._bucket_arn}/{self.prefix}/*"]

    @property
    def statements(self) -> list[PolicyStatement]:
        """What a role needs to list and read the folder, and nothing beside it."""
        listed = PolicyStatement(actions=["s3:ListBucket"], resources=[self._bucket_arn])
        listed.add_condition("StringLike", {"s3:prefix": [self.prefix, f"{self.prefix}/*"]})
        opened = PolicyStatement(actions=["kms:Decrypt"], resources=[self._key_arn])
        opened.add_condition("StringEquals", {"kms:ViaService": via(Stack.of(self).region, "s3")})
        return [PolicyStatement(actions=["s3:GetObject"], resources=self.wildcards), listed, opened]

    @property
    def _bucket_arn(self) -> str:
        return f"arn:{Stack.of(self).partition}:s3:::{self.bucket_name}"

    def _publish(self, name: str, content: bytes) -> None:
        stack, stage = Stack.of(self), Stage.of(self)
        if not isinstance(stack, PublishingStack) or stage is None:
            raise TypeError(f"{self.node.path}: stands in no stack that publishes files")
        local = Path("scripts", self.prefix, name, "content")
        file = Path(stage.outdir) / local
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        stack.publish(str(local), key=f"{self.prefix}/{name}", shown_as=f"{self.node.path}/{name}")


def _problems(contents: Mapping[str, bytes]) -> list[str]:
    empty = [] if contents else ["a folder of scripts without a file"]
    named = [f"{name!r} is no name for a file here" for name in contents if not NAME.fullmatch(name)]
    return [*empty, *named, *(f"{name} has carriage returns" for name, content in contents.items() if b"\r" in content)]
