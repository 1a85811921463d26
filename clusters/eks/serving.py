"""An example of serving over several nodes: one leader, its workers, one name, and what keeps them from being taken down together."""

from collections.abc import Iterator

from blueprint.facts.cluster import EFA, GPU, LAKE, LAKE_MOUNT, PURPOSE, QUEUE, QUEUE_LABEL, SERVING_PORT, WORKLOAD
from blueprint.facts.instances import instance, instances
from blueprint.settings.eks import Tenant
from clusters.eks.cluster import Cluster
from clusters.eks.objects import Object, thing

NAME = "model"
NODES = 2
RAY_PORT = 6379
SHARED_MEMORY = "16Gi"
SCRATCH = "/tmp"  # noqa: S108 - a volume of the pod's own
OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "VLLM_NO_USAGE_STATS": "1", "HOME": SCRATCH}
"""What keeps the engine from asking hosts that no node reaches, and from writing outside its volumes."""


def serving(cluster: Cluster) -> Iterator[Object]:
    """For the first tenant who answers requests, where the deployment has an image that serves: vLLM over two nodes, Ray between them."""
    tenant = next((each for each in cluster.eks.tenants if each.purpose == "inference"), None)
    plan = cluster.deployment.serving
    found = [kind for kind in _types(cluster) if instance(kind).accelerators]
    if tenant is None or plan is None or not found:
        return
    image = f"{cluster.registry}/serving@{plan.image_digest}"
    model = f"{LAKE_MOUNT}/models/{plan.model_prefix.strip('/')}"
    yield _pair(tenant, image, model, found[0], cluster)
    ports = [{"name": "http", "port": SERVING_PORT, "targetPort": SERVING_PORT}]
    selector = {"app.kubernetes.io/name": NAME, "leaderworkerset.sigs.k8s.io/worker-index": "0"}
    yield thing("v1", "Service", NAME, namespace=tenant.name, spec={"type": "ClusterIP", "selector": selector, "ports": ports})
    budget = {"maxUnavailable": 0, "selector": {"matchLabels": {"app.kubernetes.io/name": NAME}}}
    yield thing("policy/v1", "PodDisruptionBudget", NAME, namespace=tenant.name, spec=budget)


def _types(cluster: Cluster) -> Iterator[str]:
    for group in cluster.eks.groups:
        if group.purpose == "inference":
            yield group.instance_type
    for pool in cluster.pools:
        if pool.purpose == "inference":
            yield from (kind for kind in pool.instance_types if kind in instances())


def _pair(tenant: Tenant, image: str, model: str, kind: str, cluster: Cluster) -> Object:
    gpus = instance(kind).accelerators
    serve = ["vllm", "serve", model, f"--port={SERVING_PORT}", f"--tensor-parallel-size={gpus}", f"--pipeline-parallel-size={NODES}"]
    lead = f"ray start --head --port={RAY_PORT} --disable-usage-stats && exec {' '.join(serve)} --distributed-executor-backend=ray"
    follow = f"exec ray start --block --address=$LWS_LEADER_ADDRESS:{RAY_PORT} --disable-usage-stats"
    rank = next((each.name for each in cluster.eks.priorities if each.purpose == "inference"), None)
    spec = {
        "replicas": 1,
        "startupPolicy": "LeaderCreated",
        "leaderWorkerTemplate": {
            "size": NODES,
            "restartPolicy": "RecreateGroupOnPodRestart",
            "leaderTemplate": _pod(image, lead, kind, rank, probe=True),
            "workerTemplate": _pod(image, follow, kind, rank, probe=False),
        },
    }
    queued = {QUEUE_LABEL: QUEUE}
    return thing("leaderworkerset.x-k8s.io/v1", "LeaderWorkerSet", NAME, namespace=tenant.name, labels=queued, spec=spec)


def _pod(image: str, command: str, kind: str, rank: str | None, *, probe: bool) -> Object:
    spec: Object = {
        "serviceAccountName": WORKLOAD,
        "automountServiceAccountToken": False,
        "securityContext": {"runAsNonRoot": True, "runAsUser": 1000, "fsGroup": 1000, "seccompProfile": {"type": "RuntimeDefault"}},
        "nodeSelector": {PURPOSE: "inference"},
        "tolerations": [{"key": GPU, "operator": "Exists", "effect": "NoSchedule"}],
        "terminationGracePeriodSeconds": 60,
        "containers": [_container(image, command, kind, probe=probe)],
        "volumes": [
            {"name": LAKE, "persistentVolumeClaim": {"claimName": LAKE, "readOnly": True}},
            {"name": "shared-memory", "emptyDir": {"medium": "Memory", "sizeLimit": SHARED_MEMORY}},
            {"name": "scratch", "emptyDir": {"sizeLimit": "20Gi"}},
        ],
    }
    if rank:
        spec["priorityClassName"] = rank
    return {"metadata": {"labels": {"app.kubernetes.io/name": NAME}}, "spec": spec}


def _container(image: str, command: str, kind: str, *, probe: bool) -> Object:
    """Half of the node's CPUs and memory, and all of its GPUs: the rest is the node's own daemons'."""
    row = instance(kind)
    memory = f"{row.memory_gib // 2}Gi"
    devices = {GPU: str(row.accelerators), **({EFA: str(row.efa_interfaces)} if row.has_efa else {})}
    container: Object = {
        "name": "vllm",
        "image": image,
        "command": ["/bin/sh", "-c", command],
        "env": [{"name": name, "value": value} for name, value in OFFLINE.items()],
        "resources": {"requests": {"cpu": str(row.vcpus // 2), "memory": memory}, "limits": {**devices, "memory": memory}},
        "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}, "readOnlyRootFilesystem": True},
        "volumeMounts": [
            {"name": LAKE, "mountPath": LAKE_MOUNT, "readOnly": True},
            {"name": "shared-memory", "mountPath": "/dev/shm"},  # noqa: S108 - a volume of the pod's own
            {"name": "scratch", "mountPath": SCRATCH},
        ],
    }
    if probe:
        health = {"httpGet": {"path": "/health", "port": "http"}, "periodSeconds": 10}
        container["ports"] = [{"name": "http", "containerPort": SERVING_PORT}]
        container |= {"readinessProbe": health, "startupProbe": {**health, "failureThreshold": 180}}
    return container
