"""HyperPod: ways of provisioning that exclude each other, capacity of this place, and groups that Slurm can use."""

import re
from collections.abc import Iterator

from blueprint.facts.instances import SAGEMAKER_PREFIX, instance, instances
from blueprint.settings.draft import Draft
from blueprint.settings.hyperpod import CERT_MANAGER, TRAINING_OPERATOR
from blueprint.settings.problems import Problem, shown

PART = "training.hyperpod"
GROUPS = f"{PART}.groups"
PARTITIONS = "training.slurm.partitions"

PARTITION_NAME = re.compile(r"[a-zA-Z0-9](-*[a-zA-Z0-9])*")
"""What HyperPod takes as a partition's name (botocore 1.44.5, ClusterPartitionName); Slurm would take an underscore too."""


OF_SLURM = {"slurm_strategy": "there is no slurm.conf", "enroot": "containers are Kubernetes' own"}
OF_EKS = ("tiered_checkpoints_percent", "autoscaling", "addons")


def runs_on_eks(draft: Draft) -> bool:
    """Whether the nodes are of the Kubernetes cluster."""
    return draft.text(f"{PART}.orchestrator") == "eks"


def orchestrator_takes_what_is_asked(draft: Draft) -> Iterator[Problem]:
    """What Slurm has, EKS has not, and the other way round; with EKS there is a cluster, and provisioning is continuous."""
    if not draft.has(PART):
        return
    if runs_on_eks(draft):
        yield from _not_with_eks(draft)
        return
    for name in OF_EKS:
        if draft.number(f"{PART}.{name}") or draft.flag(f"{PART}.{name}") or draft.length(f"{PART}.{name}"):
            yield Problem(f"{PART}.{name}", "given", "left out with orchestrator: slurm; it is EKS's")
    for field, group in draft.drafts(GROUPS):
        for name in ("labels", "taints"):
            if group.length(name):
                yield Problem(f"{field}.{name}", "given", "left out with orchestrator: slurm; Slurm knows partitions")


def addons_have_what_they_need(draft: Draft) -> Iterator[Problem]:
    """Each add-on once; the training operator's admission wants certificates (SageMaker guide, Installing the training operator)."""
    named = [(field, text.partition("@")[0]) for field, text in draft.texts(f"{PART}.addons")]
    names = [name for _, name in named]
    for at, (field, name) in enumerate(named):
        if name in names[:at]:
            yield Problem(field, shown(name), "each add-on once")
        elif name == TRAINING_OPERATOR and CERT_MANAGER not in names:
            yield Problem(field, shown(name), f"beside {CERT_MANAGER}, which gives it its certificates")


def _not_with_eks(draft: Draft) -> Iterator[Problem]:
    if not draft.has("eks"):
        yield Problem(f"{PART}.orchestrator", shown("eks"), "slurm: a file without the part `eks` has no cluster that the nodes could join")
    if draft.text(f"{PART}.provisioning") == "all_at_once":
        yield Problem(f"{PART}.provisioning", shown("all_at_once"), "continuous: labels, scaling and our own keys ask for it")
    for name, why in OF_SLURM.items():
        if draft.text(f"{PART}.{name}") or draft.flag(f"{PART}.{name}"):
            yield Problem(f"{PART}.{name}", "given", f"left out with orchestrator: eks: {why}")
    if draft.has(f"{PART}.accounting"):
        yield Problem(f"{PART}.accounting", "declared", "left out with orchestrator: eks: there is no Slurm to account for")
    for field, group in draft.drafts(GROUPS):
        if (role := group.text("role")) and role != "compute":
            yield Problem(f"{field}.role", shown(role), "left out with orchestrator: eks: the control plane is the EKS cluster's")


def ways_of_provisioning_exclude_each_other(draft: Draft) -> Iterator[Problem]:
    """Continuous provisioning merges by itself and refuses a strategy (SageMaker guide, Continuous provisioning with Slurm)."""
    if runs_on_eks(draft):
        return
    continuous, strategy = draft.text(f"{PART}.provisioning") == "continuous", draft.text(f"{PART}.slurm_strategy")
    if strategy and continuous:
        yield Problem(
            f"{PART}.slurm_strategy",
            shown(strategy),
            "none with provisioning: continuous, which merges by itself and takes no strategy; or provisioning: all_at_once",
        )
    if draft.has(f"{PART}.accounting") and draft.text(f"{PART}.provisioning") == "all_at_once":
        yield Problem(
            f"{PART}.accounting", "declared", "none with provisioning: all_at_once; HyperPod takes a database with continuous only"
        )


def own_keys_are_possible(draft: Draft) -> Iterator[Problem]:
    """HyperPod takes customer-managed keys with continuous provisioning only (SageMaker guide, Customer managed KMS key encryption)."""
    way = draft.text(f"{PART}.provisioning")
    if way == "all_at_once" and not runs_on_eks(draft) and draft.text("stage") == "production":
        yield Problem(
            f"{PART}.provisioning",
            shown(way),
            "continuous in production: without it HyperPod's volumes lie under a key of AWS's, not of yours",
        )


def image_is_pinned_once(draft: Draft) -> Iterator[Problem]:
    """The nodes' image is pinned: without it a replaced node could differ from its neighbours."""
    named = [name for name in ("image_release", "image_id") if draft.text(f"{PART}.{name}")]
    if draft.has(PART) and len(named) != 1:
        value = "both" if named else "missing"
        yield Problem(f"{PART}.image_release", value, "one of image_release and image_id, so that a replaced node equals its neighbours")


