"""`blueprint synth` starts the CDK's own command line and says what came of it."""

import os
from pathlib import Path

import pytest
from typer import Exit

from blueprint.settings import DeploymentError
from console.commands import synth as command
from containers.common.errors import StepFailed, UserError

ROOT = Path(__file__).parents[2]


def cli(folder: Path, monkeypatch: pytest.MonkeyPatch, *, code: int) -> Path:
    """Puts a command line in place that writes down how it was called and ends with `code`."""
    tools = folder / "bin"
    tools.mkdir()
    (tools / "cdk").write_text(f'#!/bin/sh\necho "$PATH|$*" >{folder}/called\nexit {code}\n')
    (tools / "cdk").chmod(0o755)
    monkeypatch.setattr(command.sys, "executable", str(tools / "python"))
    monkeypatch.chdir(ROOT)
    return folder / "called"


def test_the_deployments_own_folder_is_the_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    called = cli(tmp_path, monkeypatch, code=0)
    command.synth("example-eu")
    path, arguments = called.read_text().strip().split("|")
    assert arguments == "synth --quiet --context deployment=example-eu --output build/example-eu/cdk.out"
    assert path.split(os.pathsep)[0] == str(tmp_path / "bin")


def test_another_folder_may_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    called = cli(tmp_path, monkeypatch, code=0)
    command.synth("example-eu", output=tmp_path / "out")
    assert called.read_text().strip().endswith(f"--output {tmp_path / 'out'}")


def test_a_full_disk_is_told_before_anything_is_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    called = cli(tmp_path, monkeypatch, code=0)
    monkeypatch.setattr(command, "NEEDED_BYTES", 1 << 60)
    with pytest.raises(StepFailed, match="free some space and run it again"):
        command.synth("example-eu", output=tmp_path / "out" / "deeper")
    assert not called.exists()
    assert not (tmp_path / "out").exists()


def test_the_exit_code_is_passed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cli(tmp_path, monkeypatch, code=3)
    with pytest.raises(Exit) as ended:
        command.synth("example-eu")
    assert ended.value.exit_code == 3


def test_a_wrong_file_starts_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    called = cli(tmp_path, monkeypatch, code=0)
    (tmp_path / "bad.yaml").write_text("name: bad\n")
    with pytest.raises(DeploymentError):
        command.synth(str(tmp_path / "bad.yaml"))
    assert not called.exists()


def test_outside_the_project_it_says_where_it_belongs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cli(tmp_path, monkeypatch, code=0)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError, match=r"cdk\.json"):
        command.synth("example-eu")


def test_without_the_command_line_it_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cli(tmp_path, monkeypatch, code=0)
    (tmp_path / "bin" / "cdk").unlink()
    with pytest.raises(UserError, match="make"):
        command.synth("example-eu")
