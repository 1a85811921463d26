"""Jobs: a bucket into a vault, a vault into a vault, a vault into a bucket. They move the objects themselves, at once."""

import base64
import json
import time
import uuid
from collections.abc import Callable

from botocore.exceptions import ClientError  # type: ignore[import-untyped]
from moto.iam.access_control import PermissionResult

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.simulator.backup.calls import MISSING, Forbidden, backend_of, call, points_in, vaults
from assurance.rehearsal.simulator.backup.vaults import check_retention
from assurance.rehearsal.simulator.backup.worker import Worker
from assurance.rehearsal.simulator.bucket_policy import decide
from assurance.rehearsal.simulator.records import Parameters, Record, Records
from assurance.rehearsal.simulator.resource import account
from assurance.rehearsal.values import Json

READ_BUCKET = (
    "s3:GetBucketVersioning",
    "s3:ListBucket",
    "s3:ListBucketVersions",
    "s3:GetBucketNotification",
    "s3:GetInventoryConfiguration",
)
READ_OBJECT = ("s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectTagging", "s3:GetObjectAcl")
CLOSE = ("kms:GenerateDataKey", "kms:Decrypt")


def job(kind: str, run: Callable[[Aws, Json, Parameters], str]) -> Callable[[Json], str]:
    """A call that starts a job: what goes wrong is the job's failure, not the call's."""

    def start(aws: Aws, backend: Json, given: Parameters) -> Record:
        identity = str(uuid.uuid4())
        record: Record = {f"{kind}JobId": identity, "CreationDate": time.time()}
        try:
            point = run(aws, backend, given)
            told = "DestinationRecoveryPointArn" if kind == "Copy" else "RecoveryPointArn"
            record |= {told: point, "State": "COMPLETED", "Status": "COMPLETED"}
        except (Refused, ClientError) as error:
            record |= {"State": "FAILED", "Status": "FAILED", "StatusMessage": str(error)}
        Records.of(backend, f"{kind} jobs")[identity] = record
        return {f"{kind}JobId": identity}

    return call(start)


def described(kind: str, name: str, member: str | None) -> Callable[[Json], str]:
    """How a job went."""

    def describe(_aws: Aws, backend: Json, given: Parameters) -> Record:
        record = Records.of(backend, f"{kind} jobs").one(given[name], MISSING)
        return {member: record} if member else record

    return call(describe)


def back_up(aws: Aws, backend: Json, given: Parameters) -> str:
    """The latest version of each object of a versioned bucket, under the vault's key."""
    vault = vaults(backend).one(given["BackupVaultName"], MISSING)
    worker, arn = Worker(aws, given["IamRoleArn"]), given["ResourceArn"]
    bucket = arn.rpartition(":")[2]
    days = given.get("Lifecycle", {}).get("DeleteAfterDays")
    check_retention(vault, days)
    for action in READ_BUCKET:
        worker.needs(action, arn)
    if aws.s3.get_bucket_versioning(Bucket=bucket).get("Status") != "Enabled":
        raise Refused(f"{bucket}: AWS Backup takes versioned buckets only")
    _let_in(aws, bucket, worker)
    worker.needs_key(vault["EncryptionKeyArn"], CLOSE, "backup")
    objects = {}
    for page in aws.s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        for version in page.get("Versions", ()):
            if version["IsLatest"]:
                objects[version["Key"]] = _read(aws, worker, bucket, version["Key"])
    return _keep(aws, backend, vault["BackupVaultName"], {"ResourceArn": arn, "Lifecycle": {"DeleteAfterDays": days}, "Objects": objects})


def copy(aws: Aws, backend: Json, given: Parameters) -> str:
    """A recovery point into another vault, which has to take it, under that vault's key.

    What the organisation has switched on is taken on trust: no account can see it.
    """
    source = vaults(backend).one(given["SourceBackupVaultName"], MISSING)
    point = points_in(backend, source["BackupVaultName"]).one(given["RecoveryPointArn"], MISSING)
    target_arn = given["DestinationBackupVaultArn"]
    _, _, _, region, owner, rest = target_arn.split(":", 5)
    there = account(region, owner)
    target = vaults(backend_of(there)).get(rest.partition(":")[2])
    if target is None:
        raise Refused(f"{target_arn} does not exist")
    worker = Worker(aws, given["IamRoleArn"])
    worker.needs("backup:CopyFromBackupVault", given["RecoveryPointArn"])
    worker.needs("backup:CopyIntoBackupVault", target_arn, owner)
    _takes(target, worker, owner)
    lifecycle = given.get("Lifecycle") or point["Lifecycle"]
    check_retention(target, lifecycle.get("DeleteAfterDays"))
    worker.needs_key(source["EncryptionKeyArn"], ("kms:Decrypt",), "backup")
    worker.needs_key(target["EncryptionKeyArn"], CLOSE, "backup")
    content = {"ResourceArn": point["ResourceArn"], "Lifecycle": lifecycle, "Objects": dict(point["Objects"])}
    return _keep(there, backend_of(there), target["BackupVaultName"], content)


