"""The lifecycle scripts of a HyperPod cluster: one folder for all of its nodes, and what of the deployment file each group needs."""

import json
from importlib import resources

from blueprint.settings import HyperPod, Slurm
from blueprint.settings.hyperpod import HyperPodGroup
from clusters.hyperpod.lifecycle.controller import accounts_script, partitions_script, settings, slurm_of
from clusters.nodes.folder import files
from clusters.nodes.node import MOUNT_POINT, Node, Step

ENTRY = "on_create.sh"
OF_A_GROUP = ("node.conf", "node.env", "steps.list")
"""What differs between groups; it lies in groups/NAME, and on a node beside the rest."""

BEFORE = (Step("resolve-names", 30, 2, 20),)
AFTER = {
    "controller": (
        Step("mount-lake", 30, 10, 60),
        Step("slurm-settings", 30, 5, 30),
        Step("start-slurm", 10, 5, 60),
        Step("slurm-partitions", 12, 5, 30),
        Step("slurm-accounts", 24, 5, 120),
    ),
    "login": (Step("mount-lake", 30, 10, 60),),
    "compute": (Step("mount-lake", 30, 10, 60), Step("start-slurm", 30, 10, 60)),
}
"""HyperPod's own steps, around those that every node of the type has."""


def lifecycle_files(spec: HyperPod, slurm: Slurm | None, *, probe_name: str) -> dict[str, str]:
    """All files of the folder by name.

    Args:
        spec: The cluster.
        slurm: The model that its Slurm follows; None where Kubernetes has the nodes.
        probe_name: A name that every node has to resolve before anything else.
    """
    made = {
        ENTRY: _script(ENTRY),
        "node.py": _script("node.py"),
        "groups.json": json.dumps({group.name: group.role for group in spec.groups}, indent=1, sort_keys=True) + "\n",
        **(_of_the_controller(spec, slurm) if slurm else {}),
    }
    for group in spec.groups:
        for name, content in _of(group, spec, probe_name).items():
            made[f"groups/{group.name}/{name}" if name in OF_A_GROUP else name] = content
    return made


def steps_of(group: HyperPodGroup, spec: HyperPod) -> tuple[Step, ...]:
    """A group's steps in their order."""
    return (*BEFORE, *_node(group, spec).steps, *_after(group, spec))


def of_cluster(spec: HyperPod, probe_name: str) -> dict[str, str]:
    """What HyperPod's own steps read in node.conf."""
    strategy = spec.slurm_strategy or ("continuous" if spec.provisioning == "continuous" else "managed")
    keeps = "yes" if strategy in ("continuous", "merge") else "no"
    return {"MOUNT_POINT": MOUNT_POINT, "PROBE_NAME": probe_name, "SLURM_STRATEGY": strategy, "SLURM_KEEPS_OURS": keeps}


def _of_the_controller(spec: HyperPod, slurm: Slurm) -> dict[str, str]:
    model = slurm_of(spec, slurm)
    return {
        "controller/sovereign.conf": settings(model),
        "controller/partitions.sh": partitions_script(model),
        "controller/accounts.sh": accounts_script(slurm),
    }


def _after(group: HyperPodGroup, spec: HyperPod) -> tuple[Step, ...]:
    """Kubernetes mounts the lake for its pods, and has no Slurm."""
    return AFTER[group.role] if spec.orchestrator == "slurm" else ()


def _of(group: HyperPodGroup, spec: HyperPod, probe_name: str) -> dict[str, str]:
    """The node's common files, with HyperPod's own steps among them."""
    own = {step.name for step in (*BEFORE, *_after(group, spec))}
    made = files(_node(group, spec), slurm=group.role == "compute" and spec.orchestrator == "slurm")
    made["steps.list"] = "".join(" ".join(str(part) for part in step) + "\n" for step in steps_of(group, spec))
    made["node.conf"] += "".join(f"{name}='{value}'\n" for name, value in of_cluster(spec, probe_name).items())
    return made | {f"steps/{name}.sh": _script(f"steps/{name}.sh") for name in own}


def _node(group: HyperPodGroup, spec: HyperPod) -> Node:
    """HyperPod's image has Slurm below /opt/slurm; HyperPod itself mounts the lake, so that no step of ours needs its address."""
    enroot = spec.enroot and group.role == "compute"
    return Node(
        group.instance_type, platform="hyperpod", enroot=enroot, slurm_bin="/opt/slurm/bin", plugstack="/opt/slurm/etc/plugstack.conf.d"
    )


def _script(name: str) -> str:
    return resources.files(__package__).joinpath(*name.split("/")).read_text("utf-8")
