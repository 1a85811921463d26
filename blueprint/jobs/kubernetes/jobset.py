"""A job as a JobSet: one indexed Job whose pods have names of their own, started again together."""

from typing import Any

from blueprint.jobs.check import Checked
from blueprint.jobs.entry import launch
from blueprint.jobs.kubernetes.pod import metadata, template

WORKERS = "workers"
PORT = 29_500
TORCHRUN = ("python3", "-m", "torch.distributed.run")


def jobset(checked: Checked) -> dict[str, Any]:
    """The object.

    A lost pod fails its Job at once (`backoffLimit: 0`), and the failure policy starts the whole set again, `max_restarts` times: the ranks
    of one run belong together.
    """
    job = checked.job
    flags = [
        *launch(job),
        "--rdzv-backend=c10d",
        f"--rdzv-id={job.name}",
        f"--rdzv-endpoint={job.name}-{WORKERS}-0-0.{job.name}:{PORT}",
    ]
    workers = {
        "parallelism": job.nodes,
        "completions": job.nodes,
        "completionMode": "Indexed",
        "backoffLimit": 0,
        "activeDeadlineSeconds": job.hours * 3600,
        "template": template(checked, launcher=TORCHRUN, flags=flags, restarts="Never"),
    }
    return {
        "apiVersion": checked.platform.api,
        "kind": checked.platform.kind,
        "metadata": metadata(checked),
        "spec": {
            "network": {"enableDNSHostnames": True, "publishNotReadyAddresses": True, "subdomain": job.name},
            "failurePolicy": {"maxRestarts": job.max_restarts if job.requeue else 0, "restartStrategy": "BlockingRecreate"},
            "successPolicy": {"operator": "All", "targetReplicatedJobs": [WORKERS]},
            "replicatedJobs": [{"name": WORKERS, "replicas": 1, "template": {"spec": workers}}],
        },
    }
