"""What a PCS cluster is told of the Slurm model: the names and values of `clusters.slurm.pcs`, and what only PCS's groups have."""

from dataclasses import replace

from blueprint.settings import Pcs, Slurm
from clusters.slurm.pcs import PcsSettings, Setting, pcs_settings
from clusters.slurm.plan import Means, Scripts, cluster, nodes_of


def settings(slurm: Slurm, pcs: Pcs) -> PcsSettings:
    """The settings of a cluster; its weights of groups join the model's settings of them.

    Prolog, epilog and health check are named where `clusters.pcs.nodes` has installed them.
    """
    means = Means(accounting=pcs.accounting.mode == "STANDARD")
    told = pcs_settings(
        cluster(slurm, nodes_of(pcs.groups), Scripts(), means), version=pcs.slurm_version, has_accounts=pcs.accounting.accounts_are_loaded
    )
    weights = {group.name: (Setting("Weight", str(group.weight)),) for group in pcs.groups}
    return replace(told, node_groups={name: (*given, *weights[name]) for name, given in told.node_groups.items()})
