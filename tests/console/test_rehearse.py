"""`blueprint rehearse`: which templates it takes, and how it ends."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assurance.rehearsal import run
from assurance.rehearsal.assembly import Assembly
from assurance.rehearsal.errors import RehearsalFailed
from assurance.rehearsal.result import Rehearsal
from assurance.rehearsal.verify import Checked
from console.commands import rehearse as command
from console.main import app

DEPLOYMENT = str(Path(__file__).parents[2] / "deployments" / "example-eu.yaml")


@pytest.fixture
def cdk_out(tmp_path: Path) -> Path:
    folder = tmp_path / "cdk.out"
    folder.mkdir()
    (folder / "deployment.json").write_text(json.dumps({"name": "example-eu", "account": "111122223333", "region": "eu-central-1"}))
    (folder / "bootstrap.template.json").write_text('{"Resources": {}}')
    (folder / "manifest.json").write_text('{"artifacts": {}}')
    return folder


def rehearse(cdk_out: Path, tmp_path: Path) -> object:
    return CliRunner().invoke(app, ["rehearse", DEPLOYMENT, "--cdk-out", str(cdk_out), "--out", str(tmp_path)])


def ends_with(monkeypatch: pytest.MonkeyPatch, *problems: str) -> None:
    found = Checked("example-eu-keys", "Key", "AWS::KMS::Key", "1234", verified=["KeyPolicy"], problems=list(problems))
    result = Rehearsal({"name": "example-eu"}, (found,), ("machine image ami-1",), {"deploy": 1.0})
    monkeypatch.setattr(run, "rehearse", lambda *_: result)


def test_what_was_found_is_printed_and_written(cdk_out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ends_with(monkeypatch)
    result = rehearse(cdk_out, tmp_path)
    assert result.exit_code == 0
    assert "1 of 1 resources of 1 types found by boto3, 1 properties compared" in result.output
    assert "machine image ami-1" in result.output
    assert json.loads((tmp_path / "rehearsal.json").read_text())["holds"] is True


def test_a_difference_fails_and_is_printed(cdk_out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ends_with(monkeypatch, "EnableKeyRotation: the template says true, boto3 finds false")
    result = rehearse(cdk_out, tmp_path)
    assert result.exit_code == 1
    assert "example-eu-keys/Key (AWS::KMS::Key) EnableKeyRotation: the template says true, boto3 finds false" in result.output


def test_what_the_cli_says_is_passed_on_without_a_trace(cdk_out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(assembly: Assembly, *_: object) -> None:
        raise RehearsalFailed("cdk deploy failed (exit 1)", "Bucket: already exists")

    monkeypatch.setattr(run, "rehearse", fail)
    result = rehearse(cdk_out, tmp_path)
    assert result.exit_code == 1
    assert "Bucket: already exists" in result.output
    assert "Traceback" not in result.output


def test_templates_of_another_deployment_are_bad_input(cdk_out: Path, tmp_path: Path) -> None:
    (cdk_out / "deployment.json").write_text(json.dumps({"name": "other", "account": "111122223333", "region": "eu-central-1"}))
    result = rehearse(cdk_out, tmp_path)
    assert result.exit_code == 2
    assert "these are the templates of other, not of example-eu" in result.output


@pytest.mark.parametrize("missing", ["deployment.json", "bootstrap.template.json", "manifest.json"])
def test_a_missing_file_is_named(missing: str, cdk_out: Path, tmp_path: Path) -> None:
    (cdk_out / missing).unlink()
    result = rehearse(cdk_out, tmp_path)
    assert result.exit_code == 1
    assert f"{missing}: not there; run `blueprint synth` first" in result.output


def test_ctrl_c_ends_with_130(cdk_out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "rehearse", interrupted)
    assert rehearse(cdk_out, tmp_path).exit_code == 130


def test_old_templates_are_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def synth(arguments: list[str], **_: object) -> object:
        asked.append(arguments[1:])
        return type("Done", (), {"returncode": 2})

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(command.subprocess, "run", synth)
    assert CliRunner().invoke(app, ["rehearse", DEPLOYMENT]).exit_code == 2
    assert asked == [["synth", DEPLOYMENT]]
