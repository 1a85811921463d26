"""The approved services are those that the stacks use, and the audit holds the templates to them."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from assurance.evidence.assembly import read_assembly, scope_of
from assurance.evidence.graph import TemplateGraph
from assurance.evidence.no_other_place import broken_by
from blueprint.facts.services import services
from blueprint.settings.load import parse
from stacks.assembly import describe
from tests.conftest import ALL_WAYS, DEPLOYMENTS, OWN_KEYS, ROOT, Synthesise


def used(folder: Path) -> set[str]:
    resources = [resource for file in folder.glob("*.template.json") for resource in json.loads(file.read_text())["Resources"].values()]
    return {resource["Type"].split("::")[1] for resource in resources}


def test_every_service_in_the_table_is_used_and_every_one_that_is_used_stands_there(synthesise: Synthesise) -> None:
    assert set().union(*(used(synthesise(name)) for name in (*DEPLOYMENTS, ALL_WAYS, OWN_KEYS))) | {"Budgets"} == set(services())


def test_a_shorter_list_reaches_the_audit(tmp_path: Path) -> None:
    file = ROOT / "deployments" / "example-dev.yaml"
    root = yaml.safe_load(file.read_text())
    root["jurisdiction"]["approved_services"] = [name for name in services() if name != "DirectConnect"]
    describe(parse(yaml.safe_dump(root).encode(), file), tmp_path)
    assert "DirectConnect" not in json.loads((tmp_path / "deployment.json").read_text())["approved_services"]


@pytest.mark.parametrize("taken", ["S3", "Backup"])
def test_a_service_that_is_not_approved_breaks_the_claim_on_places(synthesise: Synthesise, taken: str) -> None:
    assembly = read_assembly(synthesise("example-eu"))
    scope = scope_of(assembly)
    less = replace(scope, services=scope.services - {taken})
    assert scope.services
    assert [*broken_by(TemplateGraph(assembly, scope))] == []
    said = {finding.sentence for finding in broken_by(TemplateGraph(assembly, less))}
    assert said == {f"is of the service {taken}, which is not approved"}
