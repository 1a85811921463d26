"""Slurm models of every kind that the deployment file allows, and nodes for them."""

from typing import Any

from hypothesis import strategies as st

from blueprint.planning.migration.nodes import Nodes
from blueprint.settings.slurm import Slurm

GROUPS = ("big", "small", "cpu")
NODES = {
    "big": Nodes("big", 4, 192, 2048, 8, 32),
    "small": Nodes("small", 2, 48, 192, 4, 1),
    "cpu": Nodes("cpu", 10, 8, 16),
}
NAMES = st.from_regex(r"[a-z][a-z0-9_-]{0,12}", fullmatch=True) | st.sampled_from(
    ["a_b", "a-b", "a-", "queue", "default", "kube-x", "system-x"]
)


def subset(names: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names), unique=True) if names else st.just([])


@st.composite
def models(draw: st.DrawFn) -> Slurm:
    """A model that holds its rules: names once, one default, qualities that are there and that put aside others."""
    ranks = draw(st.lists(NAMES, unique=True, max_size=4))
    qos: list[dict[str, Any]] = [
        {
            "name": name,
            "priority": draw(st.integers(0, 5)),
            "preempts": draw(subset([other for other in ranks if other != name])),
            "most_nodes": draw(st.none() | st.integers(1, 9)),
            "most_gpus_per_account": draw(st.none() | st.integers(1, 9)),
            "longest_hours": draw(st.none() | st.integers(1, 99)),
        }
        for name in ranks
    ]
    queues = draw(st.lists(NAMES, unique=True, min_size=1, max_size=3))
    default = draw(st.integers(0, len(queues) - 1))
    partitions = [
        {
            "name": name,
            "job_type": draw(st.sampled_from(["pretraining", "fine_tuning", "evaluation", "curation", "interactive"])),
            "groups": draw(st.lists(st.sampled_from(GROUPS), unique=True, min_size=1)),
            "longest_hours": draw(st.integers(1, 8760)),
            "priority": draw(st.integers(1, 3)),
            "is_default": index == default,
            "qos": draw(subset(ranks)),
        }
        for index, name in enumerate(queues)
    ]
    accounts = [
        {
            "name": name,
            "shares": draw(st.integers(1, 100)),
            "qos": draw(subset(ranks)),
            "users": draw(st.lists(st.sampled_from(["ann", "bob", "eve"]), unique=True)),
        }
        for name in draw(st.lists(NAMES, unique=True, max_size=3))
    ]
    lost_after = draw(st.sampled_from([20, 300]))
    return Slurm.model_validate({"partitions": partitions, "qos": qos, "accounts": accounts, "node_lost_after_s": lost_after})
