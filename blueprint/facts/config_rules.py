"""Managed rules of AWS Config: what is watched while a deployment runs, and where there is such a rule."""

from functools import cache
from typing import Literal

from pydantic import Field

from blueprint.facts.table import Row, Table, read


class ConfigRule(Row):
    """One managed rule; `name` is AWS's identifier.

    Attributes:
        why: What it finds; becomes the rule's description (at most 256 characters, PutConfigRule).
        watches: The claim that holds the templates to the same.
        parameters: Input parameters; `{log_retention_days}` is filled in.
        tag: Only resources with this tag are looked at.
        not_in: Regions whose AWS Config lacks it.
    """

    why: str = Field(max_length=256)
    watches: Literal["our_keys", "no_way_out", "logs_are_kept", "images_by_digest", "identity"]
    parameters: dict[str, str] = Field(default_factory=dict)
    tag: str | None = None
    not_in: tuple[str, ...] = ()

    @property
    def rule_name(self) -> str:
        """The name that AWS's own pages give it, such as `encrypted-volumes`."""
        return self.name.lower().replace("_", "-")


@cache
def catalogue() -> Table[ConfigRule]:
    """All rules by identifier."""
    return read("config_rules.yaml", ConfigRule)


def config_rules(region: str) -> tuple[ConfigRule, ...]:
    """The rules that there are in a region."""
    return tuple(row for row in catalogue().values() if region not in row.not_in)
