"""What is copied, where copies lie, and who may put them there."""

import json

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.policies import check_policy
from assurance.rehearsal.shapes import call
from assurance.rehearsal.types.backup import plan_of_the_api
from assurance.rehearsal.updates import tags
from assurance.rehearsal.updates.model import Given, Update


def _vault_policy(aws: Aws, name: str, given: Given, _before: Given) -> None:
    if policy := given.get("AccessPolicy"):
        aws.backup.put_backup_vault_access_policy(BackupVaultName=name, Policy=json.dumps(policy))
    else:
        aws.backup.delete_backup_vault_access_policy(BackupVaultName=name)


def _plan(aws: Aws, identity: str, given: Given, _before: Given) -> None:
    call(aws.backup, "update_backup_plan", BackupPlanId=identity, BackupPlan=plan_of_the_api(given["BackupPlan"]))


def _replication(aws: Aws, _registry: str, given: Given, _before: Given) -> None:
    call(aws.ecr, "put_replication_configuration", ReplicationConfiguration=given["ReplicationConfiguration"])


def _registry(aws: Aws, _registry: str, given: Given, _before: Given) -> None:
    check_policy(aws, given["PolicyText"], principals=True)
    aws.ecr.put_registry_policy(policyText=json.dumps(given["PolicyText"]))


def _tagger(at: str, path: str) -> Update:
    return tags.tagger(
        "backup",
        "tag_resource",
        "untag_resource",
        tags.by_arn("ResourceArn", "backup", path),
        at=at,
        keys="TagKeyList",
        write=dict,
    )


UPDATES: dict[str, dict[str, Update]] = {
    "AWS::Backup::BackupVault": {"AccessPolicy": _vault_policy, "BackupVaultTags": _tagger("BackupVaultTags", "backup-vault:")},
    "AWS::Backup::BackupPlan": {"BackupPlan": _plan, "BackupPlanTags": _tagger("BackupPlanTags", "backup-plan:")},
    "AWS::ECR::RegistryPolicy": {"PolicyText": _registry},
    "AWS::ECR::ReplicationConfiguration": {"ReplicationConfiguration": _replication},
}
