"""Who is told when the account costs more than planned."""

from collections.abc import Iterable

from aws_cdk.aws_budgets import CfnBudget

from constructs import Construct
from sovereign.names import budget_name

Notice = CfnBudget.NotificationWithSubscribersProperty


class Spending(Construct):
    """A monthly budget of the whole account, whose notices go to a topic: at some percents of what is spent, and when the forecast is over.

    Of the whole account, for a budget of one tag sees nothing until somebody activates the tag for billing, and is silent till then.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        deployment: str,
        amount: int,
        currency: str,
        percents: Iterable[int],
        topic_arn: str,
        tags: dict[str, str],
    ) -> None:
        super().__init__(scope, construct_id)
        self.budget = CfnBudget(
            self,
            "Budget",
            budget=CfnBudget.BudgetDataProperty(
                budget_name=budget_name(deployment),
                budget_type="COST",
                time_unit="MONTHLY",
                budget_limit=CfnBudget.SpendProperty(amount=amount, unit=currency),
            ),
            notifications_with_subscribers=[
                *(_notice("ACTUAL", percent, topic_arn) for percent in percents),
                _notice("FORECASTED", 100, topic_arn),
            ],
            # Not by `Tags.of`: the CDK knows no tags of a budget.
            resource_tags=[CfnBudget.ResourceTagProperty(key=key, value=value) for key, value in sorted(tags.items())],
        )


def _notice(kind: str, percent: int, topic_arn: str) -> Notice:
    return Notice(
        notification=CfnBudget.NotificationProperty(
            notification_type=kind, comparison_operator="GREATER_THAN", threshold=percent, threshold_type="PERCENTAGE"
        ),
        subscribers=[CfnBudget.SubscriberProperty(subscription_type="SNS", address=topic_arn)],
    )
