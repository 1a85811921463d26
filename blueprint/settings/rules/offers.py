"""Whether an instance type exists and a region sells it."""

from typing import Literal

from blueprint.facts.instances import Instance, instance, instances, offers
from blueprint.facts.table import UnknownFactError
from blueprint.settings.draft import Draft
from blueprint.settings.rules.place import nearest_that, region_of

Way = Literal["ec2", "hosting", "hyperpod"]

WAYS: dict[Way, str] = {"ec2": "as an EC2 instance", "hosting": "behind a SageMaker endpoint", "hyperpod": "in a HyperPod cluster"}
MOST_NAMED = 5


def refusal(draft: Draft, name: str, way: Way, prefix: str = "") -> str:
    """Why a type cannot be had in the deployment's region, or nothing where it can or nobody knows.

    Args:
        draft: The file, for its region and the approved ones.
        name: The type, with its prefix.
        way: How it is bought.
        prefix: What names of this way begin with.
    """
    try:
        wanted = instance(name)
    except UnknownFactError as unknown:
        meant = (
            f"did you mean {prefix}{unknown.nearest}?" if unknown.nearest else f"known: {', '.join(prefix + kind for kind in instances())}"
        )
        return f"is not a known instance type; {meant}"
    region = region_of(draft)
    if region is None or region.name not in offers() or wanted.name in sold(region.name, way):
        return ""
    alike = like(wanted, sold(region.name, way))
    instead = f"it sells {', '.join(prefix + kind for kind in alike)}" if alike else "it sells none like it"
    elsewhere = nearest_that(draft, region, "sells it", lambda other: wanted.name in sold(other.name, way))
    return f"{region.name} does not sell it {WAYS[way]} (checked {offers()[region.name].checked}); {instead}; {elsewhere}"


def sold(region: str, way: Way) -> frozenset[str]:
    """The types that a region is known to sell in one way."""
    row = offers().get(region)
    ways = {} if row is None else {"ec2": row.ec2, "hosting": row.hosting, "hyperpod": row.hyperpod}
    return ways.get(way, frozenset[str]())


def like(wanted: Instance, among: frozenset[str]) -> list[str]:
    """Types with as many accelerators, the closest in accelerator memory first."""
    same = [row for row in instances().values() if row.name in among and row.accelerators == wanted.accelerators]
    return [row.name for row in sorted(same, key=lambda row: abs(row.accelerator_memory_gib - wanted.accelerator_memory_gib))[:MOST_NAMED]]
