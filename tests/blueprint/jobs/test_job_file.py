"""A job file: every mistake at once, and no secret among its variables."""

from pathlib import Path

import pytest
import yaml

from blueprint.jobs import JobError, load_job
from blueprint.jobs.load import parse_job
from tests.blueprint.jobs.conftest import REPOSITORY, RIGHT


def problems(**changes: object) -> dict[str, str]:
    try:
        parse_job(yaml.safe_dump(RIGHT | changes).encode(), Path("job.yaml"))
    except JobError as error:
        return {problem.field: f"{problem.value} {problem.allowed}" for problem in error.problems}
    return {}


@pytest.mark.parametrize("path", sorted((REPOSITORY / "jobs").glob("*.yaml")), ids=lambda path: path.name)
def test_the_projects_own_jobs_are_right(path) -> None:
    assert load_job(path).name == path.stem


def test_every_mistake_is_told_at_once_in_the_files_order() -> None:
    text = yaml.safe_dump(RIGHT | {"nodes": 0, "queue": "Train", "colour": "red", "environment": {"HF_TOKEN": "x"}}, sort_keys=False)
    with pytest.raises(JobError) as told:
        parse_job(text.encode(), Path("job.yaml"))
    assert [problem.field for problem in told.value.problems] == ["nodes", "queue", "colour", "environment.HF_TOKEN"]


def test_a_file_that_is_no_mapping_is_told_as_a_job() -> None:
    with pytest.raises(JobError, match="a mapping that describes a job"):
        parse_job(b"[]", Path("job.yaml"))


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"recipe": "containers/training/recipes/none.yaml"}, "recipe", "containers/training/recipes/spine.yaml"),
        ({"recipe": "../secret.yaml"}, "recipe", "recipe inside the image"),
        ({"image": {"repository": "training", "digest": "latest"}}, "image.digest", "64 hexadecimal digits"),
        ({"input": "curated/../raw"}, "input", "a class of data and a folder"),
        ({"output": "raw/mine"}, "output", "checkpoints or models"),
        ({"processes_per_node": 4}, "processes_per_node", "8, one a GPU"),
        ({"hours": 1, "checkpoint": {"every_steps": 5, "notice_s": 3600}}, "checkpoint.notice_s", "less than the job's 3600 seconds"),
        ({"mounts": [{"folder": "models/base", "at": "/etc/models"}]}, "mounts[0].at", "outside /etc"),
        (
            {"mounts": [{"folder": "models/base", "at": "/base"}, {"folder": "models/old", "at": "/base/old"}]},
            "mounts[1].at",
            "apart from /base",
        ),
    ],
)
def test_a_mistake_is_told_with_what_is_allowed(changes, field, says) -> None:
    assert says in problems(**changes)[field]


@pytest.mark.parametrize(
    "name", ["HF_TOKEN", "AWS_SECRET_ACCESS_KEY", "DB_PASSWORD", "WANDB_API_KEY", "TOKEN", "PRIVATE_KEY_FILE", "BASIC_AUTH"]
)
def test_a_variable_that_names_a_secret_is_refused_and_its_value_is_not_shown(name) -> None:
    told = problems(environment={name: "hunter2"})[f"environment.{name}"]
    assert "no secret" in told
    assert "hunter2" not in told


def test_a_value_with_a_secrets_form_is_refused_under_any_name() -> None:
    told = problems(environment={"LABEL": "AKIAIOSFODNN7EXAMPLE"})["environment.LABEL"]
    assert "secret's form" in told
    assert "AKIA" not in told


@pytest.mark.parametrize("name", ["TOKENIZERS_PARALLELISM", "NCCL_DEBUG", "KEYBOARD"])
def test_a_variable_that_only_sounds_like_a_secret_is_taken(name) -> None:
    assert problems(environment={name: "1"}) == {}


@pytest.mark.parametrize("name", ["SLURM_JOB_ID", "RANK", "LD_PRELOAD", "PYTHONPATH"])
def test_what_the_scheduler_and_the_launcher_set_stays_theirs(name) -> None:
    assert "sets this one" in problems(environment={name: "1"})[f"environment.{name}"]


def test_a_value_of_two_lines_is_refused() -> None:
    assert "one line" in problems(environment={"NOTE": "a\nb"})["environment.NOTE"]
