"""The trail, alarms and topics, detectors, budgets, and what runs on a schedule."""

from assurance.rehearsal import exists
from assurance.rehearsal.aws import Aws
from assurance.rehearsal.errors import Refused
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.removals import REMOVALS
from assurance.rehearsal.selectors import check_selectors
from assurance.rehearsal.shapes import call
from assurance.rehearsal.types.alarms import create_alarm
from assurance.rehearsal.types.cloudtrail import check_trail
from assurance.rehearsal.updates import tags
from assurance.rehearsal.updates.model import ID, Given, Update, again, joint, put, used_later

SELECTORS = ("EventSelectors", "AdvancedEventSelectors")
TRAIL = (
    "S3BucketName",
    "S3KeyPrefix",
    "SnsTopicName",
    "IncludeGlobalServiceEvents",
    "IsMultiRegionTrail",
    "IsOrganizationTrail",
    "EnableLogFileValidation",
    "CloudWatchLogsLogGroupArn",
    "CloudWatchLogsRoleArn",
    "KMSKeyId",
)


def _trail(aws: Aws, name: str, given: Given, _before: Given) -> None:
    """The same checks as when it was made: CloudTrail tries whether it can write."""
    check_trail(aws, given)
    written = {part: given.get(part) for part in TRAIL if part != "KMSKeyId"}
    call(aws.cloudtrail, "update_trail", Name=name, KmsKeyId=given.get("KMSKeyId"), **written)


def _selectors(aws: Aws, name: str, given: Given, _before: Given) -> None:
    selectors = {part: given[part] for part in SELECTORS if part in given}
    check_selectors(selectors.get("AdvancedEventSelectors", []))
    call(aws.cloudtrail, "put_event_selectors", TrailName=name, **selectors)


def _logging(aws: Aws, name: str, given: Given, _before: Given) -> None:
    arn = aws.cloudtrail.describe_trails(trailNameList=[name])["trailList"][0]["TrailARN"]
    (aws.cloudtrail.start_logging if str(given["IsLogging"]).lower() == "true" else aws.cloudtrail.stop_logging)(Name=arn)


def _alarm(aws: Aws, name: str, given: Given, _before: Given) -> None:
    """PutMetricAlarm writes the whole alarm anew, except for its tags."""
    without = Properties({part: value for part, value in given.items() if part != "Tags"})
    create_alarm(aws, without, name)
    without.finish()


def _topic_key(aws: Aws, arn: str, given: Given, _before: Given) -> None:
    exists.key(aws, given.get("KmsMasterKeyId"))
    aws.sns.set_topic_attributes(TopicArn=arn, AttributeName="KmsMasterKeyId", AttributeValue=given.get("KmsMasterKeyId", ""))


def _topic_name(aws: Aws, arn: str, given: Given, _before: Given) -> None:
    aws.sns.set_topic_attributes(TopicArn=arn, AttributeName="DisplayName", AttributeValue=given.get("DisplayName", ""))


def _topic_policy(aws: Aws, identity: str, given: Given, before: Given) -> str | None:
    """Topics that it no longer names get their owner's policy back."""
    made = again("AWS::SNS::TopicPolicy")(aws, identity, given, before)
    if gone := [topic for topic in before["Topics"] if topic not in given["Topics"]]:
        REMOVALS["AWS::SNS::TopicPolicy"](aws, "|".join([identity.split("|", maxsplit=1)[0], *gone]), before)
    return made


def _rule(aws: Aws, name: str, given: Given, _before: Given) -> None:
    """PutRule writes the whole rule anew, except for its tags; targets that are gone are removed."""
    wanted = {target["Id"] for target in given.get("Targets", [])}
    gone = [target["Id"] for target in aws.events.list_targets_by_rule(Rule=name)["Targets"] if target["Id"] not in wanted]
    if gone:
        aws.events.remove_targets(Rule=name, Ids=gone)
    again("AWS::Events::Rule")(aws, name, {part: value for part, value in given.items() if part != "Tags"}, {})


def _budget(aws: Aws, name: str, given: Given, _before: Given) -> None:
    call(aws.budgets, "update_budget", AccountId=aws.account, NewBudget={"BudgetName": name} | given["Budget"])


