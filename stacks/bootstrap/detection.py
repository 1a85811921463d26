"""What CloudFormation may do to watch the deployment."""

from blueprint.facts.alarms import LOGS
from sovereign.names import alarm_name, budget_name, log_group_name, topic_name
from sovereign.services import principal
from stacks.bootstrap.names import Statement, allow, arn

TOPIC = (
    "sns:CreateTopic",
    "sns:DeleteTopic",
    "sns:GetDataProtectionPolicy",
    "sns:GetTopicAttributes",
    "sns:ListSubscriptionsByTopic",
    "sns:ListTagsForResource",
    "sns:SetTopicAttributes",
    "sns:TagResource",
    "sns:UntagResource",
)
ALARM = (
    "cloudwatch:DeleteAlarms",
    "cloudwatch:DescribeAlarms",
    "cloudwatch:ListTagsForResource",
    "cloudwatch:PutMetricAlarm",
    "cloudwatch:TagResource",
    "cloudwatch:UntagResource",
)
BUDGET = ("budgets:ListTagsForResource", "budgets:ModifyBudget", "budgets:TagResource", "budgets:UntagResource", "budgets:ViewBudget")
FILTER = ("logs:DeleteMetricFilter", "logs:DescribeMetricFilters", "logs:PutMetricFilter")
DETECTORS = {
    "guardduty": (
        "CreateDetector DeleteDetector GetDetector ListDetectors ListTagsForResource TagResource UntagResource UpdateDetector",
        "guardduty",
    ),
    "securityhub": (
        "DescribeHub DisableSecurityHub EnableSecurityHub ListTagsForResource TagResource UntagResource UpdateSecurityHubConfiguration",
        "securityhub",
    ),
    "macie2": ("DisableMacie EnableMacie GetMacieSession ListAutomatedDiscoveryAccounts UpdateMacieSession", "macie"),
}
"""By IAM's name of the service: what the registry says that CloudFormation calls, and the service that makes itself a role."""

OWN = {"guardduty": "detector/*", "securityhub": "hub/default"}
UNNAMED = ("guardduty:CreateDetector", "guardduty:ListDetectors")
"""What the Service Authorization Reference lists without a resource; Macie's calls are all so but its tags, of which it has none here."""


def linked_services() -> list[str]:
    """Services whose own role is made when they are switched on."""
    return [principal(linked) for _, linked in DETECTORS.values()] + [principal("access-analyzer")]


def detectors() -> list[Statement]:
    """An account and region have one of each, which carries no name of ours; making it, and all that Macie does, knows no resource."""
    found = []
    for service, (verbs, _) in DETECTORS.items():
        calls = [f"{service}:{verb}" for verb in verbs.split()]
        own = OWN.get(service)
        bare = [call for call in calls if own is None or call in UNNAMED]
        found.append(allow(f"Keep{service.capitalize()}", bare, "*"))
        if own:
            found.append(allow(f"KeepOwn{service.capitalize()}", [call for call in calls if call not in bare], arn(service, own)))
    return [statement for statement in found if statement["Action"]]


def alarms(name: str) -> list[Statement]:
    """The topic, the metric filters on the log groups that raise alarms, and alarms that carry the deployment's name."""
    return [
        allow("KeepTheTopic", list(TOPIC), arn("sns", topic_name(name))),
        allow("KeepAlarms", list(ALARM), arn("cloudwatch", f"alarm:{alarm_name(name, '*')}")),
        allow("KeepTheBudget", list(BUDGET), arn("budgets", f"budget/{budget_name(name)}", regional=False)),
        allow("FilterLogs", list(FILTER), [arn("logs", f"log-group:{log_group_name(name, group)}*") for group in LOGS]),
    ]
