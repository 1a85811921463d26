"""The worst day, rehearsed: the ledger is written, copied away, lost, and read again from the second account's vault.

Real rows, by the code that writes them in production; the plan, selection and roles of the templates; the jobs of the simulator, which
move the objects and ask every policy, boundary and key on the way. At the end the chain is followed by the ledger's own `verify`.
"""

import hashlib
import json
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from urllib.request import Request, urlopen

from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from assurance.rehearsal.assembly import Assembly
from assurance.rehearsal.aws import Aws
from assurance.rehearsal.values import Json
from containers.common.ledger import Decision, LedgerWriter, Seal, verify
from containers.common.store import Store, open_store

Say = Callable[[str], None]
ROWS, ROWS_PER_SEGMENT = 200, 50
LOSS = "/rehearsal/loss"


class Stopped(Exception):  # noqa: N818 - the rehearsal's own word
    """A step after which nothing more can follow; its text is a problem."""


@dataclass
class Restored:
    """How the restore went.

    Attributes:
        rows: Ledger rows that were written and sealed.
        root: The ledger's root hash before the loss.
        objects: Objects that were lost and came back.
        steps: What was done, each with its seconds in the simulator, which say nothing of AWS's.
        refused: What was tried against the copies in vain.
        objectives: Hours, as the deployment file states them.
        problems: What went wrong; empty where the chain is whole again.
    """

    rows: int = 0
    root: str = ""
    objects: int = 0
    steps: dict[str, float] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    objectives: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


@dataclass
class Copied:
    """One bucket on its way.

    Attributes:
        bucket: Its name.
        digests: SHA-256 of each object before the loss, by key.
        point: ARN of the recovery point where it is now.
        again: Name of the bucket it is restored into.
    """

    bucket: str
    digests: dict[str, str]
    point: str = ""
    again: str = ""


def rehearse_restore(
    endpoint: str, assembly: Assembly, say: Say, meddle: Callable[[Aws, str], object] = lambda _aws, _bucket: None
) -> Restored:
    """Loses a deployed deployment's write-once buckets and brings them back from the second account.

    Args:
        endpoint: Where the simulator listens.
        assembly: What is deployed there; it declares copies.
        say: Gets a line a step.
        meddle: Told of each restored bucket before it is verified: a test's hand in it.
    """
    return _Rehearsal(endpoint, assembly, say).run(meddle)


