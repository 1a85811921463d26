"""The cluster as AWS PCS takes it: named settings from its allow lists, and a list of what stays with the service.

PCS takes no files. What its lists do not name is either its own (blueprint/facts/pcs_own.yaml, with what becomes of our value) or refused,
before a deployment finds out.
"""

from dataclasses import dataclass

from blueprint.facts.pcs import Place, own_settings, refusal
from clusters.slurm.model import Cluster, Parameters

NEEDS_ACCOUNTS = frozenset({"AllowQos"})
"""What names qualities of service: PCS may fail to apply it before they are in the accounting database (User Guide, queue settings)."""


class RefusedSettingError(ValueError):
    """A setting that PCS would refuse, with its reason."""


@dataclass(frozen=True)
class Setting:
    """One custom setting."""

    parameter: str
    value: str


@dataclass(frozen=True)
class Left:
    """One of our settings that is not set on PCS, and why."""

    place: str
    parameter: str
    value: str
    reason: str


@dataclass(frozen=True)
class PcsSettings:
    """Everything that PCS takes, and what it leaves.

    Attributes:
        cluster, cgroup, slurmdbd: Settings of the cluster.
        node_groups: Settings of each group of nodes, by its name.
        gres: Each group's record of gres.conf, by the group's name; absent where it has no GPU.
        queues: Settings of each queue, by its name.
        left: What is not set.
    """

    cluster: tuple[Setting, ...]
    cgroup: tuple[Setting, ...]
    slurmdbd: tuple[Setting, ...]
    node_groups: dict[str, tuple[Setting, ...]]
    gres: dict[str, Parameters]
    queues: dict[str, tuple[Setting, ...]]
    left: tuple[Left, ...]


def pcs_settings(cluster: Cluster, *, version: str, has_accounts: bool = False) -> PcsSettings:
    """The cluster's settings for PCS.

    Args:
        cluster: The model.
        version: The Slurm version of the PCS cluster, such as `25.05`.
        has_accounts: Whether the accounts' script has run there: only then are the queues bound to qualities of service.

    Raises:
        RefusedSettingError: PCS would refuse one, and it is none that PCS sets by itself.
    """
    left: list[Left] = []

    def taken(place: Place, what: str, parameters: Parameters) -> tuple[Setting, ...]:
        settings = []
        for parameter, value in parameters.items():
            if parameter in NEEDS_ACCOUNTS and not has_accounts:
                left.append(Left(what, parameter, value, "until the accounts and qualities of service are in the database"))
            elif reason := refusal(place, parameter, value, version):
                left.append(_left(what, parameter, value, reason))
            else:
                settings.append(Setting(parameter, value))
        return tuple(settings)

    gres = {nodes.group: dict(nodes.gres) for nodes in cluster.nodes if nodes.gres}
    for group, record in gres.items():
        taken("gres", f"gres of {group}", record)
    return PcsSettings(
        cluster=taken("cluster", "cluster", cluster.parameters),
        cgroup=taken("cgroup", "cgroup", cluster.cgroup),
        slurmdbd=taken("slurmdbd", "slurmdbd", cluster.slurmdbd),
        node_groups={nodes.group: taken("node_group", f"group {nodes.group}", nodes.parameters) for nodes in cluster.nodes},
        gres=dict(gres),
        queues={queue.name: taken("queue", f"queue {queue.name}", queue.parameters) for queue in cluster.queues},
        left=tuple(left),
    )


def _left(what: str, parameter: str, value: str, reason: str) -> Left:
    if parameter not in own_settings():
        raise RefusedSettingError(f"{parameter}={value} ({what}): {reason}")
    return Left(what, parameter, value, own_settings()[parameter].reason)
