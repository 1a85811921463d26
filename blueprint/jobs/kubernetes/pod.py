"""The pod of one node of a job: the same for a JobSet, a PyTorchJob and HyperPod's own."""

from collections.abc import Sequence
from typing import Any

from blueprint.facts.cluster import EFA, GPU, PURPOSE, QUEUE_LABEL, WORKLOAD
from blueprint.facts.cluster import LAKE as CLAIM
from blueprint.facts.instances import SAGEMAKER_PREFIX
from blueprint.facts.kubernetes_names import kubernetes_name
from blueprint.jobs.check import Checked
from blueprint.jobs.entry import LAKE, MODULE, arguments
from blueprint.jobs.image import by_digest
from blueprint.jobs.job import Job
from blueprint.jobs.place import purpose_of

USER = 10001
"""The image's own user (containers/training/Dockerfile)."""
CONTAINER = "training"
OF_THE_NODE = 0.9
"""What a pod asks for of its node's processors and memory: the rest is the system's and its daemons'."""
SHARED_MEMORY = 0.25
"""Of the pod's memory, for what its processes hand each other."""
QUIET = 'trap "" USR1; exec "$@"'
"""The launcher does not hear USR1 (an ignored signal stays ignored), its workers do: they save and go on."""
SAVE = 'trap "" USR1; kill -USR1 -1; sleep "$1"'
"""Every process of the pod's user but the first: the workers save themselves before they are asked to end."""


def metadata(checked: Checked) -> dict[str, Any]:
    """The object's name, its namespace, and the queue in which it waits."""
    job, platform = checked.job, checked.platform
    labels = {**_labels(job), QUEUE_LABEL: platform.waits_in.format(queue=job.queue)}
    if job.priority:
        labels[kubernetes_name("queue_priority")] = platform.rank.format(priority=job.priority)
    return {"name": job.name, "namespace": platform.namespace.format(queue=job.queue), "labels": labels}


def template(checked: Checked, *, launcher: Sequence[str], flags: Sequence[str], restarts: str | None) -> dict[str, Any]:
    """The pod's template.

    Args:
        checked: The job and where it runs.
        launcher: The command that starts the node's processes.
        flags: How this node finds the others.
        restarts: The pod's restart policy; None where the object's controller sets it.
    """
    job, notice = checked.job, checked.job.checkpoint.notice_s
    command = ["bash", "-c", QUIET, "launch", *launcher, *flags, "-m", MODULE, *arguments(job)]
    container = {
        "name": CONTAINER,
        "image": by_digest(job, checked.deployment),
        "imagePullPolicy": "IfNotPresent",
        "command": command,
        "env": [{"name": name, "value": value} for name, value in sorted(job.environment.items())],
        "resources": {"requests": _resources(checked), "limits": _resources(checked)},
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
        "volumeMounts": _mounts(job),
        "lifecycle": {"preStop": {"exec": {"command": ["bash", "-c", SAVE, "save", str(notice - 30)]}}},
    }
    spec = {
        **({"restartPolicy": restarts} if restarts else {}),
        **({"priorityClassName": job.priority} if job.priority and not _is_hyperpod(checked) else {}),
        "serviceAccountName": WORKLOAD,
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "terminationGracePeriodSeconds": notice,
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": USER,
            "runAsGroup": USER,
            "fsGroup": USER,
            "fsGroupChangePolicy": "OnRootMismatch",
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "nodeSelector": _selector(checked),
        "tolerations": _tolerations(job),
        "containers": [container],
        "volumes": [
            {"name": CLAIM, "persistentVolumeClaim": {"claimName": CLAIM}},
            {"name": "shared-memory", "emptyDir": {"medium": "Memory", "sizeLimit": f"{_gib(checked, SHARED_MEMORY)}Gi"}},
            {"name": "temporary", "emptyDir": {}},
        ],
    }
    return {"metadata": {"labels": _labels(job)}, "spec": spec}


def _labels(job: Job) -> dict[str, str]:
    told = {"app.kubernetes.io/name": job.name, "app.kubernetes.io/component": "training", "job-type": job.job_type}
    return {**told, "account": job.account} if job.account else told


def _resources(checked: Checked) -> dict[str, Any]:
    """Requests and limits are equal, so that a pod of ours is the last that the kubelet would put out."""
    job, place = checked.job, checked.place
    asked: dict[str, Any] = {"cpu": max(1, int(place.instance.vcpus * OF_THE_NODE)), "memory": f"{_gib(checked, 1)}Gi"}
    if job.gpus_per_node:
        asked[GPU] = job.gpus_per_node
    if place.has_efa and job.nodes > 1 and place.instance.efa_interfaces:
        asked[EFA] = place.instance.efa_interfaces
    return asked


def _gib(checked: Checked, share: float) -> int:
    return max(1, int(checked.place.instance.memory_gib * OF_THE_NODE * share))


def _selector(checked: Checked) -> dict[str, str]:
    kind = checked.place.instance_type
    if _is_hyperpod(checked):
        return {kubernetes_name("instance_type"): kind, kubernetes_name("node_health"): "Schedulable"}
    return {kubernetes_name("instance_type"): kind.removeprefix(SAGEMAKER_PREFIX), PURPOSE: purpose_of(checked.job)}


def _is_hyperpod(checked: Checked) -> bool:
    """On HyperPod task governance makes queues and ranks; its ranks are Kueue's alone."""
    return checked.platform.part == "training.hyperpod"


def _tolerations(job: Job) -> list[dict[str, str]]:
    return [{"key": GPU, "operator": "Exists", "effect": "NoSchedule"}] if job.gpus_per_node else []


def _mounts(job: Job) -> list[dict[str, Any]]:
    """What it reads and what it writes, and nothing else of the lake."""
    read = [(f"{LAKE}/{job.input}", job.input), *((mount.at, mount.folder) for mount in job.mounts)]
    return [
        *({"name": CLAIM, "mountPath": at, "subPath": folder, "readOnly": True} for at, folder in read),
        {"name": CLAIM, "mountPath": f"{LAKE}/{job.output}", "subPath": job.output},
        {"name": "shared-memory", "mountPath": "/dev/shm"},  # noqa: S108 - a mount, not a file
        {"name": "temporary", "mountPath": "/tmp"},  # noqa: S108 - likewise
    ]
