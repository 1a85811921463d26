"""What every stack has in common, and what stands beside the templates."""

import json

import yaml

from tests.conftest import ROOT
from tests.stacks.templates import Templates

PLATFORMS = {"ec2": "training", "hyperpod": "hyperpod", "pcs": "pcs"}
"""The stack of each platform."""
PARTS = {"keys", "audit", "detection", "network", "lake", "registry", "endpoint", "backup", "vault"}


def artifacts(templates: Templates) -> dict[str, dict[str, object]]:
    manifest = json.loads((templates.folder / "manifest.json").read_text())
    return {name: a for name, a in manifest["artifacts"].items() if a["type"] == "aws:cloudformation:stack"}


def test_the_stacks_stand_directly_under_the_app(templates: Templates) -> None:
    training = yaml.safe_load((ROOT / "deployments" / f"{templates.deployment['name']}.yaml").read_text())["training"]
    platforms = {stack for part, stack in PLATFORMS.items() if part in training}
    assert platforms
    parts = PARTS | platforms | ({"ways"} if templates.deployment["ways_in"] else set())
    assert set(artifacts(templates)) == {f"{templates.deployment['name']}-{part}" for part in parts}


def test_synthesis_asks_aws_nothing(templates: Templates) -> None:
    assert "missing" not in json.loads((templates.folder / "manifest.json").read_text())


def test_a_production_stack_refuses_deletion(templates: Templates) -> None:
    protected = {a["properties"].get("terminationProtection", False) for a in artifacts(templates).values()}  # type: ignore[attr-defined]
    assert protected == {templates.deployment["stage"] == "production"}


def test_every_stack_has_the_tags_that_policies_rely_on(templates: Templates) -> None:
    for artifact in artifacts(templates).values():
        assert {"deployment", "owner", "stage", "part"} <= set(artifact["properties"]["tags"])  # type: ignore[index]


def test_every_stack_goes_to_the_one_account_and_region_and_the_vault_to_the_second(templates: Templates) -> None:
    here, there = templates.deployment, templates.deployment["backup"]
    places = {name: artifact["environment"] for name, artifact in artifacts(templates).items()}
    assert places.pop(f"{here['name']}-vault") == f"aws://{there['account']}/{there['region']}"
    assert set(places.values()) == {f"aws://{here['account']}/{here['region']}"}


def test_who_the_deployment_is_stands_beside_the_templates(templates: Templates) -> None:
    told = {"name", "partition", "region", "account", "approved_regions", "stage", "log_retention_days"}
    told |= {"ways_in", "least_tls", "network_events", "approved_services"}
    assert set(templates.deployment) - {"backup"} == told
    assert templates.deployment["region"] in templates.deployment["approved_regions"]


def test_nothing_reports_home(templates: Templates) -> None:
    kinds = {resource["Type"] for stack in templates.stacks.values() for resource in stack["Resources"].values()}
    assert "AWS::CDK::Metadata" not in kinds