def restore(aws: Aws, backend: Json, given: Parameters) -> str:
    """Every object of a recovery point into a bucket; what is there already is let be."""
    arn, metadata = given["RecoveryPointArn"], given["Metadata"]
    vault, point = next(
        ((vault, points_in(backend, name)[arn]) for name, vault in vaults(backend).items() if arn in points_in(backend, name)), (None, None)
    )
    if vault is None or point is None:
        raise Refused(f"{arn} does not exist in this account")
    worker, bucket = Worker(aws, given["IamRoleArn"]), metadata["DestinationBucketName"]
    own = f"arn:{aws.partition}:s3:::{bucket}"
    if str(metadata.get("NewBucket", "false")).lower() == "true":
        worker.needs("s3:CreateBucket", own)
        raise Refused("NewBucket: not modelled: the bucket is made first")
    worker.needs("s3:GetBucketVersioning", own)
    worker.needs("s3:ListBucket", own)
    _let_in(aws, bucket, worker)
    worker.needs_key(vault["EncryptionKeyArn"], ("kms:Decrypt",), "backup")
    worker.needs_key(_bucket_key(aws, bucket), CLOSE, "s3")
    known = {item["Key"] for page in aws.s3.get_paginator("list_objects_v2").paginate(Bucket=bucket) for item in page.get("Contents", ())}
    for key, body in point["Objects"].items():
        worker.needs("s3:PutObject", f"{own}/{key}")
        if key not in known:
            aws.s3.put_object(Bucket=bucket, Key=key, Body=base64.b64decode(body))
    return str(arn)


def _read(aws: Aws, worker: Worker, bucket: str, key: str) -> str:
    for action in READ_OBJECT:
        worker.needs(action, f"arn:{aws.partition}:s3:::{bucket}/{key}")
    found = aws.s3.get_object(Bucket=bucket, Key=key)
    if closed_by := found.get("SSEKMSKeyId"):
        worker.needs_key(closed_by, ("kms:Decrypt",), "s3")
    return base64.b64encode(found["Body"].read()).decode()


def _bucket_key(aws: Aws, bucket: str) -> str:
    (rule,) = aws.s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    return str(rule["ApplyServerSideEncryptionByDefault"]["KMSMasterKeyID"])


def _let_in(aws: Aws, bucket: str, worker: Worker) -> None:
    """Refuses where the bucket's own policy denies the role."""
    try:
        policy = json.loads(aws.s3.get_bucket_policy(Bucket=bucket)["Policy"])
    except ClientError:
        return
    values = {"aws:SecureTransport": "true", "s3:TlsVersion": "1.3", "aws:PrincipalAccount": aws.account, "aws:PrincipalArn": worker.arn}
    if decide(policy, "s3:GetObject", f"arn:{aws.partition}:s3:::{bucket}/any", worker.arn, values) is PermissionResult.DENIED:
        raise Forbidden(f"{worker.arn} is denied by the policy of {bucket}")


def _takes(target: Record, worker: Worker, owner: str) -> None:
    """A vault of another account takes a copy only where its policy says so."""
    action, values = "backup:CopyIntoBackupVault", {"aws:PrincipalAccount": worker.aws.account, "aws:PrincipalArn": worker.arn}
    said = decide(json.loads(target.get("Policy", '{"Statement": []}')), action, target["BackupVaultArn"], worker.arn, values)
    if said is PermissionResult.DENIED or (owner != worker.aws.account and said is not PermissionResult.PERMITTED):
        raise Forbidden(f"{target['BackupVaultArn']} takes no copy of account {worker.aws.account}: its policy does not allow it")


def _keep(aws: Aws, backend: Json, vault: str, content: Record) -> str:
    arn = aws.arn("backup", f"recovery-point:{uuid.uuid4()}")
    about = {"RecoveryPointArn": arn, "BackupVaultName": vault, "ResourceType": "S3", "Status": "COMPLETED", "CreationDate": time.time()}
    points_in(backend, vault)[arn] = {**about, **content}
    return arn


OPERATIONS = {
    "describe_backup_job": described("Backup", "backupJobId", None),
    "describe_copy_job": described("Copy", "copyJobId", "CopyJob"),
    "describe_restore_job": described("Restore", "restoreJobId", None),
    "start_backup_job": job("Backup", back_up),
    "start_copy_job": job("Copy", copy),
    "start_restore_job": job("Restore", restore),
}
