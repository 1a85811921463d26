"""Rules on the event bus: made as EventBridge makes them, and refused where nobody would hear."""

from assurance.rehearsal.aws import Aws
from tests.assurance.rehearsal import resources as of
from tests.assurance.rehearsal.conftest import Deploy

PATTERN = {"source": ["aws.sts"]}
TOPIC = of.resource("SNS::Topic", TopicName="alarm")
SPEAKS = of.resource(
    "SNS::TopicPolicy",
    Topics=[of.ref("Topic")],
    PolicyDocument=of.policy(of.statement("Allow", {"Service": "events.amazonaws.com"}, "sns:Publish", on=of.ref("Topic"))),
)


def rule(**properties: object) -> of.Resource:
    given = {"Name": "seen", "EventPattern": PATTERN, "Targets": [{"Id": "Topic", "Arn": of.ref("Topic")}]}
    return of.resource("Events::Rule", "Policy", **{**given, **properties})


def test_a_rule_and_its_target_are_told_by_boto3(aws: Aws, deploy: Deploy) -> None:
    assert deploy(Topic=TOPIC, Policy=SPEAKS, Rule=rule()).reasons == []
    assert [target["Id"] for target in aws.events.list_targets_by_rule(Rule="seen")["Targets"]] == ["Topic"]
    assert aws.events.describe_rule(Name="seen")["EventPattern"] == '{"source": ["aws.sts"]}'


def test_a_topic_that_does_not_let_eventbridge_speak_is_refused(aws: Aws, deploy: Deploy) -> None:
    made = deploy(Topic=TOPIC, Policy=of.resource("SNS::Topic", TopicName="other"), Rule=rule())
    assert made.reasons == [f"Rule: Targets: the policy of {aws.arn('sns', 'alarm')} does not let EventBridge publish"]


def test_a_topic_that_is_not_there_is_refused(aws: Aws, deploy: Deploy) -> None:
    gone = aws.arn("sns", "gone")
    made = deploy(Topic=TOPIC, Policy=SPEAKS, Rule=rule(Targets=[{"Id": "Topic", "Arn": gone}]))
    assert made.reasons == [f"Rule: Targets: the topic {gone} does not exist"]


def test_a_pattern_that_names_no_list_is_refused(aws: Aws, deploy: Deploy) -> None:
    assert "EventPattern" in deploy(Topic=TOPIC, Policy=SPEAKS, Rule=rule(EventPattern={"source": "aws.sts"})).reasons[0]


def test_a_state_that_eventbridge_does_not_know_is_refused(aws: Aws, deploy: Deploy) -> None:
    assert "State" in deploy(Topic=TOPIC, Policy=SPEAKS, Rule=rule(State="ON")).reasons[0]
