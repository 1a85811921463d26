"""`blueprint choose`, as its user types it."""

import json

import pytest
from typer.testing import CliRunner

from console.main import app

PLAN = ("--region", "eu-central-1", "--nodes", "16", "--weeks", "6", "--slurm", "strong", "--existing", "slurm")


def choose(*arguments: str):
    return CliRunner().invoke(app, ["choose", *arguments])


def test_the_platforms_are_ranked_with_their_reasons() -> None:
    result = choose(*PLAN)
    assert result.exit_code == 0
    assert result.stdout.startswith("1. SageMaker HyperPod with Slurm: +")
    assert "   -3  nobody here knows Kubernetes\n" in result.stdout


def test_what_the_region_lacks_is_told_as_refused() -> None:
    assert "refused: SageMaker HyperPod with Slurm: eu-south-1 has no SageMaker HyperPod" in choose(*PLAN, "--region", "eu-south-1").stdout


def test_a_program_reads_it_as_json() -> None:
    told = json.loads(choose(*PLAN, "--json").stdout)
    assert told["ranked"][0]["platform"]["name"] == "hyperpod-slurm"
    assert told["ranked"][0]["speaks_for"][0]["source"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--region", "eu-centrl-1"), "did you mean eu-central-1?"),
        (("--instance-type", "p5.48xlarg"), "did you mean p5.48xlarge?"),
        (("--nodes", "0"), "--nodes"),
        (("--slurm", "much"), "--slurm"),
    ],
)
def test_an_answer_that_is_wrong_is_told(arguments, says) -> None:
    result = choose(*PLAN, *arguments)
    assert result.exit_code == 2
    assert says in result.stderr
