"""Training: a platform to run on, in a zone of the network."""

from collections.abc import Iterator

from blueprint.settings.draft import Draft
from blueprint.settings.problems import Problem, shown

ON = ("training.ec2", "training.hyperpod", "training.pcs")
"""Platforms that training can run on."""


def zone_is_in_the_network(draft: Draft) -> Iterator[Problem]:
    """The nodes' zone has a subnet."""
    zone, zones = draft.text("training.zone"), [name for _, name in draft.texts("network.zones")]
    if zone and zones and zone not in zones:
        yield Problem("training.zone", shown(zone), f"one of network.zones: {', '.join(zones)}")


def there_is_a_platform(draft: Draft) -> Iterator[Problem]:
    """Training without nodes is a mistake."""
    if draft.has("training") and not any(draft.has(platform) for platform in ON):
        yield Problem("training", "without a platform", f"at least one of {', '.join(ON)}")