def _parameter(aws: Aws, name: str, given: Given, _before: Given) -> None:
    written = {part: value for part, value in given.items() if part not in {"Name", "Tags"}}
    call(aws.ssm, "put_parameter", Name=name, Overwrite=True, **written)


def _document(aws: Aws, name: str, given: Given, _before: Given) -> None:
    """A new version, which becomes the one that runs; with the method Replace another document takes this one's place."""
    if given.get("UpdateMethod") != "NewVersion":
        raise Refused("Content: with the update method Replace a named document cannot be changed; NewVersion can")
    about = {part: given.get(part) for part in ("Content", "DocumentFormat", "TargetType")}
    version = call(aws.ssm, "update_document", Name=name, DocumentVersion="$LATEST", **about)["DocumentDescription"]["DocumentVersion"]
    aws.ssm.update_document_default_version(Name=name, DocumentVersion=version)


def _association(aws: Aws, identity: str, given: Given, _before: Given) -> None:
    call(aws.ssm, "update_association", AssociationId=identity, **{name: given[name] for name in given if name != "Tags"})


def _detector(aws: Aws, identity: str, given: Given, _before: Given) -> None:
    written = {part: given.get(part) for part in ("Enable", "FindingPublishingFrequency", "Features", "DataSources")}
    call(aws.guardduty, "update_detector", DetectorId=identity, **written)


def _session(aws: Aws, _identity: str, given: Given, _before: Given) -> None:
    call(aws.macie2, "update_macie_session", **{part: given.get(part) for part in ("FindingPublishingFrequency", "Status")})


ALARM = [
    "ActionsEnabled",
    "AlarmActions",
    "AlarmDescription",
    "ComparisonOperator",
    "DatapointsToAlarm",
    "Dimensions",
    "EvaluationPeriods",
    "InsufficientDataActions",
    "MetricName",
    "Metrics",
    "Namespace",
    "OKActions",
    "Period",
    "Statistic",
    "Threshold",
    "TreatMissingData",
    "Unit",
]
UPDATES: dict[str, dict[str, Update]] = {
    "AWS::CloudTrail::Trail": {
        **joint(*TRAIL, by=_trail),
        **joint(*SELECTORS, by=_selectors),
        "IsLogging": _logging,
        "InsightSelectors": put("cloudtrail", "put_insight_selectors", TrailName=ID, InsightSelectors="InsightSelectors"),
        "Tags": tags.TRAIL,
    },
    "AWS::CloudWatch::Alarm": {**joint(*ALARM, by=_alarm), "Tags": tags.ALARM},
    "AWS::SNS::Topic": {
        "KmsMasterKeyId": _topic_key,
        "DisplayName": _topic_name,
        "Tags": tags.TOPIC,
    },
    "AWS::SNS::TopicPolicy": joint("PolicyDocument", "Topics", by=_topic_policy),
    "AWS::Events::Rule": {**joint("Description", "EventPattern", "State", "Targets", "RoleArn", by=_rule), "Tags": tags.RULE},
    "AWS::Budgets::Budget": {"Budget": _budget, "ResourceTags": tags.BUDGET},
    "AWS::SSM::Parameter": {**joint("Value", "Type", "Description", "AllowedPattern", by=_parameter), "Tags": tags.ssm("Parameter")},
    "AWS::SSM::Document": {
        **joint("Content", "DocumentFormat", "TargetType", by=_document),
        "UpdateMethod": used_later,
        "Tags": tags.ssm("Document"),
    },
    "AWS::SSM::Association": {
        **joint(
            "Name",
            "Parameters",
            "ScheduleExpression",
            "Targets",
            "MaxConcurrency",
            "MaxErrors",
            "AssociationName",
            "ApplyOnlyAtCronInterval",
            "AutomationTargetParameterName",
            "WaitForSuccessTimeoutSeconds",
            by=_association,
        ),
        "Tags": tags.ssm("Association"),
    },
    "AWS::GuardDuty::Detector": {
        **joint("Enable", "FindingPublishingFrequency", "Features", "DataSources", by=_detector),
        "Tags": tags.DETECTOR,
    },
    "AWS::Macie::Session": joint("FindingPublishingFrequency", "Status", by=_session),
    "AWS::SecurityHub::Hub": {"Tags": tags.HUB},
}
