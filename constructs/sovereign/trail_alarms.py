"""An alarm for each thing that the logs must never show without somebody being told."""

from collections.abc import Iterable

from aws_cdk.aws_cloudwatch import CfnAlarm
from aws_cdk.aws_logs import CfnMetricFilter

from blueprint.facts.alarms import TrailAlarm
from constructs import Construct
from sovereign.names import alarm_name, log_group_name

PERIOD_S = 300


class TrailAlarms(Construct):
    """One metric filter, on the trail's log group or the resolver's, and one alarm a row of the table (`blueprint/facts/alarms.yaml`)."""

    def __init__(self, scope: Construct, construct_id: str, *, deployment: str, topic_arn: str, rows: Iterable[TrailAlarm]) -> None:
        super().__init__(scope, construct_id)
        for row in rows:
            self._alarm(row, deployment, topic_arn)

    def _alarm(self, row: TrailAlarm, deployment: str, topic_arn: str) -> None:
        namespace = f"{deployment}/{row.log}"
        part = "".join(word.capitalize() for word in row.name.split("-"))
        CfnMetricFilter(
            self,
            f"{part}Filter",
            log_group_name=log_group_name(deployment, row.log),
            filter_name=row.name,
            filter_pattern=row.pattern,
            metric_transformations=[
                CfnMetricFilter.MetricTransformationProperty(metric_name=row.name, metric_namespace=namespace, metric_value="1")
            ],
        )
        CfnAlarm(
            self,
            f"{part}Alarm",
            alarm_name=alarm_name(deployment, row.name),
            alarm_description=row.why + (f" (CIS AWS Foundations Benchmark v1.4.0, {row.benchmark})" if row.benchmark else ""),
            namespace=namespace,
            metric_name=row.name,
            statistic="Sum",
            period=PERIOD_S,
            evaluation_periods=1,
            threshold=row.threshold,
            comparison_operator="GreaterThanOrEqualToThreshold",
            treat_missing_data="notBreaching",
            alarm_actions=[topic_arn],
        )
