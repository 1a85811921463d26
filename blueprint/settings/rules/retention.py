"""How long logs are kept."""

from collections.abc import Iterator

from blueprint.facts.retention import log_retention_days
from blueprint.settings.draft import Draft
from blueprint.settings.problems import Problem, shown

A_YEAR = 365
"""What a production deployment keeps its logs for at least (AWS Control Tower, CT.CLOUDWATCH.PR.2)."""

FIELDS = ("audit.log_retention_days", "network.flow_log_retention_days")


def log_groups_accept_it(draft: Draft) -> Iterator[Problem]:
    """CloudWatch Logs knows these numbers of days only."""
    for field in FIELDS:
        days = draft.number(field)
        if days is not None and days not in log_retention_days():
            yield Problem(field, shown(days), f"one of: {', '.join(map(str, log_retention_days()))}")


def production_keeps_logs_for_a_year(draft: Draft) -> Iterator[Problem]:
    """Only a development deployment may forget sooner who did what."""
    if draft.text("stage") != "production":
        return
    for field in FIELDS:
        days = draft.number(field)
        if days is not None and days < A_YEAR and days in log_retention_days():
            yield Problem(field, shown(days), f"in production at least {A_YEAR}; less with stage: development")
