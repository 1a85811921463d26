"""A deployment with queues, and jobs for it."""

import copy
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from blueprint.facts.job_platforms import job_platforms
from blueprint.jobs import Checked, Job
from blueprint.jobs.check import check
from blueprint.jobs.load import JobError, parse_job
from blueprint.jobs.place import Place
from blueprint.settings import Deployment
from blueprint.settings.load import parse

REPOSITORY = Path(__file__).parents[3]
NOON = datetime(2027, 1, 11, 12, tzinfo=UTC)
BLOCK = {"id": "cr-0123456789abcdef0", "zone": "eu-central-1a", "starts": "2027-01-11T11:30:00Z", "ends": "2027-01-13T11:30:00Z"}
SLURM = {
    "partitions": [
        {
            "name": "train",
            "job_type": "pretraining",
            "groups": ["train", "small"],
            "longest_hours": 40,
            "is_default": True,
            "qos": ["urgent", "spare"],
        },
        {"name": "tune", "job_type": "fine_tuning", "groups": ["small"], "longest_hours": 8},
    ],
    "qos": [
        {"name": "urgent", "priority": 100, "longest_hours": 30, "most_nodes": 3, "most_gpus_per_account": 24},
        {"name": "spare", "priority": 1},
        {"name": "other", "priority": 2},
    ],
    "accounts": [{"name": "language", "qos": ["urgent"]}, {"name": "statistics", "qos": ["spare"]}],
}
RIGHT: dict[str, Any] = {
    "name": "pretrain",
    "recipe": "containers/training/recipes/spine.yaml",
    "image": {"repository": "training", "digest": "sha256:" + "ab" * 32},
    "input": "curated/2026-11",
    "output": "checkpoints/pretrain",
    "nodes": 2,
    "gpus_per_node": 8,
    "queue": "train",
    "hours": 24,
    "checkpoint": {"every_steps": 500},
}


@pytest.fixture(autouse=True)
def in_the_project(monkeypatch) -> None:
    """Recipes are looked for in the project."""
    monkeypatch.chdir(REPOSITORY)


@pytest.fixture(scope="session")
def deployment() -> Deployment:
    """The example for Frankfurt with two groups, one of them on a block of two days, and a Slurm over them."""
    root = yaml.safe_load((REPOSITORY / "deployments/example-eu.yaml").read_text())
    groups = [
        {"name": "train", "nodes": 4, "instance_type": "p4d.24xlarge", "capacity_block": BLOCK},
        {"name": "small", "nodes": 1, "instance_type": "g5.12xlarge"},
    ]
    root["training"] = {"zone": "eu-central-1a", "pcs": {"image_id": "ami-0123456789abcdef0", "groups": groups}}
    root["training"]["slurm"] = SLURM
    return parse(yaml.safe_dump(root).encode(), Path("queues.yaml"))


@pytest.fixture(scope="session")
def job() -> Callable[..., Job]:
    """A right job with changes."""

    def made(**changes: Any) -> Job:
        return parse_job(yaml.safe_dump(copy.deepcopy(RIGHT) | changes).encode(), Path("job.yaml"))

    return made


@pytest.fixture
def reasons(deployment, job) -> Callable[..., dict[str, str]]:
    """Why a job cannot run on the deployment's nodes, by field."""

    def found(*, start: datetime = NOON, platform: str = "local-slurm", **changes: Any) -> dict[str, str]:
        try:
            check(job(**changes), deployment, platform, clock=lambda: start)
        except JobError as error:
            return {problem.field: problem.allowed for problem in error.problems}
        return {}

    return found


@pytest.fixture
def on(deployment, job) -> Callable[..., Checked]:
    """A job on a platform's group of p5 nodes."""

    def checked(platform: str, **changes: Any) -> Checked:
        kind = "ml.p5.48xlarge" if platform.startswith("hyperpod") else "p5.48xlarge"
        place = Place("train", kind, nodes=4, has_efa=True)
        return Checked(job(**changes), deployment, job_platforms()[platform], place, ())

    return checked
