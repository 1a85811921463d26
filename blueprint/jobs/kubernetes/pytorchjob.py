"""A job as Kubeflow's PyTorchJob: workers alone, which meet at worker 0; the controller tells torchrun where (`PET_*`)."""

from typing import Any

from blueprint.jobs.check import Checked
from blueprint.jobs.entry import launch
from blueprint.jobs.kubernetes.jobset import TORCHRUN
from blueprint.jobs.kubernetes.pod import metadata, template


def pytorchjob(checked: Checked) -> dict[str, Any]:
    """The object: as many workers at least as at most, for the number of processes decides what is learned."""
    job = checked.job
    worker = {
        "replicas": job.nodes,
        "restartPolicy": "OnFailure" if job.requeue else "Never",
        "template": template(checked, launcher=TORCHRUN, flags=launch(job), restarts=None),
    }
    return {
        "apiVersion": checked.platform.api,
        "kind": checked.platform.kind,
        "metadata": metadata(checked),
        "spec": {
            "nprocPerNode": str(job.processes_on_each),
            "elasticPolicy": {
                "rdzvBackend": "c10d",
                "minReplicas": job.nodes,
                "maxReplicas": job.nodes,
                "maxRestarts": job.max_restarts,
            },
            "runPolicy": {
                "activeDeadlineSeconds": job.hours * 3600,
                "backoffLimit": job.max_restarts if job.requeue else 0,
                "cleanPodPolicy": "Running",
            },
            "pytorchReplicaSpecs": {"Worker": worker},
        },
    }
