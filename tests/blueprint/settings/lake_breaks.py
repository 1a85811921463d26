"""Ways to break the file system, and the moments at which a block's nodes come and go."""

from tests.blueprint.settings.training_breaks import BLOCK, IN_THE_GROUP, block

LUSTRE = "lake.lustre"
EFA = {f"{LUSTRE}.efa": True, f"{LUSTRE}.capacity_gib": 19200}

BREAKS = [
    ("metadata below the least", {f"{LUSTRE}.metadata_iops": 1000}, f"{LUSTRE}.metadata_iops", "allowed: 1500, 3000, 6000, 12000, then"),
    ("metadata between two steps", {f"{LUSTRE}.metadata_iops": 30000}, f"{LUSTRE}.metadata_iops", "steps of 12000 up to 192000"),
    ("metadata beyond the most", {f"{LUSTRE}.metadata_iops": 204000}, f"{LUSTRE}.metadata_iops", "or absent, and FSx goes by the size"),
    ("no metadata at all", {f"{LUSTRE}.metadata_iops": 0}, f"{LUSTRE}.metadata_iops", "allowed: 1500"),
    ("EFA for nodes that want none", EFA | {"training.ec2.groups.0.efa": False}, f"{LUSTRE}.efa", f"false: {IN_THE_GROUP}.efa is false"),
    ("an alarm that always rings", {f"{LUSTRE}.least_free_percent": 100}, f"{LUSTRE}.least_free_percent", "1 to 90"),
    ("a release of what is in use", {f"{LUSTRE}.release.unread_days": 0}, f"{LUSTRE}.release.unread_days", "1 to 3650"),
    ("an hour that is none", {f"{LUSTRE}.release.hour": 24}, f"{LUSTRE}.release.hour", "0 to 23"),
    ("a day in words", {f"{LUSTRE}.release.day": "monday"}, f"{LUSTRE}.release.day", "'MON'"),
    ("rejects that go at once", {"lake.rejects_days": 0}, "lake.rejects_days", "1 to 36500"),
    (
        "nodes that go before they come",
        {BLOCK: block(ends="2027-01-11T13:00:00Z"), "training.ec2.scale_in_minutes": 120},
        f"{IN_THE_GROUP}.capacity_block.ends",
        "by more than the last 120 minutes",
    ),
    ("nodes that EC2 ends first", {"training.ec2.scale_in_minutes": 30}, "training.ec2.scale_in_minutes", "31 to 1440"),
    (
        "a running block that is none",
        {"training.ec2.running_blocks": ["cr-0123456789abcdef0"]},
        "training.ec2.running_blocks[0]",
        "none: no group of training.ec2.groups has a capacity_block",
    ),
    (
        "a running block of nobody",
        {BLOCK: block(), "training.ec2.running_blocks": ["cr-9123456789abcdef0"]},
        "training.ec2.running_blocks[0]",
        "a block of training.ec2.groups: cr-0123456789abcdef0",
    ),
]
"""Each with the field that the one problem names, and what it says."""