def accounting_is_of_this_place(draft: Draft) -> Iterator[Problem]:
    """The database's secret and its key lie in the deployment's account and region."""
    for name in ("secret", "secret_key"):
        yield from _elsewhere(draft, f"{PART}.accounting.{name}", draft.text(f"{PART}.accounting.{name}"))


def plans_are_of_this_place(draft: Draft) -> Iterator[Problem]:
    """A training plan holds instances of one region for one account, and they are for computing."""
    for field, group in draft.drafts(GROUPS):
        plan = group.text("training_plan")
        yield from _elsewhere(draft, f"{field}.training_plan", plan)
        if plan and group.text("role") != "compute":
            yield Problem(
                f"{field}.training_plan",
                shown(plan),
                "none: a training plan's instances compute; controllers and login nodes are on demand",
            )


def checks_have_accelerators(draft: Draft) -> Iterator[Problem]:
    """Deep health checks load accelerators and the network between them."""
    for field, group in draft.drafts(GROUPS):
        kind = _kind(group)
        for where, check in group.texts("deep_health_checks"):
            if kind and not instance(kind).accelerators:
                yield Problem(f"{field}.{where}", shown(check), f"none: {SAGEMAKER_PREFIX}{kind} has no accelerator to check")
        checks = [check for _, check in group.texts("deep_health_checks")]
        if len(set(checks)) != len(checks):
            yield Problem(f"{field}.deep_health_checks", "a list", "each check once")


def minimum_can_be_met(draft: Draft) -> Iterator[Problem]:
    """A group starts with at most all of its nodes, and only continuous provisioning starts with fewer."""
    for field, group in draft.drafts(GROUPS):
        least, nodes = group.number("minimum_nodes"), group.number("nodes")
        if least is None:
            continue
        if nodes is not None and least > nodes:
            yield Problem(f"{field}.minimum_nodes", shown(least), f"at most the group's nodes: {nodes}")
        elif draft.text(f"{PART}.provisioning") == "all_at_once":
            yield Problem(
                f"{field}.minimum_nodes", shown(least), "none with provisioning: all_at_once, which starts with all nodes or none"
            )


def slurm_has_its_roles(draft: Draft) -> Iterator[Problem]:
    """Slurm has one controller and something to compute on."""
    if runs_on_eks(draft) or not draft.has(PART):
        return
    groups = draft.drafts(GROUPS)
    if not draft.has("training.slurm"):
        yield Problem("training.slurm", "missing", f"required: {PART} runs Slurm, which wants partitions")
    roles = [(field, group, group.text("role")) for field, group in groups]
    controllers = [field for field, _, role in roles if role == "controller"]
    if groups and len(controllers) != 1:
        yield Problem(GROUPS, f"{len(controllers)} controllers", "exactly one group with role: controller")
    if groups and not any(role in ("compute", None) for _, _, role in roles):
        yield Problem(GROUPS, "no compute nodes", "at least one group with role: compute")
    for field, group, role in roles:
        nodes = group.number("nodes")
        if role == "controller" and nodes is not None and nodes != 1:
            yield Problem(f"{field}.nodes", shown(nodes), "1: Slurm on HyperPod has one controller, and HyperPod replaces it")


def partitions_are_groups(draft: Draft) -> Iterator[Problem]:
    """Each group that computes is in exactly one partition, whose name HyperPod takes; the others are in none."""
    if runs_on_eks(draft) or not draft.has(PART) or not draft.has("training.slurm"):
        return
    partitions = draft.drafts(PARTITIONS)
    for field, group in draft.drafts(GROUPS):
        name, role = group.text("name"), group.text("role")
        within = [(where, part) for where, part in partitions if name in [other for _, other in part.texts("groups")]]
        if name is None or role is None:
            continue
        if role != "compute" and within:
            yield Problem(f"{within[0][0]}.groups", shown(name), f"no {role}: jobs run on groups with role: compute")
        elif role == "compute" and not within:
            yield Problem(f"{field}.name", shown(name), f"in one of {PARTITIONS}: no job would ever run there")
        elif role == "compute" and len(within) > 1:
            also = within[1][0]
            yield Problem(f"{also}.groups", shown(name), f"one partition a group: HyperPod takes no second one, and {within[0][0]} has it")
        for where, part in within:
            called = part.text("name")
            if called and not PARTITION_NAME.fullmatch(called):
                yield Problem(
                    f"{where}.name", shown(called), "letters, digits and single hyphens within: HyperPod takes no other name of a partition"
                )


def _kind(group: Draft) -> str | None:
    name = (group.text("instance_type") or "").removeprefix(SAGEMAKER_PREFIX)
    return name if name in instances() else None


def _elsewhere(draft: Draft, field: str, arn: str | None) -> Iterator[Problem]:
    """What an ARN has to share with the deployment: partition, region and account."""
    if arn is None:
        return
    partition, region, account = (arn.split(":", 5)[at] for at in (1, 3, 4))
    for name, given, wanted in (
        ("partition", partition, draft.text("jurisdiction.partition")),
        ("region", region, draft.text("region")),
        ("account", account, draft.text("account")),
    ):
        if wanted and given != wanted:
            yield Problem(field, shown(arn), f"of the deployment's {name}, {wanted}; this one is of {given}")
            return
