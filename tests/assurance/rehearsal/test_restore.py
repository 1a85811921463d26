"""The deployed example in two accounts, lost and restored; then again with something wrong each time."""

import json
from collections.abc import Callable, Iterator

import pytest

from assurance.rehearsal.assembly import Assembly
from assurance.rehearsal.aws import Aws
from assurance.rehearsal.cdk import Cli
from assurance.rehearsal.restore import Restored, rehearse_restore
from assurance.rehearsal.server import simulator
from tests.conftest import Synthesise

Meddle = Callable[[Aws, str], object]
Restore = Callable[..., Restored]


@pytest.fixture(scope="session")
def two_accounts(synthesise: Synthesise, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Assembly]]:
    """Both deployed by the real CDK, each by its own people."""
    assembly, logs = Assembly(synthesise("example-eu")), tmp_path_factory.mktemp("two-accounts")
    there = {"images": sorted(assembly.images()), "assumed": sorted(assembly.assumed()), "roles": assembly.service_roles()}
    with simulator(assembly.account, assembly.region, **there, log=logs / "simulator.log") as endpoint:
        for place in assembly.places:
            cli = Cli(endpoint, assembly, logs / "cdk.log", lambda _line: None, place=place)
            cli.bootstrap()
            cli.deploy()
        yield endpoint, assembly


@pytest.fixture
def restore(two_accounts: tuple[str, Assembly]) -> Restore:
    endpoint, assembly = two_accounts
    return lambda meddle=lambda _aws, _bucket: None: rehearse_restore(endpoint, assembly, lambda _line: None, meddle)


@pytest.fixture
def here(two_accounts: tuple[str, Assembly]) -> Aws:
    endpoint, assembly = two_accounts
    return Aws(assembly.region, assembly.account, endpoint)


@pytest.fixture
def there(two_accounts: tuple[str, Assembly]) -> Aws:
    endpoint, assembly = two_accounts
    said = assembly.backup or {}
    return Aws(said["region"], said["account"], endpoint)


def ledger(aws: Aws, bucket: str) -> list[str]:
    """Keys of the ledger's last segments in a restored bucket, of earlier rehearsals too; none where it is another's."""
    found = [item["Key"] for item in aws.s3.list_objects_v2(Bucket=bucket).get("Contents", ())]
    return [key for key in found if key.endswith("/ledger/rows-00003.jsonl")]


def test_what_was_lost_is_whole_again(restore: Restore) -> None:
    found = restore()
    assert found.problems == []
    assert (found.rows, len(found.root)) == (200, 64)
    assert found.objects >= 5
    assert [*found.steps][-1] == "follow the chain"
    assert found.objectives == {"recovery_point_objective_hours": 24, "recovery_time_objective_hours": 72}


def test_nobody_deletes_the_copies_with_the_policy_nor_without_it(restore: Restore) -> None:
    refused = restore().refused
    assert len([line for line in refused if "explicit deny" in line]) == 3
    assert len([line for line in refused if "its policy taken off" in line and ("lock of" in line or "contains" in line)]) == 3


def test_a_changed_object_breaks_the_chain(restore: Restore) -> None:
    def change(aws: Aws, bucket: str) -> None:
        for key in ledger(aws, bucket):
            body = aws.s3.get_object(Bucket=bucket, Key=key)["Body"].read()
            aws.s3.put_object(Bucket=bucket, Key=key, Body=body.replace(b"written to be lost", b"written to be kept", 1))

    problems = restore(change).problems
    assert any("its content does not fit its hash" in problem for problem in problems)
    assert any(problem.endswith("is another") for problem in problems)


def test_a_missing_object_breaks_the_chain(restore: Restore) -> None:
    def take(aws: Aws, bucket: str) -> None:
        for key in ledger(aws, bucket):
            aws.s3.delete_object(Bucket=bucket, Key=key)

    problems = restore(take).problems
    assert any("is not there" in problem for problem in problems)
    assert any("rows, sealed with 200" in problem for problem in problems)
    assert any("the last hash is not the sealed root" in problem for problem in problems)


def test_a_copy_that_the_second_accounts_key_does_not_let_in_stops_the_rehearsal(restore: Restore, there: Aws) -> None:
    key = there.backup.describe_backup_vault(BackupVaultName="example-eu-vault")["EncryptionKeyArn"].rpartition("/")[2]
    policy = there.kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"]
    closed = json.loads(policy)
    closed["Statement"] = [statement for statement in closed["Statement"] if not statement["Sid"].startswith("LetTheOtherEnd")]
    there.kms.put_key_policy(KeyId=key, PolicyName="default", Policy=json.dumps(closed))
    try:
        (problem,) = restore().problems
    finally:
        there.kms.put_key_policy(KeyId=key, PolicyName="default", Policy=policy)
    assert "copy of example-eu-audit-111122223333 from account 111122223333" in problem
    assert "the key's policy does not allow it" in problem


def test_a_copy_that_the_second_accounts_vault_does_not_take_stops_the_rehearsal(restore: Restore, there: Aws) -> None:
    name = {"BackupVaultName": "example-eu-vault"}
    policy = there.backup.get_backup_vault_access_policy(**name)["Policy"]
    closed = json.loads(policy)
    closed["Statement"] = [statement for statement in closed["Statement"] if statement["Effect"] == "Deny"]
    there.backup.put_backup_vault_access_policy(**name, Policy=json.dumps(closed))
    try:
        (problem,) = restore().problems
    finally:
        there.backup.put_backup_vault_access_policy(**name, Policy=policy)
    assert "takes no copy of account 111122223333" in problem


def test_a_restoring_role_fills_no_bucket_but_a_restored_one(here: Aws, restore: Restore) -> None:
    restore()
    point = here.backup.list_recovery_points_by_backup_vault(BackupVaultName="example-eu-backup")["RecoveryPoints"][0]["RecoveryPointArn"]
    started = here.backup.start_restore_job(
        RecoveryPointArn=point,
        Metadata={"DestinationBucketName": "example-eu-models-111122223333", "NewBucket": "false"},
        IamRoleArn=here.arn("iam", "role/example-eu-restore", region=""),
    )
    job = here.backup.describe_restore_job(RestoreJobId=started["RestoreJobId"])
    assert (job["Status"], "its policies do not allow it" in job["StatusMessage"]) == ("FAILED", True)
