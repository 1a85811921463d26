"""Whatever type the stacks use and a region lacks: the deployment file is refused there, with the reason and the nearest alternative."""

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

from blueprint.facts.regions import Feature, Region, features, regions
from blueprint.settings import DeploymentError
from blueprint.settings.load import parse
from tests.conftest import ROOT, cdk_synth
from tests.stacks.matrix.synthesis import base, changed, deployed, read

TYPE = re.compile(r'^\S+ Resources \S+ Type = "(AWS::[^"]+)"$')
KNOWN = [region for region in regions().values() if region.services_known]


@pytest.fixture(scope="module")
def used() -> frozenset[str]:
    """Every type of the templates and the bootstrap of a deployment in which every part is there."""
    return frozenset(match[1] for line in deployed(base()) if (match := TYPE.match(line)))


@cache
def offered(region: str) -> frozenset[str]:
    """The types of a region's registry, as cfn-lint carries it."""
    folder = Path(find_spec("cfnlint").origin).parent / "data" / "schemas" / "providers"  # type: ignore[union-attr,arg-type]
    return frozenset(json.loads((folder / f"{region}.json").read_text("utf-8")))


def without_a_row(types: Iterable[str], rows: Iterable[Feature]) -> Iterator[str]:
    """Types that some region lacks and that no feature tells of."""
    told = {kind for row in rows for kind in (row.type, *row.with_it)}
    for kind in sorted(set(types) - told):
        if lacking := [region.name for region in KNOWN if kind not in offered(region.name)]:
            yield f"{kind}: {', '.join(lacking)}"


def problems_in(region: Region) -> dict[str, str]:
    """What is said of a file that asks for everything, moved to another region: the field and what is allowed."""
    zones = list(region.zones[:3])
    subnets = base()["network"]["subnets"]
    moved = changed(
        base(),
        {
            "region": region.name,
            "jurisdiction.partition": region.partition,
            "jurisdiction.approved_regions": [region.name],
            "network.zones": zones,
            "network.subnets": {tier: each[: len(zones)] for tier, each in subnets.items()},
            "lake.lustre.zone": zones[0],
            "training.zone": zones[0],
        },
    )
    try:
        parse(yaml.safe_dump(moved).encode(), Path("moved.yaml"))
    except DeploymentError as error:
        return {problem.allowed: problem.field for problem in error.problems}
    return {}


def test_every_type_that_a_region_lacks_has_a_row(used) -> None:
    assert [*without_a_row(used, features().values())] == []


def test_a_type_without_a_row_is_found() -> None:
    assert [*without_a_row(["AWS::KMS::Key", "AWS::Macie::Session"], [])] == [
        "AWS::Macie::Session: " + ", ".join(region.name for region in KNOWN if "macie" in region.lacks)
    ]


@pytest.mark.parametrize("feature", [row for row in features().values() if row.with_it], ids=lambda row: row.name)
def test_what_comes_with_a_feature_is_lacking_exactly_where_it_is(feature) -> None:
    for region in KNOWN:
        assert {kind in offered(region.name) for kind in feature.with_it} == {feature.type in offered(region.name)}


@pytest.mark.parametrize("region", KNOWN, ids=lambda region: region.name)
def test_a_file_that_asks_a_region_for_what_it_lacks_is_refused_with_an_alternative(region, used) -> None:
    said = problems_in(region)
    for name in region.lacks:
        feature = features()[name]
        if feature.type in used:
            (reason,) = [allowed for allowed in said if f"has no {feature.title}" in allowed]
            assert re.search(r"the nearest (approved region|of the partition)|no known region of the partition", reason)


@pytest.mark.parametrize("region", KNOWN, ids=lambda region: region.name)
def test_nothing_is_said_to_be_lacking_where_it_is_there(region) -> None:
    said = {name for name, feature in features().items() for allowed in problems_in(region) if f"has no {feature.title}" in allowed}
    assert said <= region.lacks


def test_the_synthesis_refuses_such_a_file_and_writes_nothing(tmp_path) -> None:
    file = tmp_path / "gulf.yaml"
    plan = read(ROOT / "deployments" / "example-dev.yaml")
    plan["name"], plan["region"], plan["jurisdiction"]["approved_regions"] = "gulf", "me-central-1", ["me-central-1", "ap-south-1"]
    file.write_text(yaml.safe_dump(plan), "utf-8")
    ran = cdk_synth("--context", f"deployment={file}", "--output", str(tmp_path / "out"))
    assert ran.returncode != 0
    assert "error 2" in ran.stderr
    assert "has no SageMaker endpoints, which serving needs" in ran.stderr
    assert "the nearest approved region that has it: ap-south-1" in ran.stderr
    assert not (tmp_path / "out").exists() or not [*(tmp_path / "out").iterdir()]
