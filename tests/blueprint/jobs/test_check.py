"""A job held against a deployment: each reason names the field and what would be allowed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from blueprint.jobs import JobError, check, load_job, render
from blueprint.settings import load
from tests.blueprint.jobs.conftest import NOON


def test_a_right_job_goes_to_a_group_that_holds_it(deployment, job) -> None:
    checked = check(job(), deployment, "local-slurm", clock=lambda: NOON)
    assert (checked.place.name, checked.notes) == ("train", ())


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"queue": "trian"}, "queue", "a partition of training.slurm: train, tune"),
        ({"group": "big"}, "group", "a group of the queue train: train, small"),
        ({"nodes": 5}, "nodes", "at most 4: the group train"),
        ({"group": "small", "nodes": 1}, "gpus_per_node", "at most 4: g5.12xlarge"),
        ({"hours": 41}, "hours", "at most 40: the partition train"),
        ({"job_type": "evaluation"}, "job_type", "pretraining: the partition train"),
        ({"priority": "urgnt"}, "priority", "a quality of training.slurm: urgent, spare, other"),
        ({"priority": "other"}, "priority", "one that the partition train takes: urgent, spare"),
        ({"priority": "urgent", "hours": 31}, "hours", "at most 30: the quality urgent"),
        ({"priority": "urgent", "nodes": 4}, "nodes", "at most 3: the quality urgent"),
        ({"priority": "urgent", "nodes": 4}, "gpus_per_node", "at most 24: the quality urgent"),
        ({"account": "sports"}, "account", "an account of training.slurm: language, statistics"),
        ({"account": "statistics", "priority": "urgent"}, "priority", "the account statistics may ask for: spare"),
        (
            {"image": {"repository": "trainer", "digest": "sha256:" + "0" * 64}},
            "image.repository",
            "one of registry.repositories: curation",
        ),
    ],
)
def test_what_the_cluster_would_refuse_is_refused_here(reasons, changes, field, says) -> None:
    assert says in reasons(**changes)[field]


def test_every_reason_is_told_at_once(reasons) -> None:
    assert set(reasons(nodes=9, hours=900, account="sports", priority="other")) >= {"nodes", "hours", "account", "priority"}


def test_a_block_that_ends_before_the_jobs_wall_time_is_refused(reasons) -> None:
    told = reasons(start=NOON + timedelta(hours=24))["hours"]
    assert told.startswith("at most 23: block cr-0123456789abcdef0 of the group train runs its nodes until 2027-01-13T11:00:00Z")


def test_a_job_that_waits_for_its_block_has_the_whole_block(reasons) -> None:
    assert reasons(start=NOON - timedelta(days=30), hours=40) == {}


def test_after_a_block_no_job_fits(reasons) -> None:
    assert "no job there" in reasons(start=datetime(2027, 2, 1, tzinfo=UTC), hours=1)["hours"]


def test_a_job_that_ends_with_the_block_to_the_minute_fits(reasons) -> None:
    assert reasons(start=datetime(2027, 1, 12, 11, tzinfo=UTC), hours=24) == {}
    assert reasons(start=datetime(2027, 1, 12, 11, 1, tzinfo=UTC), hours=24) != {}


def test_a_platform_that_the_deployment_has_not_is_refused(deployment, job) -> None:
    with pytest.raises(JobError, match=r"it has no nodes in training\.hyperpod"):
        check(job(), deployment, "hyperpod-slurm", clock=lambda: NOON)


@pytest.mark.parametrize(
    ("example", "platform", "changes", "kind"),
    [
        ("example-eu", "hyperpod-slurm", {"queue": "pretraining"}, "ml.p5.48xlarge"),
        ("example-gr", "pcs", {"queue": "train"}, "p5en.48xlarge"),
        ("example-gr", "pcs", {"queue": "prepare", "job_type": "curation", "gpus_per_node": 0}, "m7i.8xlarge"),
    ],
)
def test_each_platform_of_the_examples_takes_a_job_on_its_own_nodes(job, example, platform, changes, kind) -> None:
    assert check(job(**changes), load(example), platform).place.instance_type == kind


@pytest.mark.parametrize(("file", "example", "platform"), [("spine", "example-gr", "pcs"), ("pretraining", "example-eu", "hyperpod-slurm")])
def test_the_projects_own_jobs_run_on_the_examples(file, example, platform) -> None:
    checked = check(load_job(Path(f"jobs/{file}.yaml")), load(example), platform)
    assert render(checked).startswith("#!/bin/bash\n")


def test_a_hyperpod_under_slurm_is_none_for_kubernetes(job) -> None:
    with pytest.raises(JobError, match=r"it has no nodes in training\.hyperpod"):
        check(job(queue="pretraining"), load("example-eu"), "hyperpod-eks")


def test_a_controller_runs_no_jobs(job) -> None:
    with pytest.raises(JobError, match="a group of the queue pretraining: large"):
        check(job(queue="pretraining", group="controller"), load("example-eu"), "hyperpod-slurm")


def test_a_short_job_on_hyperpod_is_noted(job) -> None:
    notes = check(job(queue="pretraining", hours=1), load("example-eu"), "hyperpod-slurm").notes
    assert any(note.startswith("hours: 1 is less than 2; a lost node takes 20 to 30 minutes") for note in notes)


def test_a_platform_that_is_none_is_refused_with_those_there_are(deployment, job) -> None:
    with pytest.raises(JobError, match="one of: hyperpod-slurm, pcs"):
        check(job(), deployment, "slurm", clock=lambda: NOON)


def test_idle_gpus_and_missing_efa_are_noted(deployment, job) -> None:
    notes = check(job(gpus_per_node=0, requeue=False), deployment, "local-slurm", clock=lambda: NOON).notes
    assert [note.split(":")[0] for note in notes] == ["gpus_per_node", "requeue"]
