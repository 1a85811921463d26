"""AWS PCS: which Slurm parameters it lets be set, and what it keeps to itself."""

from functools import cache
from typing import Literal

from pydantic import Field

from blueprint.facts.table import Row, Table, read

Place = Literal["cluster", "node_group", "queue", "gres", "cgroup", "slurmdbd"]


class Settable(Row):
    """What can be set at one place.

    Attributes:
        parameters: The names that are taken there, as PCS spells them.
        since: The least Slurm version on PCS for a parameter that is younger than the list.
        options: The words that a parameter takes, where PCS takes fewer than Slurm.
    """

    parameters: frozenset[str]
    since: dict[str, str] = Field(default_factory=dict)
    options: dict[str, frozenset[str]] = Field(default_factory=dict)


class OwnSetting(Row):
    """A parameter that PCS sets by itself; `reason` is what becomes of ours."""

    reason: str


@cache
def settable() -> Table[Settable]:
    """What can be set, by place."""
    return read("pcs.yaml", Settable)


@cache
def own_settings() -> Table[OwnSetting]:
    """What PCS sets by itself, by parameter."""
    return read("pcs_own.yaml", OwnSetting)


def refusal(place: Place, parameter: str, value: str, version: str) -> str | None:
    """Why PCS refuses a setting; None where it takes it.

    Args:
        place: Where it would be set.
        parameter: Its name in Slurm's file.
        value: Its value, as in Slurm's file.
        version: The cluster's Slurm version, such as `25.05`.
    """
    row = settable()[place]
    if parameter not in row.parameters:
        return f"not on the allow list for {place}: {row.source} ({row.checked})"
    least = row.since.get(parameter)
    if least and _number(version) < _number(least):
        return f"taken from Slurm {least} on; the cluster runs {version}: {row.source} ({row.checked})"
    options = row.options.get(parameter)
    if options and (unknown := sorted(set(value.split(",")) - options)):
        return f"{', '.join(unknown)}: not among {', '.join(sorted(options))}: {row.source} ({row.checked})"
    return None


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
