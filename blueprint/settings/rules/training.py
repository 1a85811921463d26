"""Training nodes: a type that EC2 sells in the region, in a zone of the network."""

from collections.abc import Iterator

from blueprint.facts.instances import SAGEMAKER_PREFIX
from blueprint.settings.draft import Draft
from blueprint.settings.problems import Problem, shown
from blueprint.settings.rules.offers import refusal


def type_exists_and_is_sold(draft: Draft) -> Iterator[Problem]:
    """The type is an EC2 type, known, and sold in the region."""
    kind = draft.text("training.instance_type")
    if kind is None:
        return
    if kind.startswith(SAGEMAKER_PREFIX):
        yield Problem(
            "training.instance_type", shown(kind), f"an EC2 type, without {SAGEMAKER_PREFIX}: {kind.removeprefix(SAGEMAKER_PREFIX)}"
        )
    elif reason := refusal(draft, kind, "ec2"):
        yield Problem("training.instance_type", shown(kind), reason)


def zone_is_in_the_network(draft: Draft) -> Iterator[Problem]:
    """The nodes' zone has a subnet."""
    zone, zones = draft.text("training.zone"), [name for _, name in draft.texts("network.zones")]
    if zone and zones and zone not in zones:
        yield Problem("training.zone", shown(zone), f"one of network.zones: {', '.join(zones)}")
