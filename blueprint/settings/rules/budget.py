"""The budget's notices."""

from collections.abc import Iterator

from blueprint.facts.regions import Region, features
from blueprint.settings.draft import Draft
from blueprint.settings.problems import Problem, shown
from blueprint.settings.rules.place import nearest_that, region_of

LOWEST, HIGHEST = 1, 1000
BUDGETS = "budgets"


def region_has_budgets(draft: Draft) -> Iterator[Problem]:
    """CloudFormation makes a budget from the deployment's region."""
    here = region_of(draft)
    if here is not None and draft.has("budget") and BUDGETS in here.lacks:
        title = features()[BUDGETS].title
        elsewhere = nearest_that(draft, here, "has it", has_budgets)
        yield Problem(
            "budget", "a part", f"no such part: {here.name} has no {title} in CloudFormation (checked {here.checked}); {elsewhere}"
        )


def has_budgets(region: Region) -> bool:
    """Whether CloudFormation is known to make budgets from there."""
    return region.services_known and BUDGETS not in region.lacks


def notices_ascend(draft: Draft) -> Iterator[Problem]:
    """Each percent lies in its bounds and above the one before: AWS Budgets refuses the same notice twice."""
    before = LOWEST - 1
    for at in range(draft.length("budget.notice_percents") or 0):
        percent = draft.number_in("budget.notice_percents", at)
        if percent is None:
            continue
        if not max(LOWEST, before + 1) <= percent <= HIGHEST:
            yield Problem(f"budget.notice_percents[{at}]", shown(percent), f"above {before}, up to {HIGHEST}")
        before = max(before, percent)
