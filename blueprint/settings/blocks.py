"""What the clock has to do with a deployment: Capacity Blocks that have begun, end soon, or are over."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from blueprint.settings.deployment import Deployment
from blueprint.settings.nodes import Ec2NodeGroup
from blueprint.settings.training import Ec2

SOON = timedelta(days=7)


def notes_on_blocks(deployment: Deployment, now: datetime) -> Iterator[str]:
    """What has to be done about blocks by the clock. A synthesis has none: it is the same on every day.

    Args:
        deployment: One that is right.
        now: The moment, with its time zone.
    """
    training = deployment.training
    for group in training.groups if training else ():
        if isinstance(group, Ec2NodeGroup) and group.capacity_block:
            yield from _of_every_platform(group.name, group.capacity_block.id, datetime.fromisoformat(group.capacity_block.ends), now)
    if training and training.ec2:
        yield from _of_our_own_groups(training.ec2, now)


def _of_our_own_groups(plan: Ec2, now: datetime) -> Iterator[str]:
    """Auto Scaling takes no moment of the past."""
    for group in plan.groups:
        if not (block := group.capacity_block) or (ends := datetime.fromisoformat(block.ends)) <= now:
            continue
        has_begun, is_said = datetime.fromisoformat(block.starts) <= now, block.id in plan.running_blocks
        if has_begun and not is_said:
            yield f"training.ec2.running_blocks: {block.id} of {group.name} has begun; name it, for no start can be set in the past"
        elif is_said and not has_begun:
            yield f"training.ec2.running_blocks: {block.id} of {group.name} begins at {block.starts}; EC2 starts no node before"
        elif ends - timedelta(minutes=plan.scale_in_minutes) <= now:
            yield f"training.ec2.scale_in_minutes: the nodes of {group.name} should be gone by now; no end can be set in the past"


def _of_every_platform(name: str, block: str, ends: datetime, now: datetime) -> Iterator[str]:
    if ends <= now:
        yield f"training: {block} of {name} ended at {ends:%Y-%m-%d %H:%M} UTC: take it out, or name the block that follows"
    elif ends - now <= SOON:
        yield f"training: {block} of {name} ends at {ends:%Y-%m-%d %H:%M} UTC: docs/operations/capacity.md says how to extend it"
