"""Detectors, and what else of an account and region there is one of, that the file asks for by name."""

from collections.abc import Iterator
from functools import partial

from blueprint.facts import regions
from blueprint.facts.regions import Region
from blueprint.settings.detection import Detection
from blueprint.settings.draft import Draft
from blueprint.settings.problems import Problem
from blueprint.settings.rules.place import nearest_that, region_of

WATCHERS = {**{name: f"detection.{name}" for name in Detection.model_fields}, "block_public_access": "network.block_public_access"}
"""Where the file switches each on, by the feature that its region has to have."""


def region_has_the_detectors(draft: Draft) -> Iterator[Problem]:
    """A detector that is on stands in the region."""
    here = region_of(draft)
    if here is None:
        return
    for name, field in WATCHERS.items():
        if draft.text(field) == "on" and name in here.lacks:
            elsewhere = nearest_that(draft, here, "has it", partial(_has, name))
            title = regions.features()[name].title
            yield Problem(field, '"on"', f"off: {here.name} has no {title} in CloudFormation (checked {here.checked}); {elsewhere}")


def _has(name: str, region: Region) -> bool:
    return region.services_known and name not in region.lacks
