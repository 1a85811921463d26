"""Everything that takes tags says whose it is."""

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.stacks.templates import Templates

MANDATORY = {"owner", "stage", "part"}
BY_ITSELF = {"AWS::EC2::LaunchTemplate"}
"""Its tags are for what it launches; the instances get theirs from the scaling group."""


@cache
def tag_property(kind: str) -> str | None:
    """The property that takes a type's tags, by cfn-lint's copy of the registry schemas."""
    schemas = Path(find_spec("cfnlint").origin).parent / "data" / "schemas"  # type: ignore[union-attr,arg-type]
    fullest = max((schemas / "providers").glob("*.json"), key=lambda path: path.stat().st_size)
    known = json.loads((schemas / "resources" / f"{json.loads(fullest.read_text())[kind]}.json").read_text())["properties"]
    return next((name for name in ("Tags", "ResourceTags", "BackupVaultTags", "BackupPlanTags") if name in known), None)


def tags(resource: dict[str, Any]) -> dict[str, str]:
    """The tags of a resource, which some types take as a list and some as a mapping."""
    given = resource.get("Properties", {}).get(tag_property(resource["Type"]) or "", {})
    return given if isinstance(given, dict) else {tag["Key"]: tag["Value"] for tag in given}


def untagged(resources: dict[str, dict[str, Any]], wanted: set[str]) -> list[str]:
    """Resources whose type takes tags and that lack one of `wanted`."""
    return [name for name, r in resources.items() if r["Type"] not in BY_ITSELF and tag_property(r["Type"]) and not wanted <= set(tags(r))]


def test_every_resource_of_the_stacks_carries_the_mandatory_tags(templates: Templates) -> None:
    found = {part: untagged(stack["Resources"], MANDATORY | {"deployment"}) for part, stack in templates.everywhere.items()}
    assert {part: names for part, names in found.items() if names} == {}


def test_an_untagged_resource_is_found() -> None:
    bucket = {"Type": "AWS::S3::Bucket", "Properties": {"Tags": [{"Key": "owner", "Value": "x"}]}}
    assert untagged({"Bucket": bucket, "Policy": {"Type": "AWS::S3::BucketPolicy"}}, MANDATORY) == ["Bucket"]


def test_what_the_bootstrap_makes_is_tagged_but_not_as_a_thing_of_the_stacks(templates: Templates) -> None:
    """The tag `deployment` lets CloudFormation's role change a key: the bootstrap's key is not for it to change."""
    resources = templates.bootstrap["Resources"]
    assert untagged(resources, MANDATORY | {"bootstrap-of"}) == []
    assert [name for name, resource in resources.items() if "deployment" in tags(resource)] == []


def test_keys_and_data_buckets_say_which_class_of_data_they_hold(templates: Templates) -> None:
    keys = [tags(r)["data-class"] for r in templates.resources("AWS::KMS::Key", "keys").values()]
    assert len(keys) == len(set(keys))
    buckets = {r["Properties"]["BucketName"]: tags(r).get("data-class") for r in templates.resources("AWS::S3::Bucket", "lake").values()}
    assert buckets
    assert all(data_class and f"-{data_class}-" in name for name, data_class in buckets.items())
