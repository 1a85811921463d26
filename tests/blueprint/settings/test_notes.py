"""What `check` adds to a right deployment: what to look up, what to fill in, what will be slow."""

from pathlib import Path

import pytest
import yaml

from blueprint.settings import notes, summary
from blueprint.settings.load import parse


@pytest.fixture
def deployment(change):
    return lambda changes: parse(yaml.safe_dump(change(changes)).encode(), Path("x.yaml"))


REAL = {"account": "210987654321", "training.image_id": "ami-0a1b2c3d4e5f60718", "serving.image_digest": "sha256:" + "a1" * 32}


def test_a_deployment_with_real_values_in_a_known_region_needs_no_note(deployment) -> None:
    assert notes(deployment(REAL)) == ()


@pytest.mark.parametrize("field", REAL)
def test_each_placeholder_is_noted_alone(deployment, example, field) -> None:
    value = example
    for part in field.split("."):
        value = value[part]
    (note,) = notes(deployment({**REAL, field: value}))
    assert note.startswith(f"{field}: ")


def test_nodes_without_efa_are_noted_where_they_have_to_talk(deployment) -> None:
    slow = {**REAL, "training.instance_type": "g5.2xlarge"}
    assert notes(deployment(slow)) == ("training: g5.2xlarge has no EFA; 2 nodes will exchange gradients over TCP",)
    assert notes(deployment({**slow, "training.nodes": 1})) == ()


def test_the_summary_says_what_is_absent(deployment, gone) -> None:
    assert "no training; no serving" in summary(deployment({"training": gone, "serving": gone}))
