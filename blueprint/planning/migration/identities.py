"""The fourth check: who is who on the other side, and with which rights?

Slurm knows users of the system and charges accounts; AWS sees the node's role alone, whoever's job it is. Kubernetes knows people by the
IAM role that they come with, and pods by their service account, which EKS gives a role of its own (Pod Identity).
"""

from collections.abc import Mapping

from blueprint.facts.cluster import WORKLOAD
from blueprint.planning.migration.outcome import Outcome
from blueprint.settings.slurm import Slurm

TITLE = "Identities"
HEADER = ("account", "users", "on Slurm", "on Kubernetes, people", "on Kubernetes, pods")


def table(model: Slurm, labels: Mapping[str, str]) -> Outcome:
    """Who becomes what.

    Args:
        model: The Slurm model.
        labels: The accounts' names on Kubernetes.
    """
    spaces = len(model.partitions)
    rows = [
        (
            account.name,
            ", ".join(account.users) or "none named",
            "an association for each user; at AWS: the nodes' own role, the same for all",
            f"an access entry for the IAM role of each; RoleBinding {labels[account.name]} in each of {spaces} namespaces",
            f"service account {WORKLOAD} of the namespace: its role by EKS Pod Identity, no token for the cluster",
        )
        for account in model.accounts
    ]
    against = [f"{account.name}: no users are named, so nobody may submit for it" for account in model.accounts if not account.users]
    many = sorted({user for account in model.accounts for user in account.users if _accounts_of(model, user) > 1})
    against += [
        f"{user}: is in {_accounts_of(model, user)} accounts; Kubernetes asks which queue a job goes to, and takes any" for user in many
    ]
    if not rows:
        return Outcome(TITLE, None, missing=("training.slurm.accounts is empty: name the accounts and their users there",))
    notes = (
        "what a job calls at AWS with its node's role today has to be allowed to the namespace's role: ask for such calls before the move",
    )
    return Outcome(TITLE, not against, (HEADER, *rows), tuple(against), notes=notes)


def _accounts_of(model: Slurm, user: str) -> int:
    return sum(user in account.users for account in model.accounts)
