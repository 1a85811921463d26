"""The deployment's region, and the nearest one that has what it lacks."""

from collections.abc import Callable

from blueprint.facts import regions
from blueprint.facts.regions import Region
from blueprint.settings.draft import Draft


def region_of(draft: Draft) -> Region | None:
    """The deployment's region, or None where it is malformed or unknown: another rule says so."""
    name = draft.text("region")
    return regions.region(name) if name is not None and name in regions.regions() else None


def nearest_that(draft: Draft, here: Region, does: str, test: Callable[[Region], bool]) -> str:
    """Name the nearest approved region that passes a test; where none does, the nearest of the partition, as not approved.

    Args:
        draft: The file; its approved regions are preferred.
        here: From where distances count.
        does: What the region is looked for, as words: `has it`, `sells it`.
        test: Whether a region will do.
    """
    approved = [region for _, region in draft.texts("jurisdiction.approved_regions")]
    for other in regions.nearest_first(here.name, approved):
        if test(regions.region(other)):
            return f"the nearest approved region that {does}: {other}"
    for other in regions.nearest_first(here.name, regions.regions()):
        if test(regions.region(other)):
            return f"no approved region {does}; the nearest of the partition: {other}"
    return f"no known region of the partition {does}"
