"""A budget's subscribers and tags: moto takes both and tells neither."""

import json

from moto.budgets.responses import BudgetsResponse
from moto.core.exceptions import JsonRESTError

from assurance.rehearsal.simulator.records import Records, retag
from assurance.rehearsal.values import Json

create = BudgetsResponse.create_budget


def create_budget(self: Json) -> Json:
    """Keeps the tags beside moto's budget."""
    given = json.loads(self.body)
    answer = create(self)
    Records.of(self.backend, "tags")[given["Budget"]["BudgetName"]] = {"ResourceTags": given.get("ResourceTags", [])}
    return answer


def list_tags_for_resource(self: Json) -> str:
    """The tags that a budget was made with."""
    name = json.loads(self.body)["ResourceARN"].rpartition("budget/")[2]
    return json.dumps(Records.of(self.backend, "tags").one(name, "NotFoundException"))


def retag_resource(self: Json) -> str:
    """Gives or takes tags."""
    given = json.loads(self.body)
    record = Records.of(self.backend, "tags").one(given["ResourceARN"].rpartition("budget/")[2], "NotFoundException")
    return json.dumps(retag(record, given, at="ResourceTags", keys="ResourceTagKeys"))


def update_budget(self: Json) -> str:
    """Another limit, or other filters; the name stays."""
    given = json.loads(self.body)
    budget = self.backend.budgets[given["AccountId"]].get(given["NewBudget"]["BudgetName"])
    if budget is None:
        raise JsonRESTError("NotFoundException", f"{given['NewBudget']['BudgetName']}: no such budget")
    budget.budget.update(given["NewBudget"])
    return "{}"


def describe_subscribers_for_notification(self: Json) -> str:
    """Who is told by one notice."""
    given = json.loads(self.body)
    budget = self.backend.budgets[given["AccountId"]].get(given["BudgetName"])
    for notice in budget.notifications if budget else ():
        if notice.details == given["Notification"]:
            return json.dumps({"Subscribers": notice.subscribers})
    raise JsonRESTError("NotFoundException", f"{given['BudgetName']} has no such notification")


OPERATIONS = {
    "tag_resource": retag_resource,
    "untag_resource": retag_resource,
    "update_budget": update_budget,
    "create_budget": create_budget,
    "describe_subscribers_for_notification": describe_subscribers_for_notification,
    "list_tags_for_resource": list_tags_for_resource,
}
