"""`blueprint job`, as its user types it."""

from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from console.main import app

REPOSITORY = Path(__file__).parents[2]
SLURM = {"partitions": [{"name": "train", "job_type": "pretraining", "groups": ["train"], "longest_hours": 48, "is_default": True}]}


@pytest.fixture
def queues(tmp_path, monkeypatch) -> str:
    """The example for Frankfurt with a Slurm, as a file."""
    monkeypatch.chdir(REPOSITORY)
    root = yaml.safe_load(Path("deployments/example-eu.yaml").read_text())
    groups = [{"name": "train", "instance_type": "p4d.24xlarge", "nodes": 2}]
    root["training"] = {"zone": "eu-central-1a", "pcs": {"image_id": "ami-0123456789abcdef0", "groups": groups}, "slurm": SLURM}
    (tmp_path / "queues.yaml").write_text(yaml.safe_dump(root))
    return str(tmp_path / "queues.yaml")


def run(*arguments: str):
    return CliRunner().invoke(app, ["job", *arguments])


def test_a_job_that_can_run_is_told_with_its_size(queues) -> None:
    result = run("check", "jobs/spine.yaml", "--deployment", queues, "--platform", "local-slurm")
    assert (result.exit_code, result.stdout) == (0, "jobs/spine.yaml: ok on example-eu (local-slurm): 2 x p4d.24xlarge for 2 h\n")


def test_what_is_rendered_can_be_piped(queues) -> None:
    result = run("render", "jobs/spine.yaml", "--deployment", queues, "--platform", "local-slurm", "--lake", "/srv/lake")
    assert result.exit_code == 0
    assert result.stdout.startswith("#!/bin/bash\n")
    assert "--output=/srv/lake/checkpoints/%x-%j.out\n" in result.stdout
    assert "note: " in result.stderr
    assert "note: " not in result.stdout


def test_a_job_that_cannot_run_there_writes_nothing_and_says_why(queues, tmp_path) -> None:
    (tmp_path / "wide.yaml").write_text(
        Path("jobs/spine.yaml").read_text().replace("nodes: 2", "nodes: 3").replace("hours: 2", "hours: 60")
    )
    result = run("render", str(tmp_path / "wide.yaml"), "--deployment", queues, "--platform", "local-slurm")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "2 problems" in result.stderr


@pytest.mark.parametrize(("option", "value"), [("--start", "tomorrow"), ("--start", "2027-01-12T08:00:00"), ("--lake", "/lake;id")])
def test_an_option_that_is_wrong_is_told_with_what_is_allowed(queues, option, value) -> None:
    result = run("render", "jobs/spine.yaml", "--deployment", queues, "--platform", "local-slurm", option, value)
    assert result.exit_code == 2
    assert option in result.stderr
