"""The values that the blueprint gives each chart, whatever the deployment; `tests` hold every one of them against the chart's own keys."""

import yaml

from blueprint.facts.cluster import GPU
from clusters.eks.objects import Object, token
from clusters.eks.queues import NOT_COUNTED

TOLERATES_GPUS = {"key": GPU, "operator": "Exists", "effect": "NoSchedule"}
OFF = {"enabled": False}

KUEUE_FRAMEWORKS = ("batch/job", "jobset.x-k8s.io/jobset", "kubeflow.org/pytorchjob", "leaderworkerset.x-k8s.io/leaderworkerset", "pod")


def _kueue_config() -> str:
    """Kueue's own configuration, a text inside the chart's values, of which there is no schema here.

    A job whose pods do not all start within ten minutes is put back: half a job holds GPUs and computes nothing.
    """
    tenants = {"matchExpressions": [{"key": "purpose", "operator": "In", "values": ["curation", "inference", "training"]}]}
    config = {
        "apiVersion": "config.kueue.x-k8s.io/v1beta2",
        "kind": "Configuration",
        "health": {"healthProbeBindAddress": ":8081"},
        "metrics": {"bindAddress": ":8443"},
        "webhook": {"port": 9443},
        "leaderElection": {"leaderElect": True, "resourceName": "c1f6bfd2.kueue.x-k8s.io"},
        "manageJobsWithoutQueueName": True,
        "managedJobsNamespaceSelector": tenants,
        "waitForPodsReady": {"timeout": "10m", "recoveryTimeout": "5m", "blockAdmission": False},
        "integrations": {"frameworks": list(KUEUE_FRAMEWORKS)},
        "fairSharing": {"preemptionStrategies": ["LessThanOrEqualToFinalShare", "LessThanInitialShare"]},
        "resources": {"excludeResourcePrefixes": list(NOT_COUNTED)},
    }
    return yaml.safe_dump(config, sort_keys=False)


OWN: dict[str, Object] = {
    "karpenter": {
        "replicas": 2,
        "settings": {"isolatedVPC": True, "featureGates": {"reservedCapacity": True}},
    },
    # The image of Amazon Linux 2023 brings driver and toolkit: the operator must not install its own over them (NVIDIA/gpu-operator #1492).
    "gpu-operator": {
        "driver": OFF,
        "toolkit": OFF,
        "migManager": OFF,
        "nodeStatusExporter": OFF,
        "gds": OFF,
        "gdrcopy": OFF,
        "vgpuManager": OFF,
        "vgpuDeviceManager": OFF,
        "vfioManager": OFF,
        "kataManager": OFF,
        "sandboxDevicePlugin": OFF,
        "kataSandboxDevicePlugin": OFF,
        "ccManager": OFF,
        "sandboxWorkloads": OFF,
        "gpuCluster": {"deployCR": False},
        "daemonsets": {"tolerations": [TOLERATES_GPUS]},
        "dcgmExporter": {"serviceMonitor": OFF},
    },
    "aws-efa-k8s-device-plugin": {"tolerations": [TOLERATES_GPUS, {"key": "CriticalAddonsOnly", "operator": "Exists"}]},
    "kueue": {
        "enablePrometheus": False,
        "enableCertManager": False,
        "enableKueueViz": False,
        "controllerManager": {"replicas": 2, "podDisruptionBudget": {"enabled": True, "minAvailable": 1}},
        "managerConfig": {"controllerManagerConfigYaml": _kueue_config()},
    },
    "jobset": {"controller": {"replicas": 2, "podDisruptionBudget": {"enabled": True, "minAvailable": 1}}},
    "lws": {"replicaCount": 2, "enableCertManager": False, "enablePrometheus": False},
    "keda": {"operator": {"replicaCount": 2}, "podDisruptionBudget": {"operator": {"minAvailable": 1}}},
}
"""By chart."""


def karpenter(cluster: str, interruptions: str) -> Object:
    """What Karpenter has to be told of the cluster, since it can ask no public service for it."""
    return {"settings": {"clusterName": cluster, "clusterEndpoint": token("ClusterEndpoint"), "interruptionQueue": interruptions}}
