"""`blueprint migrate`, as its user types it: one folder with the other side's settings, the losses, the checks and the plan."""

import json
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from blueprint.planning.migration.to_slurm import to_slurm
from console.main import app
from tests.blueprint.jobs.conftest import REPOSITORY
from tests.blueprint.planning.migration.test_checks import COSTS, checkpoint, run
from tests.blueprint.planning.migration.test_slurm_text import ASSOCIATIONS, CONF, QOS
from tests.blueprint.planning.migration.test_translation import FOREIGN


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    """A folder with everything that the command can be given."""
    monkeypatch.chdir(tmp_path)
    texts = {"slurm.conf": CONF, "qos": QOS, "associations": ASSOCIATIONS, "objects.yaml": FOREIGN, "costs.yaml": yaml.safe_dump(COSTS)}
    results = {"old.json": run(), "new.json": run("cloud"), "slow.json": run("cloud", 0.3), "a.json": checkpoint(), "b.json": checkpoint()}
    for name, text in (texts | {name: json.dumps(content) for name, content in results.items()}).items():
        (tmp_path / name).write_text(text)
    return tmp_path


def migrate(*arguments: str):
    return CliRunner().invoke(app, ["migrate", *arguments])


SLURM = ("to-kubernetes", "--slurm-conf", "slurm.conf", "--qos", "qos", "--associations", "associations", "--output", "report")
CHECKS = (
    "--interconnect",
    "old.json",
    "--interconnect",
    "new.json",
    "--checkpoint",
    "a.json",
    "--checkpoint",
    "b.json",
    "--costs",
    "costs.yaml",
)


def test_a_slurm_becomes_objects_a_list_of_losses_checks_and_a_plan(here) -> None:
    result = migrate(*SLURM, *CHECKS)
    assert result.exit_code == 1, "an account of the sample has no users: that check does not hold"
    assert "Interconnect: holds\nSettings: open\nCheckpoints: holds\nIdentities: does not hold\nCosts: open\n" in result.stdout
    assert sorted(path.name for path in (here / "report").iterdir()) == ["README.md", "kubernetes.yaml", "losses.md", "plan.md"]
    assert {part.name for part in to_slurm(yaml.safe_load_all((here / "report/kubernetes.yaml").read_text())).model.partitions} == {
        "batch",
        "all",
        "half",
    }


def test_the_plan_moves_the_least_first_and_frees_nodes_with_the_last_queue_on_them(here) -> None:
    migrate(*SLURM, "--job-type", "half=interactive", "--job-type", "all=curation", *CHECKS)
    plan = (here / "report/plan.md").read_text()
    assert [line.split(" (")[0] for line in plan.splitlines() if line.startswith("## ")][2:5] == ["## 3. half", "## 4. all", "## 5. batch"]
    assert "Its nodes stay: another partition still runs on each of its groups" in plan.split("## 4.")[0]
    assert "Then its nodes are free (3 of cpu)" in plan.split("## 4.")[1].split("## 5.")[0]
    assert "Then its nodes are free (4 of gpu)" in plan.split("## 5.")[1]


def test_a_check_that_does_not_hold_is_told_and_the_report_is_there(here) -> None:
    result = migrate(*SLURM, "--interconnect", "old.json", "--interconnect", "slow.json")
    assert result.exit_code == 1
    assert "Interconnect" in result.stderr
    assert "30% of the old bandwidth" in (here / "report/README.md").read_text()


def test_a_deployments_own_slurm_becomes_objects(here, monkeypatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    result = migrate("to-kubernetes", "--deployment", "example-gr", "--output", str(here / "report"))
    assert result.exit_code == 0
    assert "2 settings lost, 0 kept less well" in result.stdout
    assert (here / "report/plan.md").read_text().startswith("# Plan: example-gr from Slurm to Kubernetes\n")


def test_objects_become_a_model_of_slurm(here) -> None:
    result = migrate("to-slurm", "--manifests", "objects.yaml", "--output", "report")
    assert result.exit_code == 0
    model = yaml.safe_load((here / "report/slurm.yaml").read_text())["slurm"]
    assert model["partitions"] == [{"name": "team-a", "job_type": "fine_tuning", "groups": ["h100"], "longest_hours": 24}]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("to-kubernetes",), "one of --deployment and --slurm-conf"),
        (("to-kubernetes", "--slurm-conf", "none.conf"), "none.conf: cannot be read"),
        (("to-kubernetes", "--slurm-conf", "old.json"), "no PartitionName"),
        (("to-kubernetes", "--slurm-conf", "slurm.conf", "--qos", "slurm.conf"), "has no column Name"),
        (("to-kubernetes", "--slurm-conf", "slurm.conf", "--job-type", "half"), "PARTITION=TYPE"),
        (("to-kubernetes", "--slurm-conf", "slurm.conf", "--interconnect", "old.json"), "given 1 times; allowed: twice"),
        (("to-kubernetes", "--slurm-conf", "slurm.conf", "--interconnect", "old.json", "--interconnect", "a.json"), "a.json: is no result"),
        (("to-slurm",), "--manifests: missing"),
        (("to-slurm", "--manifests", "slurm.conf"), "slurm.conf"),
    ],
)
def test_an_input_that_is_wrong_is_told_and_nothing_is_written(here, arguments, says) -> None:
    result = migrate(*arguments, "--output", "report")
    assert result.exit_code == 2
    assert says in result.stderr
    assert not (here / "report").exists()
