"""Where the deployment is allowed to be, and whether that place has what it asks for."""

from collections.abc import Iterator
from functools import partial

from blueprint.facts import regions
from blueprint.facts.regions import Feature, Region
from blueprint.settings.draft import Draft
from blueprint.settings.problems import Problem, shown
from blueprint.settings.rules.place import nearest_that, region_of

NETWORK_WAYS = ("private_link", "vpn", "transit_gateway", "direct_connect", "private_zones", "certificates")
"""Ways in for networks: each is called like the feature that it needs."""

ASKED_BY = {
    "lake": ("fsx_lustre", "lustre_s3_association"),
    "serving": ("sagemaker_endpoint",),
    "eks": ("eks",),
    "training.hyperpod": ("hyperpod",),
    "training.pcs": ("pcs",),
    **{f"ways_in.{way}": (way,) for way in NETWORK_WAYS},
}
"""Which part of a deployment asks which feature of its region."""


def approved_regions_exist_in_the_partition(draft: Draft) -> Iterator[Problem]:
    """Each approved region is known, stands once, and lies in the jurisdiction's partition."""
    partition = draft.text("jurisdiction.partition")
    seen: set[str] = set()
    for field, name in draft.texts("jurisdiction.approved_regions"):
        if name in seen:
            yield Problem(field, shown(name), "each region once")
        elif unknown := _unknown(name):
            yield Problem(field, shown(name), unknown)
        elif partition and regions.region(name).partition != partition:
            yield Problem(field, shown(name), f"lies in {regions.region(name).partition}; jurisdiction.partition is {partition}")
        seen.add(name)


def region_is_approved(draft: Draft) -> Iterator[Problem]:
    """The region is known, in the partition, and among the approved ones."""
    name, partition = draft.text("region"), draft.text("jurisdiction.partition")
    approved = [region for _, region in draft.texts("jurisdiction.approved_regions")]
    if name is None:
        return
    if unknown := _unknown(name):
        yield Problem("region", shown(name), unknown)
    elif partition and regions.region(name).partition != partition:
        yield Problem("region", shown(name), f"lies in {regions.region(name).partition}; jurisdiction.partition is {partition}")
    elif approved and name not in approved:
        yield Problem("region", shown(name), f"is not approved; jurisdiction.approved_regions: {', '.join(approved)}")


def region_has_what_is_asked(draft: Draft) -> Iterator[Problem]:
    """CloudFormation offers every feature that a part of the deployment needs."""
    here = region_of(draft)
    if here is None:
        return
    for part, wanted in ASKED_BY.items():
        for feature in (regions.features()[key] for key in wanted if draft.has(part) and key in here.lacks):
            elsewhere = nearest_that(draft, here, "has it", partial(_offers, feature))
            yield Problem("region", shown(here.name), f"has no {feature.title}, which {part} needs (checked {here.checked}); {elsewhere}")


def _offers(feature: Feature, region: Region) -> bool:
    return region.services_known and feature.name not in region.lacks


def _unknown(name: str) -> str:
    if name in regions.regions():
        return ""
    guess = regions.nearest_name(name)
    return "is not a known region" + (f"; did you mean {guess}?" if guess else f"; known: {', '.join(regions.regions())}")
