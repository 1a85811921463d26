"""Every command of the runbooks, run against a real Slurm in the order in which a person would."""

import re
from pathlib import Path

import pytest

from clusters.slurm.local.cluster import LocalCluster

PAGE = Path(__file__).parents[3] / "docs" / "operations" / "slurm.md"
SECTION = re.compile(r"^## (.+?)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
TRIED = {title: BLOCK.findall(text) for title, text in SECTION.findall(PAGE.read_text("utf-8")) if BLOCK.search(text)}


def run(cluster: LocalCluster, block: str, node: str = "", job: int = 0) -> str:
    return cluster.head.run("bash", "-euo", "pipefail", stdin=block, NODE=node, JOB=str(job))


def started(cluster: LocalCluster) -> tuple[int, str]:
    """A running job of one node, and the node."""
    options = ("--partition=desk", "--qos=plain", "--time=30", "--requeue", "--output=/dev/null")
    job = int(cluster.head.run("sbatch", "--parsable", *options, stdin="#!/bin/sh\nsleep 600\n"))
    cluster.wait(lambda: state(cluster, job) == "RUNNING", "the job to run")
    return job, cluster.head.run("squeue", "--noheader", f"--jobs={job}", "--format=%N").strip()


def state(cluster: LocalCluster, job: int) -> str:
    return cluster.head.run("squeue", "--noheader", f"--jobs={job}", "--format=%T").strip()


def cancel(cluster: LocalCluster, job: int) -> None:
    cluster.head.run("scancel", str(job))
    cluster.wait(lambda: not cluster.head.run("squeue", "--noheader").strip(), "an empty queue")


def test_the_page_has_the_runbooks() -> None:
    assert set(TRIED) == {"Replace a node", "Resume a run", "Patch", "Accounts"}


def test_replace_a_node(local) -> None:
    take_out, bring_back = TRIED["Replace a node"]
    job, node = started(local)
    said = run(local, take_out, node, job)
    assert "DRAIN" in said
    local.wait(lambda: state(local, job) == "RUNNING", "the job to start elsewhere", 60)
    assert local.head.run("squeue", "--noheader", f"--jobs={job}", "--format=%N").strip() != node
    local.lose_node(node)
    local.start_node(node)
    run(local, bring_back, node, job)
    local.wait(lambda: local.states()[node] == "idle", "the node to come back")
    cancel(local, job)


def test_resume_a_run(local) -> None:
    stop_and_go, look = TRIED["Resume a run"]
    job, node = started(local)
    said = run(local, stop_and_go, node, job)
    assert "Priority=0" in said, "held"
    local.wait(lambda: state(local, job) == "RUNNING", "the job to go on", 60)
    assert "REQUEUED" in run(local, look, node, job)
    cancel(local, job)


def test_patch(local) -> None:
    reserve, give_back, new_files = TRIED["Patch"]
    assert "patch" in run(local, reserve, "train-1")
    run(local, give_back, "train-1")
    assert "SlurmdTimeout" in run(local, new_files)


def test_accounts(local) -> None:
    (look,) = TRIED["Accounts"]
    said = run(local, look)
    assert "urgent|100|plain|node=2|gres/gpu=16|1-00:00:00" in said


def test_a_command_that_slurm_does_not_take_would_be_seen(local) -> None:
    with pytest.raises(RuntimeError, match="ended with"):
        run(local, "scontrol update nodename=nowhere state=drain reason=none\n")
