"""Vaults, plans and what they back up."""

import json

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.shapes import call
from assurance.rehearsal.types.model import Made, ResourceType
from assurance.rehearsal.values import Json

IN_TEMPLATE = {"TargetBackupVaultName": "TargetBackupVault", "Rules": "BackupPlanRule"}
"""Where the API and a template have other names than the same in another case."""


def create_vault(aws: Aws, given: Properties, _name: str) -> Made:
    """A vault, its policy and its lock."""
    name, tags, policy, lock = (
        given.need("BackupVaultName"),
        given.take("BackupVaultTags"),
        given.take("AccessPolicy"),
        given.take("LockConfiguration"),
    )
    made = call(aws.backup, "create_backup_vault", BackupVaultName=name, BackupVaultTags=tags, **given.rest())
    if policy is not None:
        aws.backup.put_backup_vault_access_policy(BackupVaultName=name, Policy=json.dumps(policy))
    if lock is not None:
        call(aws.backup, "put_backup_vault_lock_configuration", BackupVaultName=name, **lock)
    return Made(name, {"BackupVaultName": name, "BackupVaultArn": made["BackupVaultArn"]})


def read_vault(aws: Aws, name: str) -> dict[str, Json]:
    """The vault, its policy, its lock and tags. The grace is told as the day on which it ends."""
    vault = aws.backup.describe_backup_vault(BackupVaultName=name)
    lock = {kind: vault[kind] for kind in ("MinRetentionDays", "MaxRetentionDays") if vault.get(kind) is not None}
    if "LockDate" in vault and "ResponseMetadata" in vault:
        now = vault["LockDate"].now(vault["LockDate"].tzinfo)
        lock["ChangeableForDays"] = round((vault["LockDate"] - now).total_seconds() / 86400)
    return {
        **vault,
        "AccessPolicy": aws.backup.get_backup_vault_access_policy(BackupVaultName=name)["Policy"],
        "LockConfiguration": lock or None,
        "BackupVaultTags": aws.backup.list_tags(ResourceArn=vault["BackupVaultArn"])["Tags"],
    }


def create_plan(aws: Aws, given: Properties, _name: str) -> Made:
    """A plan; its rules have another name in the API."""
    plan, tags = given.need("BackupPlan"), given.take("BackupPlanTags")
    made = call(aws.backup, "create_backup_plan", BackupPlan=plan_of_the_api(plan), BackupPlanTags=tags)
    return Made(made["BackupPlanId"], {name: made[name] for name in ("BackupPlanId", "BackupPlanArn", "VersionId")})


def plan_of_the_api(plan: Json) -> Json:
    """A template's plan in the API's words."""
    return _renamed(plan, {old: new for new, old in IN_TEMPLATE.items()})


def read_plan(aws: Aws, identity: str) -> dict[str, Json]:
    """The plan in the template's words, and its tags."""
    found = aws.backup.get_backup_plan(BackupPlanId=identity)
    tags = aws.backup.list_tags(ResourceArn=found["BackupPlanArn"])["Tags"]
    return {**found, "BackupPlan": _renamed(found["BackupPlan"], IN_TEMPLATE), "BackupPlanTags": tags}


def create_selection(aws: Aws, given: Properties, _name: str) -> Made:
    """What a plan backs up, and the role for it."""
    plan = given.need("BackupPlanId")
    made = call(aws.backup, "create_backup_selection", BackupPlanId=plan, BackupSelection=given.need("BackupSelection"))
    return Made(f"{made['SelectionId']}_{plan}", {"SelectionId": made["SelectionId"], "BackupPlanId": plan})


def read_selection(aws: Aws, physical_id: str) -> dict[str, Json]:
    """The selection by its id and its plan's."""
    selection, plan = physical_id.split("_")
    return dict(aws.backup.get_backup_selection(BackupPlanId=plan, SelectionId=selection))


def _renamed(value: Json, names: dict[str, str]) -> Json:
    if isinstance(value, dict):
        return {names.get(name, name): _renamed(item, names) for name, item in value.items()}
    return [_renamed(item, names) for item in value] if isinstance(value, list) else value


TYPES = (
    ResourceType("AWS::Backup::BackupVault", create_vault, read_vault),
    ResourceType("AWS::Backup::BackupPlan", create_plan, read_plan),
    ResourceType("AWS::Backup::BackupSelection", create_selection, read_selection),
)
