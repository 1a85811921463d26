"""Rules of AWS Config, against moto's copy of the guide."""

import re

import pytest

from blueprint.facts.config_rules import catalogue, config_rules
from blueprint.facts.regions import regions

NAMES = {
    "Africa (Cape Town)": "af-south-1",
    "Asia Pacific (Hong Kong)": "ap-east-1",
    "Asia Pacific (Hyderabad)": "ap-south-2",
    "Asia Pacific (Jakarta)": "ap-southeast-3",
    "Asia Pacific (Malaysia)": "ap-southeast-5",
    "Asia Pacific (Melbourne)": "ap-southeast-4",
    "Asia Pacific (New Zealand)": "ap-southeast-6",
    "Asia Pacific (Osaka)": "ap-northeast-3",
    "Asia Pacific (Taipei)": "ap-east-2",
    "Asia Pacific (Thailand)": "ap-southeast-7",
    "AWS GovCloud (US-East)": "us-gov-east-1",
    "AWS GovCloud (US-West)": "us-gov-west-1",
    "Canada West (Calgary)": "ca-west-1",
    "Europe (Milan)": "eu-south-1",
    "Europe (Spain)": "eu-south-2",
    "Europe (Zurich)": "eu-central-2",
    "Israel (Tel Aviv)": "il-central-1",
    "Mexico (Central)": "mx-central-1",
    "Middle East (Bahrain)": "me-south-1",
    "Middle East (UAE)": "me-central-1",
}


@pytest.fixture(scope="module")
def guide() -> dict[str, dict[str, object]]:
    return pytest.importorskip("moto.config.models").MANAGED_RULES_CONSTRAINTS


@pytest.mark.parametrize("row", catalogue().values(), ids=lambda row: row.name)
def test_a_rule_is_left_out_exactly_where_the_guide_says_that_there_is_none(guide, row) -> None:
    _, _, without = str(guide[row.name]["AWS Region"]).partition(" except ")
    named = [name.strip() for name in re.sub(r" Region$", "", without).split(",") if name.strip()]
    assert set(row.not_in) == {NAMES[name] for name in named if not name.startswith("China")}
    assert set(row.not_in) <= set(regions())


@pytest.mark.parametrize("row", catalogue().values(), ids=lambda row: row.name)
def test_a_rule_gives_each_parameter_that_it_needs_and_no_other(guide, row) -> None:
    known = {parameter["Name"]: parameter for parameter in guide[row.name]["Parameters"]}
    assert set(row.parameters) <= set(known)
    assert {name for name, parameter in known.items() if not parameter["Optional"]} <= set(row.parameters)


def test_every_claim_is_watched_while_the_deployment_runs() -> None:
    watched = {row.watches for row in catalogue().values()}
    assert watched == {"our_keys", "no_way_out", "logs_are_kept", "images_by_digest", "identity"}


def test_a_region_gets_the_rules_that_it_has() -> None:
    assert {row.name for row in config_rules("eu-central-1")} == set(catalogue())
    assert {row.name for row in catalogue().values()} - {row.name for row in config_rules("eu-south-1")} == {
        "KMS_CMK_NOT_SCHEDULED_FOR_DELETION"
    }
