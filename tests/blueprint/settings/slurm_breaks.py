"""Ways to break the Slurm model, whose cluster is one of AWS PCS, or one of HyperPod beside it."""

from tests.blueprint.settings.hyperpod_breaks import CONTROLLER, PART, clustered, partition
from tests.blueprint.settings.pcs_breaks import MODEL, PCS, node_group, pcs, slurm

URGENT = {"name": "urgent", "priority": 100}
TWO = {**clustered(), PCS: pcs(), MODEL: {"partitions": [partition("large"), *slurm()["partitions"]]}}
"""Two clusters, each with a queue."""

BREAKS = [
    ("no queue", {PCS: pcs(), MODEL: {"partitions": []}}, f"{MODEL}.partitions", "at least 1 entries"),
    (
        "a type of job that is none",
        {PCS: pcs(), MODEL: slurm({"job_type": "games"})},
        f"{MODEL}.partitions[0].job_type",
        "one of: 'pretraining'",
    ),
    (
        "a group that Slurm names otherwise",
        {PCS: pcs(), MODEL: slurm({"groups": ["tune", "gpu"]})},
        f"{MODEL}.partitions[0].groups[1]",
        "on the cluster: tune",
    ),
    (
        "nowhere to go by default",
        {PCS: pcs(), MODEL: slurm({"is_default": False})},
        f"{MODEL}.partitions",
        "is_default: true in exactly one",
    ),
    (
        "a quality that is none",
        {PCS: pcs(), MODEL: slurm({"qos": ["urgnt"]}, qos=[URGENT])},
        f"{MODEL}.partitions[0].qos[0]",
        "one of urgent",
    ),
    (
        "a quality where there are none",
        {PCS: pcs(), MODEL: slurm({"qos": ["urgent"]})},
        f"{MODEL}.partitions[0].qos[0]",
        "training.slurm.qos is empty",
    ),
    (
        "a quality that puts itself aside",
        {PCS: pcs(), MODEL: slurm(qos=[URGENT | {"preempts": ["urgent"]}])},
        f"{MODEL}.qos[0].preempts[0]",
        "another",
    ),
    (
        "a queue on two clusters",
        {**TWO, MODEL: {"partitions": [partition("large", "tune"), *slurm({"is_default": False})["partitions"]]}},
        f"{MODEL}.partitions[0].groups[1]",
        "a queue is one cluster's",
    ),
    (
        "a group of another cluster's name",
        {**TWO, PCS: pcs(groups=[node_group(), node_group(name="large")])},
        "training.pcs.groups[1].name",
        "another name than training.hyperpod has",
    ),
    (
        "a controller alone",
        {**TWO, PART: {"image_release": "1.2.3", "groups": [CONTROLLER]}, MODEL: slurm()},
        f"{PART}.groups",
        "at least one group with role: compute",
    ),
    ("a Slurm of nobody", {MODEL: slurm()}, MODEL, "no such part"),
]
"""Each with the field that the one problem names, and what it says."""
