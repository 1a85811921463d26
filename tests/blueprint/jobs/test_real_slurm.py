"""A rendered job on a real Slurm of three nodes: it runs over two, saves itself when it is told to, and comes back when one is lost."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from blueprint.facts.job_platforms import job_platforms
from blueprint.jobs import Checked, render
from blueprint.jobs.place import Place
from blueprint.settings.slurm import Slurm
from clusters.slurm.local.cluster import LocalCluster, Wanted, running
from clusters.slurm.local.machine import NoNamespacesError
from clusters.slurm.local.software import NoSlurmError
from clusters.slurm.model import Nodes
from containers.training.journal import Events, Losses
from tests.containers.training.tiny import recipe_file, sentences, write_curated

STEPS = 150
QUEUE = {"name": "train", "job_type": "pretraining", "groups": ["train"], "longest_hours": 2, "is_default": True}
MODEL = Slurm.model_validate({"partitions": [QUEUE], "node_lost_after_s": 10})
TEXTS = {"train": [sentences(seed, 1500) for seed in range(40)], "dev": [sentences(100 + seed, 1500) for seed in range(6)]}


def until(what: Callable[[], bool], within_s: float = 120) -> None:
    deadline = time.monotonic() + within_s
    while not what():
        assert time.monotonic() < deadline, "it did not come in time"
        time.sleep(0.2)


def submitted(cluster: LocalCluster, on, lake: Path) -> str:
    """A job whose only checkpoints are the ones that it is told to make; its number."""
    (lake / "checkpoints").mkdir(parents=True)
    write_curated(lake / "curated/tiny", TEXTS)
    recipe = recipe_file(lake, steps=STEPS)
    told = {"input": "curated/tiny", "output": "checkpoints/tiny", "gpus_per_node": 0, "hours": 1, "checkpoint": {"every_steps": 100_000}}
    job = on("local-slurm", **told, environment={"GLOO_SOCKET_IFNAME": "eth0", "OMP_NUM_THREADS": "1"}).job
    place = Place("train", "c7i.2xlarge", 3, has_efa=False)
    checked = Checked(job.model_copy(update={"recipe": str(recipe)}), on("pcs").deployment, job_platforms()["local-slurm"], place, ())
    return cluster.head.run("sbatch", "--parsable", stdin=render(checked, str(lake))).strip()


@pytest.mark.soak
def test_it_saves_itself_at_the_notice_and_goes_on_from_there_when_a_node_is_lost(on, tmp_path) -> None:
    run = tmp_path / "checkpoints/tiny"
    losses, events = Losses(run / "losses.jsonl"), Events(run / "events.jsonl")

    def steps(event: str) -> list[int]:
        return [told["step"] for told in events.all() if told["event"] == event] if events.path.exists() else []

    try:
        with running(Wanted(MODEL, (Nodes("train", 3, 1, 1000),))) as cluster:
            number = submitted(cluster, on, tmp_path)
            until(lambda: losses.path.exists() and losses.last_step() > 5)
            cluster.head.run("scancel", "--batch", "--signal=USR1", number)
            until(lambda: bool(steps("checkpoint")))
            cluster.lose_node("train-2")
            until(lambda: f"{STEPS}" in str(steps("finished")), 180)
            until(lambda: "COMPLETED" in cluster.head.run("scontrol", "show", "job", number))
            told = cluster.head.run("scontrol", "show", "job", number)
    except (NoSlurmError, NoNamespacesError) as without:
        pytest.skip(str(without))
    assert "Restarts=0" not in told, "it came back"
    assert steps("resume") == [steps("notice")[0]], "from the checkpoint that it made when it was told"
    assert losses.last_step() == STEPS
