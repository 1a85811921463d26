"""What a stack keeps when it goes does not stand in the way of the next deployment."""

import json
from pathlib import Path

import pytest

from tests.conftest import ALL_WAYS, DEPLOYMENTS, Synthesise


def kept(folder: Path, policy: str) -> list[str]:
    """Every resource of every template, the bootstrap's too, that has a deletion policy."""
    return [
        f"{file.name}/{name}"
        for file in sorted(folder.glob("*.template.json"))
        for name, resource in json.loads(file.read_text())["Resources"].items()
        if resource.get("DeletionPolicy") == policy
    ]


@pytest.mark.parametrize("name", [*DEPLOYMENTS, ALL_WAYS])
def test_what_is_kept_does_not_outlive_a_failed_first_deployment(name: str, synthesise: Synthesise) -> None:
    """With Retain it would, and its name would be taken when the next deployment comes (test_stack_ends.py)."""
    folder = synthesise(name)
    assert kept(folder, "Retain") == []
    assert kept(folder, "RetainExceptOnCreate")


def test_a_resource_with_the_old_policy_is_found(tmp_path: Path) -> None:
    (tmp_path / "lake.template.json").write_text(json.dumps({"Resources": {"Raw": {"Type": "x", "DeletionPolicy": "Retain"}}}))
    assert kept(tmp_path, "Retain") == ["lake.template.json/Raw"]