class _Rehearsal:
    def __init__(self, endpoint: str, assembly: Assembly, say: Say) -> None:
        said = assembly.backup or {}
        self._endpoint, self._assembly, self._say = endpoint, assembly, say
        self._here = Aws(assembly.region, assembly.account, endpoint)
        self._there = Aws(said["region"], said["account"], endpoint)
        self._locked: str = said["vault"]
        self._prefix = f"rehearsal-{uuid.uuid4().hex[:8]}"
        wanted = ("recovery_point_objective_hours", "recovery_time_objective_hours")
        self._result = Restored(objectives={name: said[name] for name in wanted})

    def run(self, meddle: Callable[[Aws, str], object]) -> Restored:
        try:
            self._steps(meddle)
        except Stopped as stopped:
            self._result.problems.append(str(stopped))
        except ClientError as error:
            detail = error.response["Error"]
            self._result.problems.append(f"{error.operation_name}: {detail.get('Message') or detail.get('Code')}")
        return self._result

    def _steps(self, meddle: Callable[[Aws, str], object]) -> None:
        rule, selection = self._plan()
        role, copies = selection["IamRoleArn"], [Copied(arn.rpartition(":")[2], {}) for arn in selection["Resources"]]
        with self._step("write the ledger and seal it"):
            seal = self._write(copies)
        with self._step("back up"):
            for copied in copies:
                copied.point = self._back_up(rule, role, copied)
        with self._step("copy into the second account"):
            for copied in copies:
                self._copy(self._here, rule["TargetBackupVaultName"], copied, rule["CopyActions"][0], role)
        with self._step("lose buckets and vault"):
            self._lose(copies, rule["TargetBackupVaultName"], seal)
        with self._step("try to delete the copies"):
            self._attack(copies)
        name = self._assembly.name
        own_vault = self._here.backup.describe_backup_vault(BackupVaultName=rule["TargetBackupVaultName"])["BackupVaultArn"]
        with self._step("copy back"):
            back = {"DestinationBackupVaultArn": own_vault, "Lifecycle": rule["Lifecycle"]}
            for copied in copies:
                self._copy(self._there, self._locked, copied, back, self._there.arn("iam", f"role/{name}-return", region=""))
        with self._step("restore into new buckets"):
            for copied in copies:
                self._restore(copied, self._here.arn("iam", f"role/{name}-restore", region=""))
                meddle(self._here, copied.again)
        with self._step("follow the chain"):
            self._verify(copies, seal)

    def _plan(self) -> tuple[Json, Json]:
        """The rule and the selection that stand in the account, not in the template."""
        plans = self._here.backup.list_backup_plans()["BackupPlansList"]
        if not plans:
            raise Stopped("the account has no backup plan")
        identity = plans[0]["BackupPlanId"]
        rules = self._here.backup.get_backup_plan(BackupPlanId=identity)["BackupPlan"]["Rules"]
        selections = self._here.backup.list_backup_selections(BackupPlanId=identity)["BackupSelectionsList"]
        if not selections or not rules[0].get("CopyActions"):
            raise Stopped("the plan backs up nothing, or copies nowhere")
        found = self._here.backup.get_backup_selection(BackupPlanId=identity, SelectionId=selections[0]["SelectionId"])
        return rules[0], found["BackupSelection"]

    def _write(self, copies: list[Copied]) -> Seal:
        ledger = next((copied.bucket for copied in copies if "-ledger-" in copied.bucket), None)
        if ledger is None:
            raise Stopped("the ledger's bucket is not among what the plan backs up")
        writer = LedgerWriter(self._store(ledger), ROWS_PER_SEGMENT)
        for number in range(ROWS):
            digest = hashlib.sha256(str(number).encode()).hexdigest()
            writer.append(Decision(f"document-{number}", digest, "rehearsal", "rehearsal.restore", 1, "keep", "written to be lost"))
        seal = writer.close()
        for copied in copies:
            if copied.bucket != ledger:
                self._here.s3.put_object(Bucket=copied.bucket, Key=f"{self._prefix}/record.json", Body=b'{"record": "written to be lost"}')
            copied.digests = self._digests(copied.bucket)
        self._result.rows, self._result.root = seal.rows, seal.root
        return seal

    def _back_up(self, rule: Json, role: str, copied: Copied) -> str:
        arn = f"arn:{self._here.partition}:s3:::{copied.bucket}"
        started = self._here.backup.start_backup_job(
            BackupVaultName=rule["TargetBackupVaultName"], ResourceArn=arn, IamRoleArn=role, Lifecycle=rule["Lifecycle"]
        )
        job = self._here.backup.describe_backup_job(BackupJobId=started["BackupJobId"])
        return _done(f"backup of {copied.bucket}", job["State"], job)

    def _copy(self, aws: Aws, source: str, copied: Copied, action: Json, role: str) -> None:
        started = aws.backup.start_copy_job(
            RecoveryPointArn=copied.point,
            SourceBackupVaultName=source,
            DestinationBackupVaultArn=action["DestinationBackupVaultArn"],
            IamRoleArn=role,
            Lifecycle=action["Lifecycle"],
        )
        job = aws.backup.describe_copy_job(CopyJobId=started["CopyJobId"])["CopyJob"]
        copied.point = _done(f"copy of {copied.bucket} from account {aws.account}", job["State"], job)

    def _lose(self, copies: list[Copied], vault: str, seal: Seal) -> None:
        """By no call of a service, for none of them would: that is what the locks are for."""
        asked = {"account": self._here.account, "region": self._here.region, "buckets": [copied.bucket for copied in copies]}
        body = json.dumps({**asked, "vaults": [vault]}).encode()
        with urlopen(Request(self._endpoint + LOSS, data=body, method="POST")) as answer:  # noqa: S310 - the simulator's own address
            lost = json.load(answer)
        ledger = next(copied.bucket for copied in copies if "-ledger-" in copied.bucket)
        if not verify(self._store(ledger), seal):
            raise Stopped("nothing was lost: the rehearsal would prove nothing")
        self._result.objects = sum(len(copied.digests) for copied in copies)
        self._say(f"         lost: {lost['objects']} objects, {lost['recovery_points']} recovery points beside them")

    def _attack(self, copies: list[Copied]) -> None:
        """What somebody in the second account, or with its root, would try first; then again with the vault's policy out of the way."""
        self._try_to_delete(copies, "")
        policy = self._there.backup.get_backup_vault_access_policy(BackupVaultName=self._locked)["Policy"]
        statements = [statement for statement in json.loads(policy)["Statement"] if statement["Effect"] == "Allow"]
        weaker = json.dumps({"Version": "2012-10-17", "Statement": statements})
        self._there.backup.put_backup_vault_access_policy(BackupVaultName=self._locked, Policy=weaker)
        self._try_to_delete(copies, ", its policy taken off")
        self._there.backup.put_backup_vault_access_policy(BackupVaultName=self._locked, Policy=policy)

    def _try_to_delete(self, copies: list[Copied], how: str) -> None:
        backup, vault = self._there.backup, self._locked
        attempts: dict[str, Callable[[], object]] = {
            f"delete the recovery point of {copied.bucket}{how}": partial(
                backup.delete_recovery_point, BackupVaultName=vault, RecoveryPointArn=copied.point
            )
            for copied in copies
        }
        attempts[f"delete the vault{how}"] = partial(backup.delete_backup_vault, BackupVaultName=vault)
        for what, attempt in attempts.items():
            try:
                attempt()
            except ClientError as error:
                self._result.refused.append(f"{what}: {error.response['Error']['Message']}")
            else:
                self._result.problems.append(f"{what}: nobody refused")

    def _restore(self, copied: Copied, role: str) -> None:
        """Into a bucket that is made first, under the lost one's key: what a restore makes itself has no key of ours."""
        purpose = copied.bucket.removeprefix(f"{self._assembly.name}-").removesuffix(f"-{self._here.account}")
        copied.again = f"{self._assembly.name}-restored-{purpose}-{self._here.account}"
        self._new_bucket(copied)
        metadata = {"DestinationBucketName": copied.again, "NewBucket": "false", "RestoreTime": str(time.time())}
        started = self._here.backup.start_restore_job(RecoveryPointArn=copied.point, Metadata=metadata, IamRoleArn=role, ResourceType="S3")
        job = self._here.backup.describe_restore_job(RestoreJobId=started["RestoreJobId"])
        _done(f"restore of {copied.bucket}", job["Status"], job)

    def _new_bucket(self, copied: Copied) -> None:
        s3, where = self._here.s3, {"LocationConstraint": self._here.region}
        if copied.again not in {bucket["Name"] for bucket in s3.list_buckets()["Buckets"]}:
            s3.create_bucket(Bucket=copied.again, CreateBucketConfiguration=where)
        s3.put_bucket_versioning(Bucket=copied.again, VersioningConfiguration={"Status": "Enabled"})
        encryption = s3.get_bucket_encryption(Bucket=copied.bucket)["ServerSideEncryptionConfiguration"]
        s3.put_bucket_encryption(Bucket=copied.again, ServerSideEncryptionConfiguration=encryption)

    def _verify(self, copies: list[Copied], seal: Seal) -> None:
        for copied in copies:
            found = self._digests(copied.again)
            for key, digest in copied.digests.items():
                if found.get(key) != digest:
                    self._result.problems.append(f"{copied.again}/{key}: {'is another' if key in found else 'is not there'}")
            if "-ledger-" in copied.bucket:
                self._result.problems += [f"{copied.again}: {problem}" for problem in verify(self._store(copied.again), seal)]

    def _store(self, bucket: str) -> Store:
        return open_store(f"s3://{bucket}/{self._prefix}", self._here.s3)

    def _digests(self, bucket: str) -> dict[str, str]:
        pages = self._here.s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
        keys = [item["Key"] for page in pages for item in page.get("Contents", ())]
        return {key: hashlib.sha256(self._here.s3.get_object(Bucket=bucket, Key=key)["Body"].read()).hexdigest() for key in keys}

    @contextmanager
    def _step(self, name: str) -> Iterator[None]:
        start = time.monotonic()
        yield
        self._result.steps[name] = round(time.monotonic() - start, 2)
        self._say(f"{self._result.steps[name]:6.1f} s  restore: {name}")


def _done(what: str, state: str, job: Json) -> str:
    if state != "COMPLETED":
        raise Stopped(f"{what}: {job.get('StatusMessage', state)}")
    return str(job.get("DestinationRecoveryPointArn") or job.get("RecoveryPointArn", ""))
