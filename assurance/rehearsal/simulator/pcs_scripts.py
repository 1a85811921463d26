"""Lifecycle scripts of a node group: PCS looks at them when a node boots, and ends the node; here they are looked at at once."""

from hashlib import sha256

from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.simulator.records import Record

S3 = "s3://"


def check_scripts(aws: Aws, actions: Record) -> None:
    """Each script is there, is what its checksum says, and has a name of its own.

    Raises:
        Refused: for one that no node could run.
    """
    scripts = [script for stage in actions.get("stages", {}).values() for script in stage]
    names = [script["name"] for script in scripts]
    if len(set(names)) < len(names):
        raise Refused("nodeLifecycleActions: a name is given more than once")
    for script in scripts:
        _check(aws, script["name"], script["scriptSource"])


def _check(aws: Aws, name: str, source: Record) -> None:
    location: str = source["scriptLocation"]
    if not location.startswith(S3):
        raise Refused(f"nodeLifecycleActions: {name}: {location} is not in S3, and the nodes reach nothing else")
    bucket, _, key = location.removeprefix(S3).partition("/")
    version = {"VersionId": source["s3VersionId"]} if "s3VersionId" in source else {}
    try:
        content = aws.s3.get_object(Bucket=bucket, Key=key, **version)["Body"].read()
    except ClientError as error:
        raise Refused(f"nodeLifecycleActions: {name}: {location}: {error.response['Error']['Code']}") from None
    if source.get("checksum", "").lower() not in {"", sha256(content).hexdigest()}:
        raise Refused(f"nodeLifecycleActions: {name}: {location} is not what its checksum says")
