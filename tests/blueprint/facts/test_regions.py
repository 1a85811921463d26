"""Regions and partitions, against botocore, moto and cfn-lint."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blueprint.facts.partitions import partition, partitions
from blueprint.facts.regions import features, nearest_first, region, regions
from blueprint.facts.table import UnknownFactError

REGIONS = list(regions().values())
ANY = st.sampled_from(REGIONS)


def test_partitions_equal_botocores() -> None:
    session = pytest.importorskip("botocore.session").get_session()
    outputs = {row["id"]: row["outputs"] for row in session.get_data("partitions")["partitions"]}
    for name, row in partitions().items():
        assert (row.dns_suffix, row.dual_stack_dns_suffix) == (outputs[name]["dnsSuffix"], outputs[name]["dualStackDnsSuffix"])


def test_regions_lie_in_botocores_partitions() -> None:
    session = pytest.importorskip("botocore.session").get_session()
    of = {name: row["partition"] for row in session.get_data("endpoints")["partitions"] for name in row["regions"]}
    assert {row.name: row.partition for row in REGIONS} == {name: of[name] for name in regions()}


@pytest.mark.parametrize("row", REGIONS, ids=lambda row: row.name)
def test_zones_equal_what_ec2_describes(row) -> None:
    recorded = pytest.importorskip("moto.ec2.models.availability_zones_and_regions").RegionsAndZonesBackend.zones
    if row.name not in recorded:
        assert row.name == "eusc-de-east-1"
        assert row.zones == ("eusc-de-east-1a", "eusc-de-east-1b")
        return
    assert row.zones == tuple(zone.name for zone in recorded[row.name])


@pytest.mark.parametrize("row", [row for row in REGIONS if row.services_known], ids=lambda row: row.name)
def test_lacks_equals_the_registrys_holes(row) -> None:
    cfnlint = pytest.importorskip("cfnlint")
    types = json.loads((Path(cfnlint.__file__).parent / f"data/schemas/providers/{row.name}.json").read_text())
    assert row.lacks == {feature.name for feature in features().values() if feature.type not in types}


def test_the_sovereign_clouds_services_are_not_claimed_to_be_known() -> None:
    assert not region("eusc-de-east-1").services_known


def test_nearest_first_stays_in_the_partition_and_leaves_itself_out() -> None:
    assert nearest_first("us-gov-east-1", regions()) == ("us-gov-west-1",)
    assert nearest_first("eusc-de-east-1", regions()) == ()


def test_nearest_first_is_by_distance() -> None:
    assert nearest_first("eu-south-1", ["eu-north-1", "eu-central-1", "eu-central-2", "nowhere-1"]) == (
        "eu-central-2",
        "eu-central-1",
        "eu-north-1",
    )


def test_a_known_distance() -> None:
    assert region("eu-central-1").distance_km(region("ap-northeast-1")) == pytest.approx(9350, rel=0.01)


@given(ANY, ANY, ANY)
def test_distance_is_a_metric(a, b, c) -> None:
    assert a.distance_km(b) == pytest.approx(b.distance_km(a))
    assert a.distance_km(a) == 0
    assert a.distance_km(c) <= a.distance_km(b) + b.distance_km(c) + 1e-6


def test_an_unknown_region_or_partition_is_refused() -> None:
    with pytest.raises(UnknownFactError, match="did you mean eu-central-1"):
        region("eu-centrall-1")
    with pytest.raises(UnknownFactError):
        partition("aws-moon")
