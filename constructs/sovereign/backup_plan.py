"""When buckets are backed up, and who is told when they are not."""

from collections.abc import Sequence

from aws_cdk.aws_backup import CfnBackupPlan, CfnBackupSelection
from aws_cdk.aws_cloudwatch import CfnAlarm

from blueprint.settings.rhythm import Rhythm
from constructs import Construct
from sovereign.names import alarm_name

KEPT_HERE_DAYS = 14
"""How long a backup stays beside the data: two rounds of the longest objective. What has to last lies in the second account."""

HOUR_S = 3600
NAMESPACE = "AWS/Backup"
LOST = {
    "backup-failed": ("NumberOfBackupJobsFailed", "a bucket was not backed up"),
    "backup-expired": ("NumberOfBackupJobsExpired", "a backup did not start or end in its window"),
    "copy-failed": ("NumberOfCopyJobsFailed", "a backup did not reach the second account"),
}
LATE = {
    "backup-late": ("NumberOfBackupJobsCompleted", "no backup was finished for as long as the recovery point objective"),
    "copy-late": ("NumberOfCopyJobsCompleted", "no copy reached the second account for as long as the recovery point objective"),
}


class BackupPlan(Construct):
    """One rule: back up into the vault here, copy to the vault there.

    Periodic, not continuous: a copy of a continuous backup is a periodic one all the same, and a continuous one reaches back 35 days.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        deployment: str,
        rhythm: Rhythm,
        vault: str,
        copy_to: str,
        retention_days: int,
        tags: dict[str, str],
    ) -> None:
        super().__init__(scope, construct_id)
        self._deployment, self._vault = deployment, vault
        self.plan = CfnBackupPlan(
            self,
            "Plan",
            backup_plan=CfnBackupPlan.BackupPlanResourceTypeProperty(
                backup_plan_name=f"{deployment}-backup",
                backup_plan_rule=[
                    CfnBackupPlan.BackupRuleResourceTypeProperty(
                        rule_name="out-of-the-account",
                        target_backup_vault=vault,
                        schedule_expression=rhythm.cron,
                        start_window_minutes=rhythm.start_minutes,
                        completion_window_minutes=rhythm.completion_minutes,
                        lifecycle=CfnBackupPlan.LifecycleResourceTypeProperty(delete_after_days=KEPT_HERE_DAYS),
                        copy_actions=[
                            CfnBackupPlan.CopyActionResourceTypeProperty(
                                destination_backup_vault_arn=copy_to,
                                lifecycle=CfnBackupPlan.LifecycleResourceTypeProperty(delete_after_days=retention_days),
                            )
                        ],
                    )
                ],
            ),
            backup_plan_tags=tags,
        )

    def take(self, buckets: Sequence[str], role: str) -> CfnBackupSelection:
        """Names what is backed up, bucket by bucket: a selection by tag loses a bucket that loses its tag."""
        return CfnBackupSelection(
            self,
            "Selection",
            backup_plan_id=self.plan.attr_backup_plan_id,
            backup_selection=CfnBackupSelection.BackupSelectionResourceTypeProperty(
                selection_name="write-once", iam_role_arn=role, resources=[*buckets]
            ),
        )

    def alarms(self, *, topic_arn: str, objective_hours: int) -> None:
        """One alarm for each way to lose a copy, and for copies that no longer come.

        A metric that is missing breaches where copies have to come: silence is what a stopped plan sounds like.
        """
        for name, (metric, why) in LOST.items():
            self._alarm(name, metric, why, topic_arn, comparison_operator="GreaterThanOrEqualToThreshold", evaluation_periods=1)
        for name, (metric, why) in LATE.items():
            late = {"comparison_operator": "LessThanThreshold", "evaluation_periods": objective_hours}
            self._alarm(name, metric, why, topic_arn, missing="breaching", **late)

    def _alarm(self, name: str, metric: str, why: str, topic_arn: str, *, missing: str = "notBreaching", **when: object) -> None:
        CfnAlarm(
            self,
            "".join(word.capitalize() for word in name.split("-")),
            alarm_name=alarm_name(self._deployment, name),
            alarm_description=why,
            namespace=NAMESPACE,
            metric_name=metric,
            dimensions=[CfnAlarm.DimensionProperty(name="BackupVaultName", value=self._vault)],
            statistic="Sum",
            period=HOUR_S,
            threshold=1,
            treat_missing_data=missing,
            alarm_actions=[topic_arn],
            **when,  # type: ignore[arg-type]  # two of CfnAlarm's own keywords
        )
