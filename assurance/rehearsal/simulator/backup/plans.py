"""Plans and what they back up."""

import re
import uuid

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.simulator.backup.calls import MISSING, call, vaults
from assurance.rehearsal.simulator.backup.worker import Worker
from assurance.rehearsal.simulator.records import Parameters, Record, Records
from assurance.rehearsal.values import Json
from blueprint.facts.backup import limit

CRON = re.compile(r"cron\(\S+ \S+ \S+ \S+ \S+ \S+\)")
VAULT_ARN = re.compile(r"arn:(?P<partition>[^:]+):backup:[a-z0-9-]+:\d{12}:backup-vault:[A-Za-z0-9_-]{2,50}")


def create_plan(aws: Aws, backend: Json, given: Parameters) -> Record:
    """A plan whose vaults are there, or could be."""
    plan = given["BackupPlan"]
    for rule in plan["Rules"]:
        _check(aws, backend, rule)
    identity = str(uuid.uuid4())
    record = {
        "BackupPlanId": identity,
        "BackupPlanArn": aws.arn("backup", f"backup-plan:{identity}"),
        "VersionId": uuid.uuid4().hex,
        "BackupPlan": plan,
        "Tags": given.get("BackupPlanTags", {}),
    }
    Records.of(backend, "plans")[identity] = record
    return {name: record[name] for name in ("BackupPlanId", "BackupPlanArn", "VersionId")}


def _check(aws: Aws, backend: Json, rule: Record) -> None:
    at = f"rule {rule['RuleName']}"
    if rule["TargetBackupVaultName"] not in vaults(backend):
        raise Refused(f"{at}: Backup vault {rule['TargetBackupVaultName']} does not exist")
    if not CRON.fullmatch(rule.get("ScheduleExpression", "cron(0 5 ? * * *)")):
        raise Refused(f"{at}: ScheduleExpression {rule['ScheduleExpression']!r} is no cron expression")
    start, completion = rule.get("StartWindowMinutes"), rule.get("CompletionWindowMinutes")
    if start is not None and start < limit("start_window"):
        raise Refused(f"{at}: StartWindowMinutes {start}: at least {limit('start_window')}")
    if start is not None and completion is not None and completion <= start:
        raise Refused(f"{at}: CompletionWindowMinutes {completion} is not longer than StartWindowMinutes {start}")
    for lifecycle in (rule.get("Lifecycle", {}), *(action.get("Lifecycle", {}) for action in rule.get("CopyActions", ()))):
        if lifecycle.get("DeleteAfterDays", 1) < 1:
            raise Refused(f"{at}: DeleteAfterDays {lifecycle['DeleteAfterDays']}: at least 1")
    if rule.get("EnableContinuousBackup") and rule.get("Lifecycle", {}).get("DeleteAfterDays", 0) > limit("continuous"):
        raise Refused(f"{at}: a continuous backup is kept {limit('continuous')} days at most")
    for action in rule.get("CopyActions", ()):
        found = VAULT_ARN.fullmatch(action["DestinationBackupVaultArn"])
        if not found or found["partition"] != aws.partition:
            raise Refused(f"{at}: {action['DestinationBackupVaultArn']!r} is no vault of the partition {aws.partition}")


def get_plan(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """A plan by its id."""
    record = Records.of(backend, "plans").one(given["backupPlanId"], MISSING)
    return {name: value for name, value in record.items() if name != "Tags"}


def delete_plan(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """A plan without selections."""
    identity = given["backupPlanId"]
    Records.of(backend, "plans").one(identity, MISSING)
    if any(known["BackupPlanId"] == identity for known in Records.of(backend, "selections").values()):
        raise Refused("Related backup plan selections must be deleted prior to backup plan deletion")
    return Records.of(backend, "plans").pop(identity)


def create_selection(aws: Aws, backend: Json, given: Parameters) -> Record:
    """Resources of a plan, with the role that is taken on for them."""
    Records.of(backend, "plans").one(given["backupPlanId"], MISSING)
    selection = given["BackupSelection"]
    Worker(aws, selection["IamRoleArn"])
    if not selection.get("Resources") and not selection.get("ListOfTags"):
        raise Refused("a selection names resources or tags")
    identity = str(uuid.uuid4())
    record = {"SelectionId": identity, "BackupPlanId": given["backupPlanId"], "BackupSelection": selection}
    Records.of(backend, "selections")[identity] = record
    return {"SelectionId": identity, "BackupPlanId": given["backupPlanId"]}


def get_selection(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """A selection by its id."""
    return Records.of(backend, "selections").one(given["selectionId"], MISSING)


def delete_selection(_aws: Aws, backend: Json, given: Parameters) -> None:
    """What was backed up by it stays."""
    Records.of(backend, "selections").one(given["selectionId"], MISSING)
    del Records.of(backend, "selections")[given["selectionId"]]


def list_selections(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """The selections of a plan."""
    known = Records.of(backend, "selections").values()
    of_plan = [one for one in known if one["BackupPlanId"] == given["backupPlanId"]]
    return {"BackupSelectionsList": [{"SelectionId": one["SelectionId"], "BackupPlanId": one["BackupPlanId"]} for one in of_plan]}


def list_plans(_aws: Aws, backend: Json, _given: Parameters) -> Record:
    """Every plan of the account."""
    named = [(one, one["BackupPlan"]["BackupPlanName"]) for one in Records.of(backend, "plans").values()]
    return {"BackupPlansList": [{"BackupPlanId": one["BackupPlanId"], "BackupPlanName": name} for one, name in named]}


def list_tags(_aws: Aws, backend: Json, given: Parameters) -> Record:
    """Tags of a vault or a plan."""
    return {"Tags": _tagged(backend, given)["Tags"]}


def tag_resource(_aws: Aws, backend: Json, given: Parameters) -> None:
    """Gives it tags."""
    _tagged(backend, given)["Tags"].update(given["Tags"])


def untag_resource(_aws: Aws, backend: Json, given: Parameters) -> None:
    """Takes some away."""
    own = _tagged(backend, given)["Tags"]
    for key in given["TagKeyList"]:
        own.pop(key, None)


def update_plan(aws: Aws, backend: Json, given: Parameters) -> Record:
    """A new version of a plan."""
    record = Records.of(backend, "plans").one(given["backupPlanId"], MISSING)
    for rule in given["BackupPlan"]["Rules"]:
        _check(aws, backend, rule)
    record.update(BackupPlan=given["BackupPlan"], VersionId=uuid.uuid4().hex)
    return {name: record[name] for name in ("BackupPlanId", "BackupPlanArn", "VersionId")}


def _tagged(backend: Json, given: Parameters) -> Record:
    """A vault or a plan by its ARN, which the path gives."""
    arn = given.get("resourceArn") or given["resource_arn"]
    for known in (*vaults(backend).values(), *Records.of(backend, "plans").values()):
        if arn in {known.get("BackupVaultArn"), known.get("BackupPlanArn")}:
            return known
    raise Refused(f"{arn} does not exist")


OPERATIONS = {
    "create_backup_plan": call(create_plan),
    "create_backup_selection": call(create_selection),
    "delete_backup_plan": call(delete_plan),
    "delete_backup_selection": call(delete_selection),
    "get_backup_plan": call(get_plan),
    "get_backup_selection": call(get_selection),
    "list_backup_plans": call(list_plans),
    "list_backup_selections": call(list_selections),
    "list_tags": call(list_tags),
    "tag_resource": call(tag_resource),
    "untag_resource": call(untag_resource),
    "update_backup_plan": call(update_plan),
}
