"""AWS Backup in the simulator: what a template makes is told, and what AWS refuses is refused."""

import json

import pytest
from botocore.exceptions import ClientError

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.verify import StackReader
from tests.assurance.rehearsal import resources as of
from tests.assurance.rehearsal.conftest import Deploy

SECOND = "444455556666"
USE = ("kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey")
KEY = of.resource("KMS::Key", KeyPolicy=of.policy(of.OWNER), EnableKeyRotation=True)
DENY = of.statement("Deny", "*", "backup:DeleteRecoveryPoint", "backup:DeleteBackupVault")
TRUST = of.policy({"Effect": "Allow", "Principal": {"Service": "backup.amazonaws.com"}, "Action": "sts:AssumeRole"})
MAY = {"PolicyName": "work", "PolicyDocument": of.policy({"Effect": "Allow", "Action": ["s3:*", "kms:*", "backup:*"], "Resource": "*"})}
BUCKET = of.resource(
    "S3::Bucket",
    BucketName="example-ledger",
    VersioningConfiguration={"Status": "Enabled"},
    BucketEncryption={
        "ServerSideEncryptionConfiguration": [
            {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": of.att("Key")}}
        ]
    },
)
RULE = {
    "RuleName": "out",
    "TargetBackupVault": of.ref("Vault"),
    "ScheduleExpression": "cron(0 0/8 * * ? *)",
    "StartWindowMinutes": 60,
    "CompletionWindowMinutes": 420,
    "Lifecycle": {"DeleteAfterDays": 14},
    "CopyActions": [
        {
            "DestinationBackupVaultArn": f"arn:aws:backup:{of.REGION}:{SECOND}:backup-vault:example-vault",
            "Lifecycle": {"DeleteAfterDays": 365},
        }
    ],
}


def vault(**properties: object) -> of.Resource:
    lock = {"MinRetentionDays": 7, "MaxRetentionDays": 400, "ChangeableForDays": 3}
    known = {
        "BackupVaultName": "example-vault",
        "EncryptionKeyArn": of.att("Key"),
        "LockConfiguration": lock,
        "AccessPolicy": of.policy(DENY),
    }
    return of.resource("Backup::BackupVault", BackupVaultTags={"owner": "x"}, **{**known, **properties})


def plan(**changes: object) -> of.Resource:
    return of.resource("Backup::BackupPlan", BackupPlan={"BackupPlanName": "example", "BackupPlanRule": [{**RULE, **changes}]})


def role(trust: object = TRUST, *policies: object) -> of.Resource:
    return of.resource("IAM::Role", RoleName="example-backup", AssumeRolePolicyDocument=trust, Policies=list(policies) or [MAY])


SELECTION = of.resource(
    "Backup::BackupSelection",
    BackupPlanId=of.att("Plan", "BackupPlanId"),
    BackupSelection={"SelectionName": "write-once", "IamRoleArn": of.att("Role"), "Resources": [of.att("Bucket")]},
)
WHOLE = {"Key": KEY, "Vault": vault(), "Plan": plan(), "Role": role(), "Bucket": BUCKET, "Selection": SELECTION}
COPIES = {
    "Rules": of.resource(
        "ECR::ReplicationConfiguration",
        ReplicationConfiguration={
            "Rules": [
                {
                    "Destinations": [{"Region": of.REGION, "RegistryId": SECOND}],
                    "RepositoryFilters": [{"Filter": "example/", "FilterType": "PREFIX_MATCH"}],
                }
            ]
        },
    ),
    "Policy": of.resource(
        "ECR::RegistryPolicy",
        PolicyText=of.policy(
            of.statement(
                "Allow",
                {"AWS": f"arn:aws:iam::{SECOND}:root"},
                "ecr:ReplicateImage",
                on=f"arn:aws:ecr:{of.REGION}:{of.ACCOUNT}:repository/example/*",
            )
        ),
    ),
}


@pytest.mark.parametrize("resources", [WHOLE, COPIES], ids=["vault, plan and selection", "replication and registry policy"])
def test_every_property_is_told_by_boto3(resources: dict[str, of.Resource], aws: Aws, deploy: Deploy) -> None:
    assert deploy("copies", **resources).reasons == []
    checked = list(StackReader(aws, "copies", {"Resources": resources}).check())
    assert [problem for one in checked for problem in one.problems] == []
    assert sum(len(one.verified) for one in checked) >= len(resources)


REFUSED = {
    "a grace of a day": (
        {"Vault": vault(LockConfiguration={"MinRetentionDays": 7, "ChangeableForDays": 1})},
        "ChangeableForDays: 1: at least 3",
    ),
    "a lock whose end is before its beginning": (
        {"Vault": vault(LockConfiguration={"MinRetentionDays": 7, "MaxRetentionDays": 1})},
        "from MinRetentionDays to",
    ),
    "a vault with no key": ({"Vault": vault(EncryptionKeyArn=None)}, "without a key of ours"),
    "a vault with a key that is not there": ({"Vault": vault(EncryptionKeyArn=f"arn:aws:kms:{of.REGION}:{of.ACCOUNT}:key/no")}, "KMS key"),
    "a start window of a minute": ({"Plan": plan(StartWindowMinutes=1)}, "StartWindowMinutes 1: at least 60"),
    "a completion window that is no longer": ({"Plan": plan(CompletionWindowMinutes=60)}, "is not longer than StartWindowMinutes"),
    "a schedule that is none": ({"Plan": plan(ScheduleExpression="daily")}, "is no cron expression"),
    "a vault that nobody made": ({"Plan": plan(TargetBackupVault="none")}, "Backup vault none does not exist"),
    "a vault of another partition": (
        {"Plan": plan(CopyActions=[{"DestinationBackupVaultArn": f"arn:aws-eusc:backup:eusc-de-east-1:{SECOND}:backup-vault:v"}])},
        "is no vault of the partition aws",
    ),
    "a continuous backup kept too long": (
        {"Plan": plan(EnableContinuousBackup=True, Lifecycle={"DeleteAfterDays": 36})},
        "is kept 35 days at most",
    ),
    "a role that another service takes on": (
        {"Role": role(of.policy({"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}))},
        "cannot be assumed by AWS Backup",
    ),
    "a role for another account's jobs": (
        {
            "Role": role(
                of.policy(
                    {
                        "Effect": "Allow",
                        "Principal": {"Service": "backup.amazonaws.com"},
                        "Action": "sts:AssumeRole",
                        "Condition": {"StringEquals": {"aws:SourceAccount": SECOND}},
                    }
                )
            )
        },
        "cannot be assumed by AWS Backup",
    ),
}


@pytest.mark.parametrize(("changes", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_what_aws_backup_refuses_is_refused(changes: dict[str, of.Resource], reason: str, aws: Aws, deploy: Deploy) -> None:
    (why,) = deploy("copies", **{**WHOLE, **changes}).reasons
    assert reason in why


def job(aws: Aws, days: int = 30) -> dict[str, str]:
    started = aws.backup.start_backup_job(
        BackupVaultName="example-vault",
        ResourceArn="arn:aws:s3:::example-ledger",
        IamRoleArn=aws.arn("iam", "role/example-backup", region=""),
        Lifecycle={"DeleteAfterDays": days},
    )
    return dict(aws.backup.describe_backup_job(BackupJobId=started["BackupJobId"]))


@pytest.fixture
def backed_up(aws: Aws, deploy: Deploy) -> dict[str, str]:
    assert deploy("copies", **WHOLE).reasons == []
    aws.s3.put_object(Bucket="example-ledger", Key="rows", Body=b"{}")
    return job(aws)


def test_a_job_takes_the_objects_and_says_where(backed_up: dict[str, str], aws: Aws) -> None:
    assert backed_up["State"] == "COMPLETED"
    (point,) = aws.backup.list_recovery_points_by_backup_vault(BackupVaultName="example-vault")["RecoveryPoints"]
    assert point["RecoveryPointArn"] == backed_up["RecoveryPointArn"]


@pytest.mark.parametrize("days", [6, 401])
def test_a_lock_fails_a_job_that_keeps_too_short_or_too_long(days: int, backed_up: dict[str, str], aws: Aws) -> None:
    failed = job(aws, days)
    assert (failed["State"], "is locked for at" in failed["StatusMessage"]) == ("FAILED", True)


def test_a_job_needs_a_versioned_bucket(backed_up: dict[str, str], aws: Aws) -> None:
    aws.s3.put_bucket_versioning(Bucket="example-ledger", VersioningConfiguration={"Status": "Suspended"})
    assert "versioned buckets only" in job(aws)["StatusMessage"]


NARROW = {
    "no right to read": ["kms:*", "backup:*"],
    "no right to the key": ["s3:*", "backup:*"],
}


@pytest.mark.parametrize("actions", NARROW.values(), ids=NARROW.keys())
def test_a_job_fails_where_the_role_may_not(actions: list[str], backed_up: dict[str, str], aws: Aws) -> None:
    narrow = of.policy({"Effect": "Allow", "Action": actions, "Resource": "*"})
    aws.iam.put_role_policy(RoleName="example-backup", PolicyName="work", PolicyDocument=json.dumps(narrow))
    assert "its policies do not allow it" in job(aws)["StatusMessage"]


def test_a_job_fails_where_the_boundary_does_not_let_the_role(backed_up: dict[str, str], aws: Aws) -> None:
    document = of.policy({"Effect": "Allow", "Action": "s3:*", "Resource": "*"})
    boundary = aws.iam.create_policy(PolicyName="narrow", PolicyDocument=json.dumps(document))["Policy"]["Arn"]
    aws.iam.put_role_permissions_boundary(RoleName="example-backup", PermissionsBoundary=boundary)
    assert "its boundary do not allow it" in job(aws)["StatusMessage"]


def test_a_job_fails_where_the_keys_policy_does_not_let_the_role(backed_up: dict[str, str], aws: Aws) -> None:
    (vault_key,) = {aws.backup.describe_backup_vault(BackupVaultName="example-vault")["EncryptionKeyArn"]}
    administer = of.policy(of.statement("Allow", {"AWS": f"arn:aws:iam::{of.ACCOUNT}:root"}, "kms:DescribeKey", "kms:PutKeyPolicy"))
    aws.kms.put_key_policy(KeyId=vault_key, PolicyName="default", Policy=json.dumps(administer))
    assert "the key's policy does not allow it" in job(aws)["StatusMessage"]


def delete(aws: Aws, point: str) -> str:
    with pytest.raises(ClientError) as refused:
        aws.backup.delete_recovery_point(BackupVaultName="example-vault", RecoveryPointArn=point)
    return str(refused.value)


def test_nobody_deletes_what_the_vaults_policy_keeps(backed_up: dict[str, str], aws: Aws) -> None:
    assert "an explicit deny in the policy of example-vault" in delete(aws, backed_up["RecoveryPointArn"])


def test_nobody_deletes_what_the_lock_keeps_whatever_the_policy_says(backed_up: dict[str, str], aws: Aws) -> None:
    everything = of.policy(of.statement("Allow", "*", "backup:DeleteRecoveryPoint", "backup:DeleteBackupVault"))
    aws.backup.put_backup_vault_access_policy(BackupVaultName="example-vault", Policy=json.dumps(everything))
    assert "the lock of example-vault keeps it" in delete(aws, backed_up["RecoveryPointArn"])
    with pytest.raises(ClientError, match="contains 1 recovery points"):
        aws.backup.delete_backup_vault(BackupVaultName="example-vault")


def test_without_policy_and_lock_a_copy_is_deleted(backed_up: dict[str, str], aws: Aws) -> None:
    """So that it is these that refuse, and not the simulator by itself."""
    aws.backup.put_backup_vault_access_policy(
        BackupVaultName="example-vault", Policy=json.dumps(of.policy(of.statement("Allow", "*", "backup:DeleteRecoveryPoint")))
    )
    aws.backup.delete_backup_vault_lock_configuration(BackupVaultName="example-vault")
    aws.backup.delete_recovery_point(BackupVaultName="example-vault", RecoveryPointArn=backed_up["RecoveryPointArn"])
    assert aws.backup.list_recovery_points_by_backup_vault(BackupVaultName="example-vault")["RecoveryPoints"] == []


def test_another_accounts_services_are_another_accounts(endpoint: str, aws: Aws, deploy: Deploy) -> None:
    deploy("copies", **WHOLE)
    other = Aws(of.REGION, SECOND, endpoint)
    assert other.sts.get_caller_identity()["Account"] == SECOND
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        other.backup.describe_backup_vault(BackupVaultName="example-vault")
