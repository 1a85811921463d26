"""A Slurm model as Kubernetes objects: partitions become namespaces with a queue, qualities of service become priority classes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from blueprint.planning.migration import queues, walltime
from blueprint.planning.migration.losses import Loss, Weaker
from blueprint.planning.migration.names import kubernetes_names, metadata
from blueprint.planning.migration.nodes import Nodes
from blueprint.settings.slurm import Partition, Qos, Slurm

Thing = dict[str, Any]

JOB_TYPE = "job-type"
PEOPLE = "submit"
"""The role of those who may submit jobs in a namespace."""


@dataclass(frozen=True)
class Kubernetes:
    """The objects, and what of the model they do not say."""

    objects: tuple[Thing, ...]
    losses: tuple[Loss, ...]
    weaker: tuple[Weaker, ...]


def to_kubernetes(model: Slurm, nodes: Mapping[str, Nodes]) -> Kubernetes:
    """Translate a model.

    Args:
        model: The Slurm model.
        nodes: The groups that its partitions name.

    Raises:
        KeyError: A partition names a group that is not in `nodes`.
    """
    spaces = kubernetes_names(part.name for part in model.partitions)
    ranks = kubernetes_names(part.name for part in model.qos)
    accounts = kubernetes_names(part.name for part in model.accounts)
    used = [nodes[name] for name in dict.fromkeys(group for part in model.partitions for group in part.groups)]
    objects: list[Thing] = [*_classes(model, ranks), *queues.flavors(used), queues.cohort(used), *walltime.policy()]
    for part in model.partitions:
        space = spaces[part.name]
        objects += [
            _namespace(part, space),
            queues.cluster_queue(space, [nodes[name] for name in part.groups], has_accounts=bool(model.accounts)),
            *queues.local_queues(space, model.accounts, accounts),
            walltime.limits(space, part.longest_hours),
            *_quotas(part, space, model.qos, ranks),
            *_people(model, space, accounts),
        ]
    return Kubernetes(tuple(objects), tuple(_losses(model)), tuple(_weaker(model)))


def may_use(part: Partition, quality: Qos) -> bool:
    """Whether a quality may be asked for in a partition."""
    return not part.qos or quality.name in part.qos


def lower(model: Slurm, quality: Qos) -> set[str]:
    """The qualities below one."""
    return {other.name for other in model.qos if other.priority < quality.priority}


def _classes(model: Slurm, ranks: Mapping[str, str]) -> Iterator[Thing]:
    for quality in model.qos:
        meta = metadata(quality.name, ranks[quality.name])
        preempts = bool(quality.preempts) and set(quality.preempts) == lower(model, quality)
        yield {
            "apiVersion": "scheduling.k8s.io/v1",
            "kind": "PriorityClass",
            "metadata": meta,
            "value": quality.priority,
            "globalDefault": False,
            "preemptionPolicy": "PreemptLowerPriority" if preempts else "Never",
        }
        yield {"apiVersion": queues.KUEUE, "kind": "WorkloadPriorityClass", "metadata": meta, "value": quality.priority}


def _namespace(part: Partition, space: str) -> Thing:
    labels = {JOB_TYPE: part.job_type, "pod-security.kubernetes.io/enforce": "restricted"}
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": metadata(part.name, space, labels=labels)}


def _quotas(part: Partition, space: str, qualities: tuple[Qos, ...], ranks: Mapping[str, str]) -> Iterator[Thing]:
    """Ranks that may not be asked for have no pods; a rank with a limit has as many as nodes, for a job has one pod a node."""
    if refused := [ranks[quality.name] for quality in qualities if not may_use(part, quality)]:
        yield _quota(space, "refused-ranks", refused, 0)
    for quality in qualities:
        if quality.most_nodes is not None and may_use(part, quality):
            yield _quota(space, f"most-{ranks[quality.name]}", [ranks[quality.name]], quality.most_nodes)


def _quota(space: str, name: str, ranks: list[str], pods: int) -> Thing:
    selector = {"matchExpressions": [{"scopeName": "PriorityClass", "operator": "In", "values": ranks}]}
    return {
        "apiVersion": "v1",
        "kind": "ResourceQuota",
        "metadata": {"name": name, "namespace": space},
        "spec": {"hard": {"pods": str(pods)}, "scopeSelector": selector},
    }


def _people(model: Slurm, space: str, accounts: Mapping[str, str]) -> Iterator[Thing]:
    if not any(account.users for account in model.accounts):
        return
    rules = [
        {"apiGroups": ["jobset.x-k8s.io"], "resources": ["jobsets"], "verbs": ["create", "delete", "get", "list", "watch"]},
        {"apiGroups": ["kubeflow.org"], "resources": ["pytorchjobs"], "verbs": ["create", "delete", "get", "list", "watch"]},
        {"apiGroups": [""], "resources": ["pods", "pods/log"], "verbs": ["get", "list", "watch"]},
    ]
    yield {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": PEOPLE, "namespace": space}, "rules": rules}
    for account in model.accounts:
        if account.users:
            yield {
                "apiVersion": "rbac.authorization.k8s.io/v1",
                "kind": "RoleBinding",
                "metadata": metadata(account.name, accounts[account.name], namespace=space),
                "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": PEOPLE},
                "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": user} for user in account.users],
            }


def _losses(model: Slurm) -> Iterator[Loss]:
    for part in model.partitions:
        yield from _losses_of_a_partition(part)
    for quality in model.qos:
        yield from _losses_of_a_quality(model, quality)
    for account in model.accounts:
        if account.qos:
            why = "a quota on ranks holds for a namespace, not for a local queue in it; give the account a namespace of its own"
            yield Loss("accounts", account.name, "qos", account.qos, why)
    if model.node_lost_after_s != Slurm.model_fields["node_lost_after_s"].default:
        why = "each pod says how long it bears an unreachable node (tolerationSeconds), not the cluster"
        yield Loss("", "", "node_lost_after_s", model.node_lost_after_s, why)


def _losses_of_a_partition(part: Partition) -> Iterator[Loss]:
    if part.priority != 1:
        why = "PriorityTier: queues of a cohort have no order; put it into the priority classes"
        yield Loss("partitions", part.name, "priority", part.priority, why)
    if part.is_default:
        why = "no namespace is everybody's default; people name theirs, or set it in their context"
        yield Loss("partitions", part.name, "is_default", True, why)


def _losses_of_a_quality(model: Slurm, quality: Qos) -> Iterator[Loss]:
    preempts = set(quality.preempts)
    if preempts and preempts != lower(model, quality):
        why = "a priority class puts aside every lower one or none; it becomes none, so that nothing is put aside unasked"
        yield Loss("qos", quality.name, "preempts", quality.preempts, why)
    if quality.most_gpus_per_account is not None:
        why = "Kueue counts quotas by queue and cohort, not by local queue; give the account a queue of its own"
        yield Loss("qos", quality.name, "most_gpus_per_account", quality.most_gpus_per_account, why)
    if quality.longest_hours is not None:
        why = "the policy on wall times knows the namespace, not the rank; the job's own deadline has to say it"
        yield Loss("qos", quality.name, "longest_hours", quality.longest_hours, why)
    if quality.most_nodes is not None and not any(may_use(part, quality) for part in model.partitions):
        yield Loss("qos", quality.name, "most_nodes", quality.most_nodes, "no namespace takes the rank, so no quota can hold it")


def _weaker(model: Slurm) -> Iterator[Weaker]:
    for quality in model.qos:
        spaces = [part.name for part in model.partitions if may_use(part, quality)]
        if quality.most_nodes is not None and len(spaces) > 1:
            why = f"holds in each of {', '.join(spaces)}: together they may have {quality.most_nodes * len(spaces)} nodes"
            yield Weaker(f"qos.{quality.name}.most_nodes", why)
    for account in model.accounts:
        if account.users:
            why = "the binding lets them submit in a namespace; it cannot hold them to their own local queue"
            yield Weaker(f"accounts.{account.name}.users", why)
    if any(account.shares != 1 for account in model.accounts):
        why = "weights of local queues count with Kueue's admission fair sharing on, and by use at admission, not by a decaying tree"
        yield Weaker("accounts.shares", why)
