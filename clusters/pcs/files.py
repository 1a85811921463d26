"""What people read and run of a PCS cluster's Slurm; it lies beside the templates."""

import json

from blueprint.settings import Deployment
from clusters.pcs.settings import settings
from clusters.slurm.accounts import accounts_script
from clusters.slurm.pcs import Setting

SETTINGS, ACCOUNTS = "slurm-pcs.json", "slurm-accounts.sh"


def pcs_files(deployment: Deployment) -> dict[str, str]:
    """Files by name: every setting by where it stands with what was left to the service and why, and the accounts' script.

    Nothing where the deployment has no PCS cluster.
    """
    training = deployment.training
    if not (training and training.pcs and training.slurm):
        return {}
    slurm = training.slurm.of(training.pcs.groups)
    told = settings(slurm, training.pcs)
    content = {
        "cluster": _plain(told.cluster),
        "cgroup": _plain(told.cgroup),
        "slurmdbd": _plain(told.slurmdbd),
        "node_groups": {name: _plain(given) for name, given in told.node_groups.items()},
        "gres": {name: dict(record) for name, record in told.gres.items()},
        "queues": {name: _plain(given) for name, given in told.queues.items()},
        "job_types": {partition.name: partition.job_type for partition in training.slurm.partitions},
        "left": [vars(left) for left in told.left],
    }
    return {SETTINGS: json.dumps(content, indent=1) + "\n", ACCOUNTS: accounts_script(slurm)}


def _plain(given: tuple[Setting, ...]) -> dict[str, str]:
    return {setting.parameter: setting.value for setting in given}
