"""AWS PCS: what the service refuses, or takes and then cannot hold."""

import re
from collections.abc import Iterator

from blueprint.facts.pcs_limits import block_families, pcs_sizes, pcs_versions
from blueprint.facts.table import nearest
from blueprint.settings.draft import Draft
from blueprint.settings.problems import Problem, shown
from blueprint.settings.rules.offers import refusal

PCS = "training.pcs"
NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{2,24}")
"""Names of node groups and queues (PCS API reference, ComputeNodeGroupName, QueueName: 3 to 25 characters; `pcs_` has an underscore)."""
SAID = "3 to 25 letters, digits and hyphens, a letter first: PCS takes no underscore and nothing shorter or longer"
LEAST_CLUSTER_NAME = 3
LEAST_PURGE_DAYS = 1


def there_is_a_slurm(draft: Draft) -> Iterator[Problem]:
    """The queues of a PCS cluster are the partitions of the Slurm model."""
    if draft.has(PCS) and not draft.has("training.slurm"):
        yield Problem("training.slurm", "missing", f"required with {PCS}: its partitions are the cluster's queues")


def version_is_offered(draft: Draft) -> Iterator[Problem]:
    """A cluster is made with a version that the service still offers."""
    version = draft.text(f"{PCS}.slurm_version") if draft.has(PCS) else None
    if version and version not in pcs_versions():
        guess = nearest(version, tuple(pcs_versions()))
        hint = f"; did you mean {guess}?" if guess else ""
        yield Problem(f"{PCS}.slurm_version", shown(version), f"one of {', '.join(pcs_versions())}{hint}")


def nodes_fit_the_size(draft: Draft) -> Iterator[Problem]:
    """A controller holds a number of nodes, and its size is fixed when the cluster is made."""
    size = draft.text(f"{PCS}.size")
    if not draft.has(PCS) or size is None or size not in pcs_sizes():
        return
    counts = [group.number("nodes") or 0 for _, group in draft.drafts(f"{PCS}.groups")]
    total = sum(counts) + (draft.number(f"{PCS}.login.nodes") or 0)
    if total > pcs_sizes()[size].nodes:
        enough = next((name for name, row in pcs_sizes().items() if row.nodes >= total), None)
        there = f"{enough}: it holds {pcs_sizes()[enough].nodes}" if enough else "fewer nodes: no size holds so many"
        yield Problem(f"{PCS}.size", shown(size), f"holds {pcs_sizes()[size].nodes} nodes, the groups have {total}; take {there}")


def names_are_taken(draft: Draft) -> Iterator[Problem]:
    """PCS is narrower about names than Slurm: of clusters, node groups and queues."""
    if not draft.has(PCS):
        return
    name = draft.text("name")
    if name is not None and len(name) < LEAST_CLUSTER_NAME:
        yield Problem("name", shown(name), f"at least {LEAST_CLUSTER_NAME} characters with {PCS}, whose cluster has the same name")
    parts = [*draft.drafts(f"{PCS}.groups"), *draft.drafts("training.slurm.partitions")]
    named = [(f"{field}.name", part.text("name")) for field, part in parts]
    for field, text in (*named, (f"{PCS}.login.name", draft.text(f"{PCS}.login.name"))):
        if text is not None and not NAME.fullmatch(text):
            yield Problem(field, shown(text), SAID)


def groups_are_in_queues(draft: Draft) -> Iterator[Problem]:
    """Each group is in a queue: nobody reaches nodes in none."""
    asked = {name for _, part in draft.drafts("training.slurm.partitions") for _, name in part.texts("groups")}
    for field, group in draft.drafts(f"{PCS}.groups"):
        name = group.text("name")
        if asked and name and name not in asked:
            yield Problem(f"{field}.name", shown(name), "a group that a partition of training.slurm names: nodes in no queue run nothing")


def login_stands_apart(draft: Draft) -> Iterator[Problem]:
    """Login nodes have a name of their own, and a type that is sold; that no partition names them, the rules of Slurm see."""
    name, kind = draft.text(f"{PCS}.login.name"), draft.text(f"{PCS}.login.instance_type")
    if kind and (reason := refusal(draft, kind, "ec2", "")):
        yield Problem(f"{PCS}.login.instance_type", shown(kind), reason)
    if name and name in [group.text("name") for _, group in draft.drafts(f"{PCS}.groups")]:
        yield Problem(f"{PCS}.login.name", shown(name), f"another name than those of {PCS}.groups")


def blocks_are_taken(draft: Draft) -> Iterator[Problem]:
    """PCS takes blocks of some families, and a block serves one node group alone."""
    seen: dict[str, str] = {}
    for field, group in draft.drafts(f"{PCS}.groups"):
        block, kind = group.text("capacity_block.id"), group.text("instance_type")
        if group.has("capacity_block") and kind and kind.partition(".")[0] not in block_families():
            families = ", ".join(block_families())
            yield Problem(f"{field}.instance_type", shown(kind), f"of a family whose Capacity Blocks PCS takes: {families}")
        if block and block in seen:
            yield Problem(f"{field}.capacity_block.id", shown(block), f"another than {seen[block]} has: a block serves one node group")
        seen.setdefault(block or "", field)


def standing_nodes_are_there(draft: Draft) -> Iterator[Problem]:
    """A group keeps no more nodes than it has."""
    for field, group in draft.drafts(f"{PCS}.groups"):
        nodes, least = group.number("nodes"), group.number("least_nodes")
        if nodes is not None and least is not None and least > nodes:
            yield Problem(f"{field}.least_nodes", str(least), f"at most the group's nodes: {nodes}")


def records_are_kept_a_while(draft: Draft) -> Iterator[Problem]:
    """The service takes -1 or a number of days; zero is neither (PCS API reference, Accounting)."""
    days = draft.number(f"{PCS}.accounting.purge_days") if draft.has(PCS) else None
    if days is not None and days != -1 and days < LEAST_PURGE_DAYS:
        yield Problem(f"{PCS}.accounting.purge_days", str(days), "-1, which keeps records for as long as the cluster exists, or 1 to 10000")
