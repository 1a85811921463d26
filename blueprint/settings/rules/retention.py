"""How long logs are kept."""

from collections.abc import Iterator

from blueprint.facts.retention import log_retention_days
from blueprint.settings.draft import Draft
from blueprint.settings.problems import Problem, shown

FIELDS = ("audit.log_retention_days", "network.flow_log_retention_days")


def log_groups_accept_it(draft: Draft) -> Iterator[Problem]:
    """CloudWatch Logs knows these numbers of days only."""
    for field in FIELDS:
        days = draft.number(field)
        if days is not None and days not in log_retention_days():
            yield Problem(field, shown(days), f"one of: {', '.join(map(str, log_retention_days()))}")
