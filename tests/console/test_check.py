"""`blueprint check`, as its user types it: texts, exit codes, and nothing written."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from console.main import COMMANDS, app, ending_well
from containers.common.errors import StepFailed, UserError
from tests.conftest import DEPLOYMENTS

REPOSITORY = Path(__file__).parents[2]
COMMAND = Path(sys.executable).with_name("blueprint")
EXAMPLE = (REPOSITORY / "deployments/example-eu.yaml").read_text()
BROKEN = EXAMPLE.replace("10.20.64.0/18", "10.20.0.0/18").replace("capacity_gib: 2400", "capacity_gib: 1300").replace("owner:", "ownr:")


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    """A folder with the example and a broken copy."""
    (tmp_path / "deployments").mkdir()
    (tmp_path / "deployments/example-eu.yaml").write_text(EXAMPLE)
    (tmp_path / "broken.yaml").write_text(BROKEN)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str):
    return CliRunner().invoke(app, list(arguments))


def test_the_projects_own_deployments_are_right(monkeypatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    result = run("check")
    assert result.exit_code == 0
    for name in DEPLOYMENTS:
        assert f"\n{name}: ok. " in f"\n{result.stdout}"
    assert result.stderr == ""


def test_a_right_file_says_what_was_checked(here) -> None:
    result = run("check", "example-eu")
    assert "aws eu-central-1, 3 zones; 10.20.0.0/16 in 6 subnets; Lustre 2400 GiB" in result.stdout


def test_placeholders_are_noted(here) -> None:
    notes = [line for line in run("check", "example-eu").stdout.splitlines() if line.startswith("  note: ")]
    assert [note.split()[1] for note in notes] == [
        "detection.config:",
        "backup:",
        "account:",
        "training.ec2.image_id:",
        "training.hyperpod.image_release:",
        "serving.image_digest:",
    ]


def test_what_no_table_knows_is_noted(monkeypatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    output = run("check", "example-eusc").stdout
    assert (
        "note: no source says which services eusc-de-east-1 lacks (checked 2026-11-22): ask AWS for FSx for Lustre, SageMaker endpoints"
        in output
    )
    assert "note: no source says which instance types eusc-de-east-1 sells" in output


def test_a_wrong_file_ends_with_2_its_rows_on_standard_error_and_nothing_written(here) -> None:
    before = sorted(here.rglob("*"))
    result = run("check", "broken.yaml")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("broken.yaml: 4 problems\n")
    assert [line.split()[0] for line in result.stderr.splitlines()[1:]] == [
        "owner",
        "ownr",
        "network.subnets.nodes[1]",
        "lake.lustre.capacity_gib",
    ]
    assert sorted(here.rglob("*")) == before


def test_every_wrong_file_is_told_and_the_right_ones_too(here) -> None:
    result = run("check", "nowhere", "example-eu", "broken.yaml")
    assert result.exit_code == 2
    assert "example-eu: ok." in result.stdout
    assert "'nowhere'  there are: example-eu" in result.stderr
    assert "broken.yaml: 4 problems" in result.stderr


def test_without_deployments_it_says_where_to_run_it(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("check")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "run this in the project's folder" in result.stderr


def test_ctrl_c_ends_with_130_and_a_line(here, monkeypatch) -> None:
    def interrupted(name: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("blueprint.settings.load", interrupted)
    result = run("check", "example-eu")
    assert result.exit_code == 130
    assert result.stderr == "Stopped. Nothing is half-written; the same command goes on from here.\n"


def test_ctrl_c_in_the_middle_of_a_file_ends_the_real_command_cleanly(here) -> None:
    os.mkfifo(here / "pipe.yaml")
    command = subprocess.Popen([COMMAND, "check", "pipe.yaml"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with (here / "pipe.yaml").open("wb"):  # opens once the command reads
        command.send_signal(signal.SIGINT)
        output, errors = command.communicate()
    assert (command.returncode, output) == (130, "")
    assert errors == "Stopped. Nothing is half-written; the same command goes on from here.\n"


def test_an_unknown_command_ends_with_2_and_the_nearest() -> None:
    result = run("chek")
    assert result.exit_code == 2
    assert "Did you mean" in result.stderr


def test_help_names_every_command_there_is() -> None:
    output = run("--help").stdout
    there = [path.stem for path in (REPOSITORY / "console/commands").glob("*.py") if path.stem != "__init__"]
    assert set(there) <= set(COMMANDS), "a command that console.main does not list"
    assert all(f" {name} " in output for name in there)


ENDINGS = [
    (UserError("the corpus is empty"), 2, "the corpus is empty\n"),
    (StepFailed("a rank died; run it again"), 1, "a rank died; run it again\n"),
    (OSError(28, "No space left on device", "build/x"), 1, "No space left on device: build/x\n"),
    (ExceptionGroup("", [StepFailed("one"), UserError("two")]), 2, "one\ntwo\n"),
]


@pytest.mark.parametrize(("error", "code", "text"), ENDINGS, ids=["bad input", "failed", "a full disk", "several"])
def test_an_error_that_explains_itself_ends_in_its_text_and_code(error, code, text, capsys) -> None:
    def command() -> None:
        raise error

    with pytest.raises(typer.Exit) as ended:
        ending_well(command)()
    assert ended.value.exit_code == code
    assert capsys.readouterr().err == text


def test_a_defect_keeps_its_trace() -> None:
    def command() -> None:
        raise ExceptionGroup("", [UserError("known"), ZeroDivisionError("a defect")])

    with pytest.raises(ExceptionGroup):
        ending_well(command)()


def test_the_command_as_installed_starts_without_the_heavy_libraries() -> None:
    heavy = {"torch", "transformers", "aws_cdk", "jsii", "boto3", "moto", "pyarrow", "ray", "locust", "openai", "jinja2"}
    code = f"import sys, console.main; print(sorted(set(sys.modules) & {heavy!r}))"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=REPOSITORY, check=True)
    assert ended.stdout.strip() == "[]"


def test_the_command_as_installed_passes_its_exit_code_on(here) -> None:
    ended = subprocess.run([COMMAND, "check", "broken.yaml"], capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr
    assert ended.stderr.startswith("broken.yaml: 4 problems\n")


def test_a_reader_that_stops_early_is_no_error() -> None:
    command = f"{Path(sys.executable).with_name('blueprint')} schema | head -1"
    ended = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert (ended.stdout, ended.stderr) == ("{\n", "")
