"""Copies: whether the place they go to is another account and an approved region, and how long they stay."""

from collections.abc import Iterator

from blueprint.facts import regions
from blueprint.settings.draft import Draft
from blueprint.settings.problems import Problem, shown

SHORTEST_IN_PRODUCTION = 30
"""Days in which a loss is noticed: a rule of this project, no standard's."""


def copies_leave_the_account(draft: Draft) -> Iterator[Problem]:
    """A copy in the account that was lost is lost with it."""
    account = draft.text("backup.account")
    if account is not None and account == draft.text("account"):
        yield Problem("backup.account", shown(account), "another account than the deployment's own")


def copies_stay_in_the_jurisdiction(draft: Draft) -> Iterator[Problem]:
    """Their region is known, of the partition and approved."""
    name, partition = draft.text("backup.region"), draft.text("jurisdiction.partition")
    approved = [region for _, region in draft.texts("jurisdiction.approved_regions")]
    if name is None:
        return
    if name not in regions.regions():
        guess = regions.nearest_name(name)
        yield Problem("backup.region", shown(name), "is not a known region" + (f"; did you mean {guess}?" if guess else ""))
    elif partition and regions.region(name).partition != partition:
        reason = f"lies in {regions.region(name).partition}; jurisdiction.partition is {partition}, and no copy leaves it"
        yield Problem("backup.region", shown(name), reason)
    elif approved and name not in approved:
        yield Problem("backup.region", shown(name), f"is not approved; jurisdiction.approved_regions: {', '.join(approved)}")


def copies_stay_long_enough(draft: Draft) -> Iterator[Problem]:
    """In production long enough to notice a loss, and always for more than two rounds of copies."""
    days, objective = draft.number("backup.retention_days"), draft.number("backup.recovery_point_objective_hours")
    if days is None:
        return
    if draft.text("stage") == "production" and days < SHORTEST_IN_PRODUCTION:
        yield Problem(
            "backup.retention_days", shown(days), f"in production at least {SHORTEST_IN_PRODUCTION}; less with stage: development"
        )
    elif objective is not None and days * 24 < 2 * objective:
        fewest = -(-2 * objective // 24)
        reason = f"at least {fewest}: twice backup.recovery_point_objective_hours, {objective}, so that one copy is always whole"
        yield Problem("backup.retention_days", shown(days), reason)
