"""Budgets: whose notices reach a topic that lets them."""

from assurance.rehearsal.aws import Aws
from assurance.rehearsal.properties import Properties
from assurance.rehearsal.shapes import call
from assurance.rehearsal.topics import check_publisher
from assurance.rehearsal.types.model import Made, ResourceType
from assurance.rehearsal.values import Json
from blueprint.facts.partitions import service_principal

PRINCIPAL = service_principal("budgets")


def create_budget(aws: Aws, given: Properties, name: str) -> Made:
    """A budget with its notices."""
    budget = {"BudgetName": name} | given.need("Budget")
    notices, tags = given.take("NotificationsWithSubscribers", []), given.take("ResourceTags")
    for at, notice in enumerate(notices):
        for subscriber in notice["Subscribers"]:
            if subscriber["SubscriptionType"] == "SNS":
                check_publisher(aws, f"NotificationsWithSubscribers[{at}]", subscriber["Address"], PRINCIPAL)
    call(aws.budgets, "create_budget", AccountId=aws.account, Budget=budget, NotificationsWithSubscribers=notices, ResourceTags=tags)
    return Made(budget["BudgetName"])


def read_budget(aws: Aws, name: str) -> dict[str, Json]:
    """The budget, each notice with its subscribers, and the tags."""
    this = {"AccountId": aws.account, "BudgetName": name}
    notices = aws.budgets.describe_notifications_for_budget(**this)["Notifications"]
    return {
        "Budget": aws.budgets.describe_budget(**this)["Budget"],
        "NotificationsWithSubscribers": [
            {
                "Notification": notice,
                "Subscribers": aws.budgets.describe_subscribers_for_notification(**this, Notification=notice)["Subscribers"],
            }
            for notice in notices
        ],
        "ResourceTags": aws.budgets.list_tags_for_resource(ResourceARN=aws.arn("budgets", f"budget/{name}", region=""))["ResourceTags"],
    }


TYPES = (ResourceType("AWS::Budgets::Budget", create_budget, read_budget),)
