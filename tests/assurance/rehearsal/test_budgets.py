"""A budget is read back with its notices, and one that nobody would hear of is refused."""

import uuid

import pytest

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.verify import StackReader
from tests.assurance.rehearsal import resources as of
from tests.assurance.rehearsal.conftest import Deploy

BUDGETS = {"Service": "budgets.amazonaws.com"}
TOPIC_KEY = of.resource("KMS::Key", KeyPolicy=of.policy(of.OWNER, of.statement("Allow", BUDGETS, "kms:Decrypt", "kms:GenerateDataKey")))
TOPIC = of.resource("SNS::Topic", KmsMasterKeyId=of.att("Key"))
PUBLISH = of.policy(of.statement("Allow", BUDGETS, "sns:Publish", on=of.ref("Topic")))


def stack(**changes: of.Resource) -> dict[str, of.Resource]:
    notice = {"NotificationType": "ACTUAL", "ComparisonOperator": "GREATER_THAN", "Threshold": 80, "ThresholdType": "PERCENTAGE"}
    budget = of.resource(
        "Budgets::Budget",
        depends="Policy",
        Budget={
            "BudgetName": f"example-{uuid.uuid4().hex}",
            "BudgetType": "COST",
            "TimeUnit": "MONTHLY",
            "BudgetLimit": {"Amount": 100, "Unit": "USD"},
        },
        NotificationsWithSubscribers=[
            {"Notification": notice, "Subscribers": [{"SubscriptionType": "SNS", "Address": of.ref("Topic")}]},
        ],
        ResourceTags=[{"Key": "owner", "Value": "x"}],
    )
    policy = of.resource("SNS::TopicPolicy", Topics=[of.ref("Topic")], PolicyDocument=PUBLISH)
    return {"Key": TOPIC_KEY, "Topic": TOPIC, "Policy": policy, "Budget": budget} | changes


def test_every_property_of_a_budget_is_told_by_boto3(aws: Aws, deploy: Deploy) -> None:
    whole = stack()
    assert deploy("budget", **whole).reasons == []
    checked = {one.logical_id: one for one in StackReader(aws, "budget", {"Resources": whole}).check()}
    assert [problem for one in checked.values() for problem in one.problems] == []
    assert checked["Budget"].verified == ["Budget", "NotificationsWithSubscribers", "ResourceTags"]


def test_a_notice_that_was_taken_away_is_a_problem(aws: Aws, deploy: Deploy) -> None:
    whole = stack()
    name = deploy("budget", **whole).ids["Budget"]
    this = {"AccountId": of.ACCOUNT, "BudgetName": name}
    (notice,) = aws.budgets.describe_notifications_for_budget(**this)["Notifications"]
    aws.budgets.delete_notification(**this, Notification=notice)
    assert [one.logical_id for one in StackReader(aws, "budget", {"Resources": whole}).check() if one.problems] == ["Budget"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"Key": of.KEY}, "does not allow budgets.amazonaws.com kms:Decrypt"),
        ({"Policy": of.resource("Logs::LogGroup")}, "does not allow budgets.amazonaws.com sns:Publish"),
    ],
)
def test_a_budget_that_nobody_would_hear_of_is_refused(changes: dict[str, of.Resource], reason: str, deploy: Deploy) -> None:
    (why,) = deploy(**stack(**changes)).reasons
    assert reason in why
