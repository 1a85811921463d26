"""An alarm that would ring unheard, and a filter that would match nothing, are refused."""

import uuid

import pytest

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.verify import StackReader
from tests.assurance.rehearsal import resources as of
from tests.assurance.rehearsal.conftest import Deploy

CLOUDWATCH = {"Service": "cloudwatch.amazonaws.com"}
GROUP = of.resource("Logs::LogGroup")
TOPIC_KEY = of.resource("KMS::Key", KeyPolicy=of.policy(of.OWNER, of.statement("Allow", CLOUDWATCH, "kms:Decrypt", "kms:GenerateDataKey")))
TOPIC = of.resource("SNS::Topic", KmsMasterKeyId=of.att("Key"))
PUBLISH = of.resource(
    "SNS::TopicPolicy",
    Topics=[of.ref("Topic")],
    PolicyDocument=of.policy(of.statement("Allow", CLOUDWATCH, "sns:Publish", on=of.ref("Topic"))),
)


def metric_filter(pattern: str = '{($.eventName=StopLogging) && ($.userIdentity.type="Root")}', group: object = None) -> of.Resource:
    transformation = {"MetricName": "stop", "MetricNamespace": "example/trail", "MetricValue": "1"}
    return of.resource(
        "Logs::MetricFilter", LogGroupName=group or of.ref("Group"), FilterPattern=pattern, MetricTransformations=[transformation]
    )


def alarm(topic: object = None) -> of.Resource:
    return of.resource(
        "CloudWatch::Alarm",
        depends="Policy",
        AlarmName=f"example-{uuid.uuid4().hex}",
        Namespace="example/trail",
        MetricName="stop",
        Statistic="Sum",
        Period=300,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
        TreatMissingData="notBreaching",
        AlarmActions=[topic or of.ref("Topic")],
    )


def ringing() -> dict[str, of.Resource]:
    return {"Group": GROUP, "Filter": metric_filter(), "Key": TOPIC_KEY, "Topic": TOPIC, "Policy": PUBLISH, "Alarm": alarm()}


def test_every_property_of_an_alarm_and_its_filter_is_told_by_boto3(aws: Aws, deploy: Deploy) -> None:
    stack = ringing()
    assert deploy("ringing", **stack).reasons == []
    checked = {one.logical_id: one for one in StackReader(aws, "ringing", {"Resources": stack}).check()}
    assert [problem for one in checked.values() for problem in one.problems] == []
    assert set(checked["Alarm"].verified) == set(stack["Alarm"]["Properties"])  # type: ignore[call-overload]
    assert set(checked["Filter"].verified) == {"LogGroupName", "FilterPattern", "MetricTransformations"}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"Filter": metric_filter("{($.eventName=StopLogging}")}, "does not close what it opens"),
        ({"Filter": metric_filter('{$.eventName="StopLogging}')}, "does not close what it opens"),
        ({"Filter": metric_filter(group="nowhere")}, "log group nowhere does not exist"),
        ({"Alarm": alarm("arn:aws:sns:eu-central-1:111122223333:nowhere")}, "does not exist"),
        ({"Policy": of.resource("Logs::LogGroup")}, "does not allow cloudwatch.amazonaws.com sns:Publish"),
        ({"Key": of.KEY}, "does not allow cloudwatch.amazonaws.com kms:Decrypt"),
    ],
)
def test_what_would_stay_silent_is_refused(change: dict[str, of.Resource], reason: str, deploy: Deploy) -> None:
    (why,) = deploy(**(ringing() | change)).reasons
    assert reason in why
