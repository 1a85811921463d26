"""A budget tells the alarms' topic, and carries the tags by itself."""

import pytest

from tests.stacks.templates import Templates, statements, text


@pytest.fixture
def budget(japan: Templates) -> dict[str, object]:
    return japan.one("AWS::Budgets::Budget")


def test_each_notice_goes_to_the_topic_and_to_nobodys_mailbox(budget, japan: Templates) -> None:
    (topic,) = japan.resources("AWS::SNS::Topic")
    subscribers = [one for notice in budget["NotificationsWithSubscribers"] for one in notice["Subscribers"]]
    assert {(one["SubscriptionType"], text(one["Address"])) for one in subscribers} == {("SNS", f"<{topic}.TopicArn>")}


def test_somebody_is_told_on_the_way_at_the_end_and_when_the_forecast_is_over(budget) -> None:
    notices = [notice["Notification"] for notice in budget["NotificationsWithSubscribers"]]
    assert [(one["NotificationType"], one["Threshold"]) for one in notices] == [
        ("ACTUAL", 50),
        ("ACTUAL", 80),
        ("ACTUAL", 100),
        ("FORECASTED", 100),
    ]


def test_the_budget_carries_the_tags_that_the_cdk_does_not_put_on_it(budget, japan: Templates) -> None:
    tags = {tag["Key"]: tag["Value"] for tag in budget["ResourceTags"]}
    assert {"deployment", "owner", "stage", "part"} <= set(tags)
    assert tags["deployment"] == japan.deployment["name"]


def test_budgets_may_publish_where_there_is_one_and_nowhere_else(templates: Templates) -> None:
    has_budget = bool(templates.properties("AWS::Budgets::Budget"))
    topic = {s["Sid"] for s in statements(templates.one("AWS::SNS::TopicPolicy")["PolicyDocument"])}
    keys = {s.get("Sid") for p in templates.properties("AWS::KMS::Key") for s in statements(p["KeyPolicy"])}
    assert ("LetBudgetsPublish" in topic) is ("LetBudgetsPublish" in keys) is has_budget
