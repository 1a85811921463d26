"""Groups of nodes on every platform: a type that is sold, capacity in the nodes' zone, EFA only where the type has it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from blueprint.facts.instances import SAGEMAKER_PREFIX, instance, instances
from blueprint.settings.draft import Draft
from blueprint.settings.nodes import RELEASED_BEFORE_THE_END_MINUTES, usable_hours
from blueprint.settings.problems import Problem, shown
from blueprint.settings.rules.offers import Way, refusal


class Platform(NamedTuple):
    """Where groups of nodes stand in a file, how their types are bought, what names of such types begin with, and which zone is theirs."""

    groups: str
    way: Way
    prefix: str
    zone: str = "training.zone"


PLATFORMS = (
    Platform("training.ec2.groups", "ec2", ""),
    Platform("training.hyperpod.groups", "hyperpod", SAGEMAKER_PREFIX),
    Platform("training.pcs.groups", "ec2", ""),
    Platform("eks.groups", "ec2", "", "lake.lustre.zone"),
)
"""Every list of groups. A new platform is one row here, and every rule of this module holds for it."""


OWN = "training.ec2.groups"
"""Groups that Auto Scaling starts and ends by our own settings."""


class Group(NamedTuple):
    """One group of nodes in a file, with its field name and its platform."""

    field: str
    draft: Draft
    platform: Platform

    @property
    def kind(self) -> str | None:
        """The type's EC2 name, where it is a known one."""
        name = (self.draft.text("instance_type") or "").removeprefix(SAGEMAKER_PREFIX)
        return name if name in instances() else None


def groups(draft: Draft) -> Iterator[Group]:
    """The groups of all platforms."""
    for platform in PLATFORMS:
        for field, group in draft.drafts(platform.groups):
            yield Group(field, group, platform)


def names_stand_once(draft: Draft) -> Iterator[Problem]:
    """A platform's groups have names of their own."""
    for platform in PLATFORMS:
        seen: set[str] = set()
        for field, group in draft.drafts(platform.groups):
            name = group.text("name")
            if name in seen:
                yield Problem(f"{field}.name", shown(name), f"each name once in {platform.groups}")
            seen.add(name or "")


def types_exist_and_are_sold(draft: Draft) -> Iterator[Problem]:
    """Each type is known, named as its platform names it, and sold in the region."""
    for field, group, platform in groups(draft):
        kind = group.text("instance_type")
        if kind is None:
            continue
        where = f"{field}.instance_type"
        if not platform.prefix and kind.startswith(SAGEMAKER_PREFIX):
            right = kind.removeprefix(SAGEMAKER_PREFIX)
            yield Problem(where, shown(kind), f"an EC2 type, without {SAGEMAKER_PREFIX}: {right}")
        elif platform.prefix and not kind.startswith(platform.prefix):
            yield Problem(where, shown(kind), f"a SageMaker type, with {platform.prefix}: {platform.prefix}{kind}")
        elif reason := refusal(draft, kind, platform.way, platform.prefix):
            yield Problem(where, shown(kind), reason)


def efa_is_there(draft: Draft) -> Iterator[Problem]:
    """A group asks for EFA only where its type has it."""
    for group in groups(draft):
        if group.kind and group.draft.flag("efa") and not instance(group.kind).has_efa:
            yield Problem(f"{group.field}.efa", "true", f"false, or a type with EFA: {group.kind} has none")


def capacity_is_one(draft: Draft) -> Iterator[Problem]:
    """A group takes its nodes from a block, or from a reservation, or from neither."""
    for field, group, _ in groups(draft):
        if group.has("capacity_block") and group.has("reservation"):
            yield Problem(f"{field}.reservation", "declared", "one of capacity_block and reservation: EC2 launches from one at a time")


def blocks_are_in_the_zone(draft: Draft) -> Iterator[Problem]:
    """A block has one zone: its nodes' zone, and the same wherever it is named."""
    seen: dict[str, tuple[str, str]] = {}
    for field, group, platform in groups(draft):
        here = draft.text(platform.zone)
        block, zone = group.text("capacity_block.id"), group.text("capacity_block.zone")
        where = f"{field}.capacity_block.zone"
        if zone is None:
            continue
        if block in seen and seen[block][1] != zone:
            first, there = seen[block]
            yield Problem(where, shown(zone), f"{there}, as {first} says: a Capacity Block lies in one zone, and {block} is one block")
        elif here and zone != here:
            yield Problem(where, shown(zone), f"the zone of the nodes, {platform.zone}: {here}; a block's instances start in its own zone")
        if block:
            seen.setdefault(block, (where, zone))


def blocks_end_after_they_start(draft: Draft) -> Iterator[Problem]:
    """A block's moments are of the calendar, in order, and it lasts as long as one that can be bought."""
    for field, group, _ in groups(draft):
        starts, ends = group.text("capacity_block.starts"), group.text("capacity_block.ends")
        for name, moment in (("starts", starts), ("ends", ends)):
            if moment and not _is_moment(moment):
                yield Problem(f"{field}.capacity_block.{name}", shown(moment), "a moment of the calendar, in UTC")
        before = _scale_in_minutes(draft, field)
        if starts and ends and _is_moment(starts) and _is_moment(ends) and usable_hours(starts, ends, before) <= 0:
            problem = f"after it starts, {starts}, and by more than the last {before} minutes, in which its nodes go"
            yield Problem(f"{field}.capacity_block.ends", shown(ends), problem)


def running_blocks_are_there(draft: Draft) -> Iterator[Problem]:
    """A block is said to run only where a group takes its nodes from it."""
    blocks = [block for _, group in draft.drafts(OWN) if (block := group.text("capacity_block.id"))]
    for field, name in draft.texts("training.ec2.running_blocks"):
        if name not in blocks:
            there = f"a block of {OWN}: {', '.join(blocks)}" if blocks else f"none: no group of {OWN} has a capacity_block"
            yield Problem(field, shown(name), there)


def _scale_in_minutes(draft: Draft, field: str) -> int:
    """How long before a block's end its nodes go: as EC2 does it, or earlier where an Auto Scaling group of our own does."""
    ours = draft.number("training.ec2.scale_in_minutes") if field.startswith(OWN) else None
    return ours or RELEASED_BEFORE_THE_END_MINUTES


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo == UTC
    except ValueError:
        return False
