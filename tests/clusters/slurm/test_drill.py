"""The spine's training over two nodes of a real Slurm: what a fault costs, and that nothing of it is left in the losses.

The loss of a node is `tests/blueprint/jobs/test_real_slurm.py`; all faults in turn are `benchmarks/slurm-requeue.py`.
"""

from pathlib import Path

import pytest

from blueprint.settings.slurm import Partition, Slurm
from clusters.slurm.local.cluster import Wanted, running
from clusters.slurm.local.drill import drill, finished
from clusters.slurm.local.machine import NoNamespacesError
from clusters.slurm.local.software import NoSlurmError
from clusters.slurm.local.training import TrainingJob
from clusters.slurm.model import Nodes
from tests.containers.training.tiny import recipe_file, sentences, write_curated

STEPS = 200
TEXTS = {"train": [sentences(seed, 1500) for seed in range(40)], "dev": [sentences(100 + seed, 1500) for seed in range(6)]}
MODEL = Slurm(partitions=(Partition(name="train", job_type="pretraining", groups=("node",), longest_hours=1, is_default=True),))


@pytest.mark.soak
def test_a_run_that_loses_its_controller_and_a_node_to_the_health_check_ends_with_the_unbroken_runs_losses(tmp_path: Path) -> None:
    corpus = write_curated(tmp_path / "corpus", TEXTS)
    recipe = recipe_file(tmp_path, steps=STEPS, max_epochs=100)
    unbroken, broken = (TrainingJob(name, recipe, corpus, tmp_path / name) for name in ("unbroken", "broken"))
    try:
        # Two runs side by side, and a node to spare.
        with running(Wanted(MODEL, (Nodes("node", 5, cpus=1, memory_mib=512),))) as cluster:
            whole, number = unbroken.submit(cluster), broken.submit(cluster)
            restarted = drill(cluster, broken, number, "controller restarted", at_step=5)
            drained = drill(cluster, broken, number, "node drained", at_step=10)
            assert (finished(cluster, number), finished(cluster, whole)) == ("COMPLETED", "COMPLETED"), broken.log.read_text()
            assert cluster.states()[drained.node] == "drain"
    except (NoSlurmError, NoNamespacesError) as without:
        pytest.skip(str(without))
    assert restarted.lost == 0, "the controller's absence is not felt by a run"
    assert drained.lost >= 0
    assert drained.from_step % 5 == 0, "from a checkpoint"
    assert len(broken.losses) == STEPS
    assert broken.losses == unbroken.losses
