"""Attacks on `copies_are_kept`: copies that are made too seldom, kept too shortly, or where somebody can delete them."""

from typing import Any

from assurance.evidence.mutations.draft import Draft, Found, Properties
from assurance.evidence.mutations.mutation import Register

register = Register("copies_are_kept")

PLAN, SELECTION, VAULT = "AWS::Backup::BackupPlan", "AWS::Backup::BackupSelection", "AWS::Backup::BackupVault"
REPOSITORY, REPLICATION = "AWS::ECR::Repository", "AWS::ECR::ReplicationConfiguration"


def rule(draft: Draft) -> dict[str, Any]:
    """The rule of the plan, to be changed."""
    found: dict[str, Any] = draft.first(PLAN).properties["BackupPlan"]["BackupPlanRule"][0]
    return found


def is_locked(vault: Properties) -> bool:
    """Whether a vault is the one in which copies stay."""
    return "LockConfiguration" in vault


def locked(draft: Draft) -> Found:
    """The locked vault."""
    return draft.first(VAULT, is_locked)


def is_second(repository: Properties) -> bool:
    """Whether a repository is one of the second account's."""
    return "RepositoryPolicyText" in repository


@register
def a_selection_without_the_ledger(draft: Draft) -> None:
    """The ledger's bucket is no longer named."""
    chosen = draft.first(SELECTION).properties["BackupSelection"]
    chosen["Resources"] = [arn for arn in chosen["Resources"] if "-ledger-" not in str(arn)]


@register
def a_selection_by_tag(draft: Draft) -> None:
    """A condition on a tag beside the names: whoever takes the tag off takes the bucket out."""
    same = [{"ConditionKey": "aws:ResourceTag/backup", "ConditionValue": "yes"}]
    draft.first(SELECTION).properties["BackupSelection"]["Conditions"] = {"StringEquals": same}


@register
def a_selection_with_an_exclusion(draft: Draft) -> None:
    """Everything is named, and one bucket taken out again."""
    chosen = draft.first(SELECTION).properties["BackupSelection"]
    chosen["NotResources"] = [chosen["Resources"][0]]


@register
def no_selection(draft: Draft) -> None:
    """A plan that backs up nothing."""
    draft.remove(draft.first(SELECTION))


@register
def a_plan_once_a_week(draft: Draft) -> None:
    """A schedule that misses the recovery point objective by days."""
    rule(draft)["ScheduleExpression"] = "cron(0 5 ? * SUN *)"


@register
def a_plan_without_a_schedule(draft: Draft) -> None:
    """AWS Backup takes a schedule of its own."""
    del rule(draft)["ScheduleExpression"]


@register
def windows_as_long_as_the_objective(draft: Draft) -> None:
    """Backups may run so long that the copy comes too late."""
    rule(draft)["CompletionWindowMinutes"] = 60 * 24 * 7


@register
def a_plan_that_copies_nothing(draft: Draft) -> None:
    """Backups lie beside the data alone."""
    del rule(draft)["CopyActions"]


@register
def a_copy_into_the_own_account(draft: Draft) -> None:
    """The copy lies in a vault of the account that is lost with it."""
    rule(draft)["CopyActions"][0]["DestinationBackupVaultArn"] = draft.elsewhere.arn("backup", "backup-vault:second")


@register
def a_copy_kept_for_a_day(draft: Draft) -> None:
    """The copy ends long before the declared retention."""
    rule(draft)["CopyActions"][0]["Lifecycle"]["DeleteAfterDays"] = 1


@register
def a_vault_without_a_lock(draft: Draft) -> None:
    """The second account's administrator may delete what lies there."""
    del locked(draft).properties["LockConfiguration"]


@register
def a_lock_for_a_day(draft: Draft) -> None:
    """A lock that ends long before the declared retention."""
    locked(draft).properties["LockConfiguration"]["MinRetentionDays"] = 1


@register
def a_vault_that_lets_delete(draft: Draft) -> None:
    """The statement is gone by which nobody deletes."""
    policy = locked(draft).properties["AccessPolicy"]
    policy["Statement"] = [statement for statement in policy["Statement"] if statement["Effect"] == "Allow"]


@register
def a_vault_that_lets_some_delete(draft: Draft) -> None:
    """A condition on the denial leaves somebody out."""
    for statement in locked(draft).properties["AccessPolicy"]["Statement"]:
        if statement["Effect"] == "Deny":
            statement["Condition"] = {"StringNotEquals": {"aws:PrincipalTag/role": "cleaner"}}


@register
def a_vault_that_takes_copies_of_others(draft: Draft) -> None:
    """A third account fills the vault."""
    statements = locked(draft).properties["AccessPolicy"]["Statement"]
    root = draft.elsewhere.arn("iam", "root", region="", account=draft.elsewhere.account)
    statements.append({"Effect": "Allow", "Principal": {"AWS": root}, "Action": "backup:CopyIntoBackupVault", "Resource": "*"})


@register
def a_vault_under_the_services_key(draft: Draft) -> None:
    """The vault's key is dropped: AWS Backup takes its own."""
    del locked(draft).properties["EncryptionKeyArn"]


@register
def no_locked_vault(draft: Draft) -> None:
    """The vault that copies go to is made by nobody."""
    draft.remove(locked(draft))


@register
def images_of_another_prefix(draft: Draft) -> None:
    """Replication for repositories that are not the deployment's."""
    draft.first(REPLICATION).properties["ReplicationConfiguration"]["Rules"][0]["RepositoryFilters"][0]["Filter"] = "others/"


@register
def a_second_repository_that_lets_delete(draft: Draft) -> None:
    """The second account's repository has no policy."""
    del draft.first(REPOSITORY, is_second).properties["RepositoryPolicyText"]


@register
def no_second_repository(draft: Draft) -> None:
    """Images of one repository have nowhere to go: ECR may make none there."""
    draft.remove(draft.first(REPOSITORY, is_second))
