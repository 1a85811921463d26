"""Vaults: their key, who may do what with them, and the lock that outlasts both."""

import json
import time

from moto.iam.access_control import PermissionResult

from assurance.rehearsal import exists
from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.policies import check_policy
from assurance.rehearsal.simulator.backup.calls import MISSING, Forbidden, call, points_in, vaults
from assurance.rehearsal.simulator.bucket_policy import decide
from assurance.rehearsal.simulator.records import Parameters, Record
from assurance.rehearsal.values import Json
from blueprint.facts.backup import limit

DAY_S = 86400
LOCK = ("MinRetentionDays", "MaxRetentionDays")


def create(aws: Aws, backend: Json, given: Parameters) -> Record:
    """A vault under an enabled key of this account."""
    name = given["backupVaultName"]
    if name in vaults(backend):
        raise Refused(f"Backup vault with the same name already exists: {name}")
    if not given.get("EncryptionKeyArn"):
        raise Refused("EncryptionKeyArn: a vault without a key of ours is not modelled")
    key = exists.key(aws, given["EncryptionKeyArn"])
    arn = aws.arn("backup", f"backup-vault:{name}")
    vaults(backend)[name] = {"BackupVaultName": name, "BackupVaultArn": arn, "EncryptionKeyArn": key, "Locked": False}
    vaults(backend)[name]["Tags"] = given.get("BackupVaultTags", {})
    return {"BackupVaultName": name, "BackupVaultArn": arn}


def describe(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """A vault, its lock, and how much lies in it."""
    found = vaults(backend).one(given["backupVaultName"], MISSING)
    told = {name: value for name, value in found.items() if name not in {"Policy", "Tags", "ChangeableForDays"}}
    return {**told, "NumberOfRecoveryPoints": len(points_in(backend, given["backupVaultName"]))}


def delete(aws: Aws, backend: Json, given: Parameters) -> None:
    """An empty vault whose policy lets it go."""
    name = given["backupVaultName"]
    vault = vaults(backend).one(name, MISSING)
    may(aws, vault, "backup:DeleteBackupVault", vault["BackupVaultArn"])
    if points_in(backend, name):
        raise Refused(f"Backup vault cannot be deleted (contains {len(points_in(backend, name))} recovery points)")
    del vaults(backend)[name]


def lock(_aws: Aws, backend: Json, given: Parameters) -> None:
    """A lock; with a grace, it is for ever once that is over (PutBackupVaultLockConfiguration)."""
    vault = vaults(backend).one(given["backupVaultName"], MISSING)
    _still_changeable(vault)
    least, most, grace = given.get("MinRetentionDays"), given.get("MaxRetentionDays"), given.get("ChangeableForDays")
    if least is not None and least < 1:
        raise Refused(f"MinRetentionDays: {least}: at least 1")
    if most is not None and not (least or 1) <= most <= limit("longest_retention"):
        raise Refused(f"MaxRetentionDays: {most}: from MinRetentionDays to {limit('longest_retention')}")
    if grace is not None and grace < limit("shortest_grace"):
        raise Refused(f"ChangeableForDays: {grace}: at least {limit('shortest_grace')}")
    vault.update(Locked=True, MinRetentionDays=least, MaxRetentionDays=most)
    if grace is not None:
        vault.update(LockDate=time.time() + grace * DAY_S, ChangeableForDays=grace)


def unlock(_aws: Aws, backend: Json, given: Parameters) -> None:
    """Takes a lock off that may still be taken off."""
    vault = vaults(backend).one(given["backupVaultName"], MISSING)
    _still_changeable(vault)
    for name in (*LOCK, "LockDate", "ChangeableForDays"):
        vault.pop(name, None)
    vault["Locked"] = False


def put_policy(aws: Aws, backend: Json, given: Parameters) -> None:
    """Who may do what with the vault."""
    check_policy(aws, given["Policy"], principals=True)
    vaults(backend).one(given["backupVaultName"], MISSING)["Policy"] = given["Policy"]


def get_policy(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """The policy as it was put."""
    vault = vaults(backend).one(given["backupVaultName"], MISSING)
    if "Policy" not in vault:
        raise Refused(f"{given['backupVaultName']} has no access policy")
    return {name: vault[name] for name in ("BackupVaultName", "BackupVaultArn", "Policy")}


def may(aws: Aws, vault: Record, action: str, resource: str) -> None:
    """Refuses what the vault's policy denies to anybody of its own account."""
    caller = aws.arn("iam", "root", region="")
    if "Policy" in vault and decide(json.loads(vault["Policy"]), action, resource, caller, {}) is PermissionResult.DENIED:
        raise Forbidden(f"{action} on {resource}: an explicit deny in the policy of {vault['BackupVaultName']}")


def check_retention(vault: Record, days: int | None) -> None:
    """A locked vault fails a job whose recovery point would be kept too short or too long."""
    least, most = vault.get("MinRetentionDays"), vault.get("MaxRetentionDays")
    if least is not None and (days is None or days < least):
        raise Refused(f"{vault['BackupVaultName']} is locked for at least {least} days, the recovery point has {days}")
    if most is not None and (days is None or days > most):
        raise Refused(f"{vault['BackupVaultName']} is locked for at most {most} days, the recovery point has {days}")


def _still_changeable(vault: Record) -> None:
    if vault.get("LockDate") is not None and time.time() >= vault["LockDate"]:
        raise Refused(f"The lock of {vault['BackupVaultName']} is immutable")


OPERATIONS = {
    "create_backup_vault": call(create),
    "delete_backup_vault": call(delete),
    "delete_backup_vault_lock_configuration": call(unlock),
    "describe_backup_vault": call(describe),
    "get_backup_vault_access_policy": call(get_policy),
    "put_backup_vault_access_policy": call(put_policy),
    "put_backup_vault_lock_configuration": call(lock),
}
