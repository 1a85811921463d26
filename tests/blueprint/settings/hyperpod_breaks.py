"""Ways to break a HyperPod cluster."""

from typing import Any

PART, GROUPS, PARTITIONS = "training.hyperpod", "training.hyperpod.groups", "training.slurm.partitions"
PLAN = "arn:aws:sagemaker:eu-central-1:111122223333:training-plan/large"
SECRET = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:accounting-AbCdEf"
KEY = "arn:aws:kms:eu-central-1:111122223333:key/01234567-89ab-4cde-8f01-23456789abcd"
DATABASE = {"endpoint": "accounting.example.internal", "secret": SECRET, "secret_key": KEY, "security_group": "sg-0123456789abcdef0"}


def group(name: str = "large", **changes: Any) -> dict[str, Any]:
    """Nodes that compute."""
    return {"name": name, "instance_type": "ml.p5.48xlarge", "nodes": 4} | changes


CONTROLLER = {"name": "controller", "role": "controller", "instance_type": "ml.m7i.4xlarge", "nodes": 1}


def cluster(*groups: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A controller and, by default, four nodes."""
    return {"image_release": "1.2.3", "groups": [CONTROLLER, *(groups or (group(),))], **changes}


def partition(*groups: str, **changes: Any) -> dict[str, Any]:
    """A queue over these groups."""
    return {"name": "large", "job_type": "pretraining", "groups": [*groups], "longest_hours": 48, "is_default": True} | changes


def clustered(hyperpod: dict[str, Any] | None = None, *partitions: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """What a file with a cluster has beside the example."""
    slurm = {"partitions": [*(partitions or (partition("large"),))]}
    return {PART: hyperpod or cluster(), "training.slurm": slurm, **changes}


RIGHT = [
    clustered(),
    clustered(cluster(accounting=DATABASE, patching={"schedule": "cron(0 3 ? * 1#1 *)"}, node_recovery="none")),
    clustered(cluster(group(training_plan=PLAN, minimum_nodes=2, threads_per_core=1, deep_health_checks=["InstanceStress"]))),
    clustered(cluster(provisioning="all_at_once", slurm_strategy="merge"), stage="development"),
]
"""Clusters in which nothing is wrong."""


def on_eks(**changes: Any) -> dict[str, Any]:
    """Nodes for the Kubernetes cluster of the file."""
    return {
        PART: {"orchestrator": "eks", "image_release": "1.2.3", "groups": [group()], **changes},
        "eks": {"images": {"standard": "ami-0123456789abcdef0", "nvidia": "ami-0fedcba9876543210"}, "administrators": [ADMINISTRATOR]},
    }


ADMINISTRATOR = "arn:aws:iam::111122223333:role/platform/admin"
OPERATOR, CERTIFICATES = "amazon-sagemaker-hyperpod-training-operator@v1.2.0-eksbuild.1", "cert-manager@v1.18.2-eksbuild.2"
RIGHT += [
    on_eks(),
    on_eks(autoscaling=True, tiered_checkpoints_percent=20, addons=[CERTIFICATES, OPERATOR]),
    on_eks(groups=[group(labels=["team=language"], taints=["nvidia.com/gpu=true:NoSchedule"])]),
]

BREAKS = [
    ("no Kubernetes cluster", {PART: on_eks()[PART]}, f"{PART}.orchestrator", "without the part `eks`"),
    ("a strategy without Slurm", on_eks(slurm_strategy="merge"), f"{PART}.slurm_strategy", "there is no slurm.conf"),
    ("enroot without Slurm", on_eks(enroot=True), f"{PART}.enroot", "Kubernetes' own"),
    ("accounting without Slurm", on_eks(accounting=DATABASE), f"{PART}.accounting", "no Slurm to account for"),
    ("a controller without Slurm", on_eks(groups=[group(role="login")]), f"{GROUPS}[0].role", "the control plane is the EKS cluster's"),
    ("Kubernetes all at once", on_eks(provisioning="all_at_once"), f"{PART}.provisioning", "labels, scaling and our own keys"),
    ("scaling without Kubernetes", clustered(cluster(autoscaling=True)), f"{PART}.autoscaling", "it is EKS's"),
    ("tiers without Kubernetes", clustered(cluster(tiered_checkpoints_percent=20)), f"{PART}.tiered_checkpoints_percent", "it is EKS's"),
    ("add-ons without Kubernetes", clustered(cluster(addons=[CERTIFICATES])), f"{PART}.addons", "it is EKS's"),
    ("labels without Kubernetes", clustered(cluster(group(labels=["a=b"]))), f"{GROUPS}[1].labels", "Slurm knows partitions"),
    ("an operator without certificates", on_eks(addons=[OPERATOR]), f"{PART}.addons[0]", "beside cert-manager"),
    ("an add-on twice", on_eks(addons=[CERTIFICATES, CERTIFICATES]), f"{PART}.addons[1]", "each add-on once"),
    ("an add-on without its version", on_eks(addons=["cert-manager"]), f"{PART}.addons[0]", "each name@version"),
    ("a taint without its effect", on_eks(groups=[group(taints=["a=b"])]), f"{GROUPS}[0].taints[0]", "each key=value:effect"),
    (
        "continuous provisioning and a strategy",
        clustered(cluster(slurm_strategy="managed")),
        f"{PART}.slurm_strategy",
        "none with provisioning: continuous, which merges by itself",
    ),
    (
        "accounting without continuous provisioning",
        clustered(cluster(provisioning="all_at_once", accounting=DATABASE), stage="development"),
        f"{PART}.accounting",
        "with continuous only",
    ),
    (
        "volumes that take no key",
        clustered(cluster(provisioning="all_at_once")),
        f"{PART}.provisioning",
        "under a key of AWS's",
    ),
    ("no pinned image", clustered(cluster(image_release=None)), f"{PART}.image_release", "one of image_release and image_id"),
    ("two images", clustered(cluster(image_id="ami-0123456789abcdef0")), f"{PART}.image_release", "one of image_release and image_id"),
    ("EFA taken away", clustered(cluster(group(efa=False))), f"{GROUPS}[1].efa", "HyperPod attaches EFA by itself"),
    (
        "a training plan in another region",
        clustered(cluster(group(training_plan=PLAN.replace("eu-central-1", "eu-north-1")))),
        f"{GROUPS}[1].training_plan",
        "of the deployment's region, eu-central-1; this one is of eu-north-1",
    ),
    (
        "a training plan of another account",
        clustered(cluster(group(training_plan=PLAN.replace("111122223333", "444455556666")))),
        f"{GROUPS}[1].training_plan",
        "of the deployment's account",
    ),
    (
        "a training plan for the controller",
        clustered(cluster(groups=[CONTROLLER | {"training_plan": PLAN}, group()])),
        f"{GROUPS}[0].training_plan",
        "controllers and login nodes are on demand",
    ),
    (
        "no training plan at all",
        clustered(cluster(group(training_plan="plan-1"))),
        f"{GROUPS}[1].training_plan",
        "The ARN of the training plan",
    ),
    (
        "a Capacity Block",
        clustered(cluster(group(capacity_block={"id": "cr-0123456789abcdef0"}))),
        f"{GROUPS}[1].capacity_block",
        "HyperPod consumes neither EC2's Capacity Blocks nor its capacity reservations",
    ),
    ("a reservation", clustered(cluster(group(reservation={"id": "cr-0123456789abcdef0"}))), f"{GROUPS}[1].reservation", "a training_plan"),
    ("a larger root volume", clustered(cluster(group(root_volume_gib=500))), f"{GROUPS}[1].root_volume_gib", "one of: 100"),
    (
        "a health check without an accelerator",
        clustered(cluster(group(instance_type="ml.m7i.8xlarge", deep_health_checks=["InstanceStress"]))),
        f"{GROUPS}[1].deep_health_checks[0]",
        "ml.m7i.8xlarge has no accelerator",
    ),
    (
        "a health check twice",
        clustered(cluster(group(deep_health_checks=["InstanceStress"] * 2))),
        f"{GROUPS}[1].deep_health_checks",
        "each check once",
    ),
    (
        "a health check of the API alone",
        clustered(cluster(group(deep_health_checks=["MultiNodeTrainingValidation"]))),
        f"{GROUPS}[1].deep_health_checks[0]",
        "one of",
    ),
    (
        "more at the least than there are",
        clustered(cluster(group(minimum_nodes=5))),
        f"{GROUPS}[1].minimum_nodes",
        "at most the group's nodes: 4",
    ),
    (
        "some nodes, all at once",
        clustered(cluster(group(minimum_nodes=2), provisioning="all_at_once"), stage="development"),
        f"{GROUPS}[1].minimum_nodes",
        "all nodes or none",
    ),
    ("an EC2 type", clustered(cluster(group(instance_type="p5.48xlarge"))), f"{GROUPS}[1].instance_type", "with ml.: ml.p5.48xlarge"),
    (
        "a type not sold",
        clustered(cluster(group(instance_type="ml.p6-b200.48xlarge"))),
        f"{GROUPS}[1].instance_type",
        "in a HyperPod cluster",
    ),
    ("two controllers", clustered(cluster(CONTROLLER | {"name": "second"}, group())), GROUPS, "exactly one group with role: controller"),
    (
        "a controller twice",
        clustered(cluster(groups=[CONTROLLER | {"nodes": 2}, group()])),
        f"{GROUPS}[0].nodes",
        "1: Slurm on HyperPod has one",
    ),
    ("Slurm without partitions", {PART: cluster()}, "training.slurm", f"required: {PART} runs Slurm"),
    (
        "a group without a queue",
        clustered(cluster(group(), group("small"))),
        f"{GROUPS}[2].name",
        "no job would ever run there",
    ),
    (
        "a group in two queues",
        clustered(None, partition("large"), partition("large", name="night", is_default=False)),
        f"{PARTITIONS}[1].groups",
        "one partition a group",
    ),
    (
        "a queue on the controller",
        clustered(None, partition("large", "controller")),
        f"{PARTITIONS}[0].groups",
        "no controller: jobs run on",
    ),
    (
        "a queue's name that HyperPod refuses",
        clustered(None, partition("large", name="fine_tuning")),
        f"{PARTITIONS}[0].name",
        "HyperPod takes no other",
    ),
    (
        "a group that Slurm calls otherwise",
        clustered(None, partition("large", "lage")),
        f"{PARTITIONS}[0].groups[1]",
        "a group of nodes by its name on the cluster: controller, large",
    ),
    (
        "a secret elsewhere",
        clustered(cluster(accounting=DATABASE | {"secret": SECRET.replace("eu-central-1", "eu-north-1")})),
        f"{PART}.accounting.secret",
        "of the deployment's region",
    ),
    (
        "a schedule in words",
        clustered(cluster(patching={"schedule": "on Sundays"})),
        f"{PART}.patching.schedule",
        "such as cron(0 3 ? * 1#1 *)",
    ),
]
"""Each with the field that the one problem names, and what it says."""
