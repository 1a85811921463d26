"""Recovery points: what is in a vault, and who may take it out."""

import time

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.simulator.backup.calls import MISSING, Forbidden, call, points_in, vaults
from assurance.rehearsal.simulator.backup.vaults import DAY_S, may
from assurance.rehearsal.simulator.records import Parameters, Record
from assurance.rehearsal.values import Json


def describe(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """A recovery point, without what is in it."""
    return _told(points_in(backend, given["backupVaultName"]).one(given["recoveryPointArn"], MISSING))


def list_by_vault(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """Every recovery point of a vault, the oldest first."""
    vaults(backend).one(given["backupVaultName"], MISSING)
    return {"RecoveryPoints": [_told(point) for point in points_in(backend, given["backupVaultName"]).values()]}


def delete(aws: Aws, backend: Json, given: Parameters) -> None:
    """A recovery point that no policy and no lock keeps."""
    vault = vaults(backend).one(given["backupVaultName"], MISSING)
    point = points_in(backend, vault["BackupVaultName"]).one(given["recoveryPointArn"], MISSING)
    may(aws, vault, "backup:DeleteRecoveryPoint", given["recoveryPointArn"])
    ends = point["CreationDate"] + (point["Lifecycle"].get("DeleteAfterDays") or 0) * DAY_S
    if vault["Locked"] and time.time() < ends:
        raise Forbidden(f"{given['recoveryPointArn']}: the lock of {vault['BackupVaultName']} keeps it")
    del points_in(backend, vault["BackupVaultName"])[given["recoveryPointArn"]]


def _told(point: Record) -> Record:
    return {name: value for name, value in point.items() if name != "Objects"}


OPERATIONS = {
    "delete_recovery_point": call(delete),
    "describe_recovery_point": call(describe),
    "list_recovery_points_by_backup_vault": call(list_by_vault),
}
