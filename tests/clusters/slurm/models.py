"""A Slurm model with everything in it, and its groups of nodes."""

from blueprint.settings.nodes import NodeGroup
from blueprint.settings.slurm import Account, Partition, Qos, Slurm
from clusters.slurm.model import Cluster
from clusters.slurm.plan import cluster, nodes_of

GROUPS = (
    NodeGroup(name="train", instance_type="p5.48xlarge", nodes=2),
    NodeGroup(name="small", instance_type="g6.2xlarge", nodes=1),
)
MODEL = Slurm(
    partitions=(
        Partition(
            name="train",
            job_type="pretraining",
            groups=("train",),
            longest_hours=96,
            priority=10,
            is_default=True,
            qos=("urgent", "plain"),
        ),
        Partition(name="desk", job_type="interactive", groups=("train", "small"), longest_hours=8),
    ),
    qos=(
        Qos(name="urgent", priority=100, preempts=("plain",), most_nodes=2, most_gpus_per_account=16, longest_hours=24),
        Qos(name="plain", priority=1),
    ),
    accounts=(Account(name="language", shares=3, qos=("plain",), users=("ann", "ben")), Account(name="speech")),
    node_lost_after_s=30,
)


def full() -> Cluster:
    """The cluster of both."""
    return cluster(MODEL, nodes_of(GROUPS))


def without(**changes: object) -> Cluster:
    """The cluster of a changed model."""
    return cluster(MODEL.model_copy(update=changes), nodes_of(GROUPS))
