"""`blueprint audit`: which assembly it reads, when it synthesises first, and how it ends."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from console.commands import audit as command
from console.main import app

GOOD = {
    "Resources": {
        "Key": {"Type": "AWS::KMS::Key", "Properties": {"EnableKeyRotation": True}},
        "Logs": {"Type": "AWS::Logs::LogGroup", "Properties": {"KmsKeyId": {"Fn::GetAtt": ["Key", "Arn"]}, "RetentionInDays": 365}},
    }
}
BROKEN = {"Resources": {"Gateway": {"Type": "AWS::EC2::InternetGateway"}}}
FACTS = {
    "partition": "aws",
    "region": "eu-central-1",
    "account": "111122223333",
    "approved_regions": ["eu-central-1"],
    "stage": "production",
}
DEPLOYMENTS = Path(__file__).parents[2] / "deployments"


def assembly(folder: Path, template: dict, name: str = "example-eu") -> Path:
    folder.mkdir(parents=True)
    artifact = {
        "type": "aws:cloudformation:stack",
        "environment": "aws://111122223333/eu-central-1",
        "properties": {"templateFile": "A.template.json"},
    }
    (folder / "manifest.json").write_text(json.dumps({"artifacts": {"A": artifact}}))
    (folder / "A.template.json").write_text(json.dumps(template))
    (folder / "deployment.json").write_text(json.dumps({"name": name, **FACTS}))
    return folder


@pytest.fixture
def place(tmp_path, monkeypatch):
    """An empty project with one deployment file; no process is started unless a test says which."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "deployments").mkdir()
    (tmp_path / "deployments" / "example-eu.yaml").write_text((DEPLOYMENTS / "example-eu.yaml").read_text())

    def nothing(*arguments, **_):
        pytest.fail(f"started {arguments}")

    monkeypatch.setattr(command.subprocess, "run", nothing)
    return tmp_path


def run(*arguments: str):
    return CliRunner().invoke(app, ["audit", *arguments])


def test_claims_that_hold_end_with_0_and_a_report(place):
    assembly(place / "cdk.out", GOOD)
    result = run("example-eu")
    assert result.exit_code == 0, result.output
    assert {path.name for path in (place / "build/example-eu/audit").iterdir()} == {"audit.json", "audit.csv", "audit.html"}


def test_a_broken_claim_ends_with_1_and_says_what_breaks_it(place):
    result = run("--cdk-out", str(assembly(place / "other", BROKEN)), "--out", "report")
    assert result.exit_code == 1
    assert "A/Gateway is an internet gateway" in result.output
    assert (place / "report" / "audit.html").is_file()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "name a deployment, or give --cdk-out"),
        (("example-eu", "--cdk-out", "x"), "and not both"),
        (("--cdk-out", "nowhere"), "nowhere: no manifest.json here"),
        (("nobody",), "nobody"),
    ],
)
def test_bad_input_ends_with_2_and_one_clear_line(place, arguments, told):
    result = run(*arguments)
    assert result.exit_code == 2
    assert told in result.output
    assert not (place / "build").exists()


def test_broken_json_ends_with_2_and_names_the_file(place):
    folder = assembly(place / "other", GOOD)
    (folder / "A.template.json").write_text("{")
    result = run("--cdk-out", str(folder))
    assert result.exit_code == 2
    assert "A.template.json: is not JSON (line 1, column 2" in result.output


def test_another_projects_assembly_needs_its_partition_said(place):
    folder = assembly(place / "other", GOOD)
    (folder / "deployment.json").unlink()
    assert "say --partition" in run("--cdk-out", str(folder)).output
    assert run("--cdk-out", str(folder), "--partition", "aws").exit_code == 0


def synthesising(place, monkeypatch, template, code=0):
    calls = []

    def synth(arguments, **_):
        calls.append(arguments[1:])
        if template:
            assembly(place / "build/example-eu/cdk.out", template)
        return subprocess.CompletedProcess(arguments, code)

    monkeypatch.setattr(command.subprocess, "run", synth)
    return calls


def test_a_missing_assembly_is_synthesised_first(place, monkeypatch):
    calls = synthesising(place, monkeypatch, GOOD)
    assert run("example-eu").exit_code == 0
    assert calls == [["synth", "example-eu"]]


def test_an_assembly_older_than_the_deployment_file_is_synthesised_anew(place, monkeypatch):
    old = assembly(place / "cdk.out", BROKEN)
    os.utime(old / "manifest.json", (1, 1))
    calls = synthesising(place, monkeypatch, GOOD)
    assert run("example-eu").exit_code == 0
    assert len(calls) == 1


def test_another_deployments_assembly_is_not_taken_for_this_ones(place, monkeypatch):
    assembly(place / "cdk.out", BROKEN, name="example-jp")
    calls = synthesising(place, monkeypatch, GOOD)
    assert run("example-eu").exit_code == 0
    assert len(calls) == 1


def test_a_synthesis_that_fails_gives_its_own_exit_code(place, monkeypatch):
    synthesising(place, monkeypatch, None, code=2)
    assert run("example-eu").exit_code == 2


def test_an_assembly_whose_synthesis_found_something_is_audited_and_ends_with_1(place, monkeypatch):
    def synth(arguments, **_):
        folder = assembly(place / "build/example-eu/cdk.out", GOOD)
        finding = {"ruleName": "S1", "description": "No logs.", "severity": "error", "violatingConstructs": [{"constructPath": "A/Logs"}]}
        report = {"pluginReports": [{"pluginName": "AwsSolutions", "conclusion": "failure", "violations": [finding]}]}
        (folder / "validation-report.json").write_text(json.dumps(report))
        return subprocess.CompletedProcess(arguments, 1)

    monkeypatch.setattr(command.subprocess, "run", synth)
    result = run("example-eu")
    assert result.exit_code == 1
    assert "A/Logs S1: No logs." in result.output


def test_a_synthesis_that_leaves_nothing_is_told(place, monkeypatch):
    synthesising(place, monkeypatch, None)
    result = run("example-eu")
    assert result.exit_code == 1
    assert "blueprint synth left no templates of example-eu" in result.output


def test_mutate_ends_with_1_where_a_mutation_finds_nothing_to_change_and_says_the_sum_last(place):
    result = run("--cdk-out", str(assembly(place / "other", GOOD)), "--mutate")
    assert result.exit_code == 1
    assert "could not be made: no AWS::EC2::RouteTable" in result.output
    assert result.output.splitlines()[-1].startswith("caught ")


def test_mutate_does_not_attack_templates_that_are_broken_already(place):
    result = run("--cdk-out", str(assembly(place / "other", BROKEN)), "--mutate")
    assert result.exit_code == 1
    assert "no_way_out is broken by the templates as they are" in result.output


def test_scanners_without_checkov_end_with_1_and_say_what_to_do(place, monkeypatch):
    monkeypatch.setattr(command.subprocess, "run", lambda arguments, **_: subprocess.CompletedProcess(arguments, 0, "[]", ""))
    result = run("--cdk-out", str(assembly(place / "other", GOOD)), "--scanners")
    assert result.exit_code == 1
    assert "Checkov is not installed: there is no .venv-checkov/bin/python; `make environments` makes it" in result.output


def test_scanners_are_not_asked_while_the_claims_are_attacked(place):
    result = run("--cdk-out", str(assembly(place / "other", GOOD)), "--scanners", "--mutate")
    assert result.exit_code == 2
    assert "give --mutate or --scanners" in result.output
