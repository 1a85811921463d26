"""`blueprint rehearse`: which templates it takes, and how it ends."""

import json
import shutil
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from assurance.rehearsal import run
from assurance.rehearsal.assembly import Assembly
from assurance.rehearsal.errors import RehearsalFailed
from assurance.rehearsal.leftovers import Kept
from assurance.rehearsal.lifecycle import Lifecycle
from assurance.rehearsal.restore import Restored
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
    for name in ("rights", "bootstrap"):
        (folder / f"{name}.template.json").write_text('{"Resources": {}}')
    (folder / "manifest.json").write_text('{"artifacts": {}}')
    return folder


def rehearse(cdk_out: Path, tmp_path: Path) -> object:
    return CliRunner().invoke(app, ["rehearse", DEPLOYMENT, "--cdk-out", str(cdk_out), "--out", str(tmp_path)])


def ends_with(monkeypatch: pytest.MonkeyPatch, *problems: str) -> None:
    found = Checked("example-eu-keys", "Key", "AWS::KMS::Key", "1234", verified=["KeyPolicy"], problems=list(problems))
    result = Rehearsal({"name": "example-eu"}, (found,), ("machine image ami-1",), {"deploy": 1.0})
    monkeypatch.setattr(run, "rehearse", lambda *_, **__: result)


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
    def fail(assembly: Assembly, *_: object, **__: object) -> None:
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


@pytest.mark.parametrize("missing", ["deployment.json", "rights.template.json", "bootstrap.template.json", "manifest.json"])
def test_a_missing_file_is_named(missing: str, cdk_out: Path, tmp_path: Path) -> None:
    (cdk_out / missing).unlink()
    result = rehearse(cdk_out, tmp_path)
    assert result.exit_code == 1
    assert f"{missing}: not there; run `blueprint synth` first" in result.output


def test_ctrl_c_ends_with_130(cdk_out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
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


def test_the_lifecycle_is_rehearsed_with_the_templates_of_a_changed_file(
    cdk_out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    got, asked = [], []

    def synth(arguments: list[str], **_: object) -> object:
        asked.append(yaml.safe_load(Path(arguments[2]).read_text()))
        shutil.copytree(cdk_out, arguments[arguments.index("--output") + 1])
        return type("Done", (), {"returncode": 0})

    def deploy(*arguments: object, **_: object) -> Rehearsal:
        got.append(arguments[-1])
        life = Lifecycle(
            ("3 training nodes",), ("the end",), (Kept("AWS::S3::Bucket", "data", "lake", "DeletionPolicy: Retain"),), ("orphan",)
        )
        return Rehearsal({"name": "example-eu"}, (), (), {}, life)

    monkeypatch.setattr(command.subprocess, "run", synth)
    monkeypatch.setattr(run, "rehearse", deploy)
    arguments = ["rehearse", DEPLOYMENT, "--cdk-out", str(cdk_out), "--out", str(tmp_path / "out"), "--lifecycle"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 1
    assert asked[0]["owner"] == "Ministry of Language renamed"
    assert got[0].assembly.path == tmp_path / "out" / "changed.cdk.out"
    for line in ("Changed: 3 training nodes", "Then: the end", "Kept (DeletionPolicy: Retain): 1 AWS::S3::Bucket: data", "orphan"):
        assert line in result.output


def test_without_copies_there_is_nothing_to_restore_from(cdk_out: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["rehearse", DEPLOYMENT, "--cdk-out", str(cdk_out), "--out", str(tmp_path), "--restore"])
    assert result.exit_code == 2
    assert "declares no backup, so there is nothing to restore from" in result.output


@pytest.mark.parametrize(("problems", "verdict", "code"), [((), "whole again", 0), (("ledger: 3 rows, sealed with 4",), "not whole", 1)])
def test_how_a_restore_went_is_printed_and_decides(
    problems: tuple[str, ...], verdict: str, code: int, cdk_out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies = {"account": "444455556666", "region": "eu-central-1", "vault": "v"}
    deployment = {"name": "example-eu", "account": "111122223333", "region": "eu-central-1", "backup": copies}
    (cdk_out / "deployment.json").write_text(json.dumps(deployment))
    went = Restored(4, "ab" * 32, 2, {"back up": 0.1}, ["delete the vault: denied"], {"recovery_point_objective_hours": 24}, list(problems))
    found = Checked("example-eu-keys", "Key", "AWS::KMS::Key", "1234", verified=["KeyPolicy"])
    monkeypatch.setattr(run, "rehearse", lambda *_, **__: Rehearsal({"name": "example-eu"}, (found,), (), {"deploy": 1.0}, restored=went))
    result = CliRunner().invoke(app, ["rehearse", DEPLOYMENT, "--cdk-out", str(cdk_out), "--out", str(tmp_path), "--restore"])
    assert result.exit_code == code
    assert f"2 objects lost, the ledger is {verdict}" in result.output
    assert "Refused: delete the vault: denied" in result.output
    assert json.loads((tmp_path / "rehearsal.json").read_text())["restore"]["problems"] == list(problems)
