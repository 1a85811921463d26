"""A job as HyperPod's own PyTorchJob: its operator starts processes again, and pods on another node, without a new place in the queue.

The names of its fields are those of aws/sagemaker-hyperpod-cli (hyperpod_pytorch_job_unified_config.py).
"""

from typing import Any

from blueprint.jobs.check import Checked
from blueprint.jobs.entry import launch
from blueprint.jobs.kubernetes.pod import metadata, template

PODS = "pods"
WINDOW_S = 3600
"""Restarts are counted over an hour."""


def hyperpod_pytorchjob(checked: Checked) -> dict[str, Any]:
    """The object. `hyperpodrun` takes torchrun's arguments and talks to the operator; the operator tells it where the nodes meet."""
    job = checked.job
    restarts = job.max_restarts if job.requeue else 0
    return {
        "apiVersion": checked.platform.api,
        "kind": checked.platform.kind,
        "metadata": metadata(checked),
        "spec": {
            "nprocPerNode": str(job.processes_on_each),
            "replicaSpecs": [
                {
                    "name": PODS,
                    "replicas": job.nodes,
                    "template": template(checked, launcher=["hyperpodrun"], flags=launch(job), restarts=None),
                }
            ],
            "runPolicy": {
                "activeDeadlineSeconds": job.hours * 3600,
                "cleanPodPolicy": "None",
                "jobMaxRetryCount": restarts,
                "restartPolicy": {"evalPeriodSeconds": WINDOW_S, "maxFullJobRestarts": restarts, "numRestartBeforeFullJobRestart": 1},
            },
        },
    }
