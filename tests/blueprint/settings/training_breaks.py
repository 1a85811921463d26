"""Ways to break groups of nodes and the capacity bought for them."""

from typing import Any

GROUPS, BLOCK = "training.ec2.groups", "training.ec2.groups.0.capacity_block"
IN_THE_GROUP = "training.ec2.groups[0]"


def block(**changes: str) -> dict[str, str]:
    """A Capacity Block of two weeks, in the nodes' zone."""
    right = {"id": "cr-0123456789abcdef0", "zone": "eu-central-1a", "starts": "2027-01-11T11:30:00Z", "ends": "2027-01-25T11:30:00Z"}
    return right | changes


def group(**changes: Any) -> dict[str, Any]:
    """A group like the example's."""
    return {"name": "train", "instance_type": "p4d.24xlarge", "nodes": 2} | changes


BREAKS = [
    ("training without a platform", {"training": {"zone": "eu-central-1a"}}, "training", "at least one of training.ec2"),
    ("two groups of one name", {GROUPS: [group(), group(nodes=1)]}, "training.ec2.groups[1].name", "each name once"),
    ("EFA where there is none", {GROUPS: [group(instance_type="g5.2xlarge", efa=True)]}, f"{IN_THE_GROUP}.efa", "g5.2xlarge has none"),
    (
        "capacity from two places",
        {BLOCK: block(), f"{GROUPS}.0.reservation": {"id": "cr-0123456789abcdef1"}},
        f"{IN_THE_GROUP}.reservation",
        "one of capacity_block and reservation",
    ),
    ("a block that is none", {BLOCK: block(id="block")}, f"{IN_THE_GROUP}.capacity_block.id", "cr- and 8 to 17"),
    ("a block elsewhere", {BLOCK: block(zone="eu-central-1b")}, f"{IN_THE_GROUP}.capacity_block.zone", "training.zone: eu-central-1a"),
    (
        "two zones for one block",
        {GROUPS: [group(capacity_block=block()), group(name="more", capacity_block=block(zone="eu-central-1b"))]},
        "training.ec2.groups[1].capacity_block.zone",
        "is one block",
    ),
    ("a block in words", {BLOCK: block(ends="next week")}, f"{IN_THE_GROUP}.capacity_block.ends", "in UTC, such as"),
    ("no day of the calendar", {BLOCK: block(ends="2027-02-31T11:30:00Z")}, f"{IN_THE_GROUP}.capacity_block.ends", "of the calendar"),
    ("a block that ends first", {BLOCK: block(ends="2027-01-10T11:30:00Z")}, f"{IN_THE_GROUP}.capacity_block.ends", "after it starts"),
]
"""Each with the field that the one problem names, and what it says."""
