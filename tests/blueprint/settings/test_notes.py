"""What `check` adds to a right deployment: what to look up, what to fill in, what will be slow."""

from pathlib import Path

import pytest
import yaml

from blueprint.settings import notes as every_note
from blueprint.settings import summary
from blueprint.settings.load import parse
from tests.blueprint.settings.hyperpod_breaks import CERTIFICATES, on_eks


@pytest.fixture
def deployment(change):
    return lambda changes: parse(yaml.safe_dump(change(changes)).encode(), Path("x.yaml"))


VALUES = {"account": "210987654321", "training.ec2.image_id": "ami-0a1b2c3d4e5f60718", "serving.image_digest": "sha256:" + "a1" * 32}
REAL = {**VALUES, "detection.config": "off"}


def notes(deployment) -> tuple[str, ...]:
    """All but the one on copies, which no value answers."""
    return tuple(note for note in every_note(deployment) if not note.startswith("backup: "))


def test_a_deployment_with_real_values_in_a_known_region_needs_no_note(deployment) -> None:
    assert notes(deployment(REAL)) == ()


@pytest.mark.parametrize("field", VALUES)
def test_each_placeholder_is_noted_alone(deployment, example, field) -> None:
    value = example
    for part in field.split("."):
        value = value[part]
    (note,) = notes(deployment({**REAL, field: value}))
    assert note.startswith(f"{field}: ")


def test_nodes_without_efa_are_noted_where_they_have_to_talk(deployment) -> None:
    slow = {**REAL, "training.ec2.groups.0.instance_type": "g5.2xlarge"}
    assert notes(deployment(slow)) == ("training: g5.2xlarge has no EFA; 2 nodes will exchange gradients over TCP",)
    assert notes(deployment({**slow, "training.ec2.groups.0.nodes": 1})) == ()


def test_the_summary_says_what_is_absent(deployment, gone) -> None:
    assert "no training; no serving" in summary(deployment({"training": gone, "serving": gone}))


def asked(audit: dict[str, object]) -> bool:
    """Whether the example of a region that no source describes has AWS asked for its network activity events."""
    text = yaml.safe_load((Path(__file__).parents[3] / "deployments/example-eusc.yaml").read_text())
    found = parse(yaml.safe_dump(text | {"audit": audit}).encode(), Path("x.yaml"))
    return any("network activity events" in note for note in notes(found))


def test_what_a_region_without_a_source_has_to_be_asked_for_follows_what_is_switched_on() -> None:
    assert asked({})
    assert not asked({"network_events": False})


def test_a_recorder_needs_a_role_that_nobody_makes_here(deployment) -> None:
    (note,) = notes(deployment(VALUES))
    assert "`aws iam create-service-linked-role --aws-service-name config.amazonaws.com`" in note


def test_a_block_on_public_access_that_somebody_else_sets_has_to_be_looked_up(deployment) -> None:
    (note,) = notes(deployment({**REAL, "network.block_public_access": "elsewhere"}))
    assert note == "network.block_public_access: VPC Block Public Access has to be on in this account already"


def test_the_release_of_an_example_and_versions_that_no_table_has_are_told(deployment) -> None:
    values = on_eks(image_release="1.0.0", addons=[CERTIFICATES])
    release, addons = (note for note in notes(deployment(values)) if note.startswith("training.hyperpod."))
    assert "1.0.0 is a placeholder" in release
    assert "describe-addon-versions" in addons
