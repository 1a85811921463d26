"""What the matrix varies of a PCS cluster; `rows` takes it in."""

from typing import Any

from tests.stacks.matrix.options import GONE

PCS, SLURM = "training.pcs", "training.slurm"
LARGE = {
    "name": "large",
    "job_type": "pretraining",
    "groups": ["large", "small"],
    "longest_hours": 72,
    "is_default": True,
    "qos": ["urgent"],
}
TUNE = {"name": "tune", "job_type": "fine_tuning", "groups": ["tune"], "longest_hours": 48, "is_default": True}
BOUGHT = {"name": "bought", "job_type": "pretraining", "groups": ["block", "kept"], "longest_hours": 240}
"""The partitions of tests/deployments/all-ways.yaml: HyperPod's, and those of PCS."""

ON_TOP: dict[str, Any] = {
    f"{PCS}.groups[].efa": True,
    f"{PCS}.groups[].least_nodes": 1,
    f"{PCS}.accounting.purge_days": 365,
    f"{PCS}.login": {"name": "door", "instance_type": "g5.8xlarge", "nodes": 1, "efa": True},
}

OTHERS: dict[str, tuple[object, ...]] = {
    f"{PCS}.slurm_version": ("26.05",),
    f"{PCS}.image_id": ("ami-1fedcba9876543210",),
    f"{PCS}.root_device": ("/dev/xvda",),
    f"{PCS}.groups[].instance_type": ("g6.48xlarge",),
    f"{PCS}.groups[].capacity_block.id": ("cr-6123456789abcdef0",),
    f"{PCS}.groups[].reservation.id": ("cr-7123456789abcdef0",),
    f"{PCS}.login.instance_type": ("g6e.8xlarge",),
}

ALONE: tuple[dict[str, tuple[object, str]], ...] = (
    {
        f"{PCS}.groups[].name": ("more", "Nodesmore"),
        f"{SLURM}.partitions": ([LARGE, {**TUNE, "groups": ["more"]}, BOUGHT], "NodesmoreGroup"),
    },
    {
        f"{PCS}.groups": ([{"name": "tune", "instance_type": "g5.48xlarge", "nodes": 2}], "Nodeskept"),
        f"{SLURM}.partitions": ([LARGE, TUNE], "Queuebought"),
    },
    {
        f"{PCS}.accounting.accounts_are_loaded": (True, "AllowQos"),
        f"{SLURM}.partitions": ([LARGE, {**TUNE, "qos": ["plain"]}, BOUGHT], "Queuetune"),
    },
    {f"{PCS}.login.name": ("porch", "Nodesporch")},
    {f"{PCS}.accounting.mode": ("NONE", '"NONE"')},
    {PCS: (GONE, "-pcs.template.json"), f"{SLURM}.partitions": ([LARGE], "slurm-pcs.json")},
)

NOT_VARIED: dict[str, str] = {
    f"{PCS}.groups[].capacity_block.starts": "PCS tries until the block starts; `check` alone reads when that is.",
    f"{PCS}.groups[].capacity_block.ends": "EC2 ends the nodes; `check` alone reads whether the longest job is done by then.",
}
