"""A deployment file as a body changes it in the course of a year: what the rehearsal deploys over the first one."""

import copy
from collections.abc import Iterator

from assurance.rehearsal.values import Json
from blueprint.facts.pcs_limits import pcs_sizes
from blueprint.settings import Deployment, Pcs

LONGER, SHORTER = 400, 365
"""Days that CloudWatch Logs offers next to each other (PutRetentionPolicy)."""

MOST_NODES, MOST_INSTANCES = 64, 32
"""What the settings allow."""

NEW_REPOSITORY = "rehearsed"


def change(written: dict[str, Json], deployment: Deployment) -> tuple[dict[str, Json], list[str]]:
    """The changed content of a deployment file, and each change in a sentence.

    Args:
        written: the file's content.
        deployment: the same, with its defaults.
    """
    after = copy.deepcopy(written)
    sentences = list(_changes(after, deployment))
    return after, sentences


def _changes(after: dict[str, Json], deployment: Deployment) -> Iterator[str]:
    after["owner"] = f"{deployment.owner[:120]} renamed"
    yield "the owner has another name: a tag of everything"
    days = LONGER if deployment.audit.log_retention_days != LONGER else SHORTER
    after.setdefault("audit", {})["log_retention_days"] = days
    yield f"log lines are kept {days} days"
    rotation = deployment.keys.rotation_days - 1 if deployment.keys.rotation_days > 90 else 91
    after.setdefault("keys", {})["rotation_days"] = rotation
    yield f"keys rotate every {rotation} days"
    *kept, last = deployment.registry.repositories
    if not kept or (deployment.serving and last == deployment.serving.image_repository):
        kept.append(last)
    after.setdefault("registry", {})["repositories"] = [*kept, NEW_REPOSITORY]
    yield f"image repositories: {', '.join(after['registry']['repositories'])}"
    if deployment.training and deployment.training.ec2:
        for written_group, group in zip(after["training"]["ec2"]["groups"], deployment.training.ec2.groups, strict=True):
            written_group["nodes"] = _one_more(group.nodes, MOST_NODES)
            yield f"{written_group['nodes']} nodes in the group {group.name}"
    if deployment.training and deployment.training.hyperpod:
        for written_group, node_group in zip(after["training"]["hyperpod"]["groups"], deployment.training.hyperpod.groups, strict=True):
            if node_group.role != "controller":
                written_group["nodes"] = _one_more(node_group.nodes, MOST_NODES)
                yield f"{written_group['nodes']} nodes in the group {node_group.name}"
    if deployment.training and deployment.training.pcs:
        yield from _queued(after["training"]["pcs"]["groups"], deployment.training.pcs)
    if deployment.serving:
        after["serving"]["instances"] = _one_more(deployment.serving.instances, MOST_INSTANCES)
        yield f"{after['serving']['instances']} serving instances"


def _queued(written: list[dict[str, Json]], pcs: Pcs) -> Iterator[str]:
    """One node more in each group, as far as the cluster's size has room."""
    room = pcs_sizes()[pcs.size].nodes - pcs.most_nodes
    for written_group, group in [*zip(written, pcs.groups, strict=True)][:room]:
        if group.nodes < MOST_NODES:
            written_group["nodes"] = group.nodes + 1
            yield f"{written_group['nodes']} nodes in the group {group.name}"


def _one_more(number: int, most: int) -> int:
    return number + 1 if number < most else number - 1
