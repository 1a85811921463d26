"""What the processes of a job are started with: the same on every platform and at every start, so that a job that comes back goes on.

`containers.training` looks for its last whole checkpoint in its output folder by itself (`containers/training/checkpoint.py`, `latest`).
It asks for nothing but the same arguments again; a flag to resume would be one more thing to get wrong.
"""

from blueprint.jobs.job import Job

LAKE = "/lake"
"""Where nodes and pods have the lake's file system (clusters/nodes)."""
MODULE = "containers.training"
WORKPLACE = "/app"
"""The image's working directory, in which the recipes lie (containers/training/Dockerfile)."""


def arguments(job: Job, lake: str = LAKE) -> list[str]:
    """The arguments of the entry point, after `-m containers.training`.

    Args:
        job: What to run.
        lake: Where the job sees the lake.
    """
    settings = {
        "processes": job.processes,
        "device": "cuda" if job.gpus_per_node else "cpu",
        "checkpoints.every": job.checkpoint.every_steps,
        "checkpoints.keep": job.checkpoint.keep,
        **({"checkpoints.every_minutes": job.checkpoint.every_minutes} if job.checkpoint.every_minutes else {}),
    }
    told = [part for name, value in settings.items() for part in ("--set", f"{name}={value}")]
    return ["--recipe", job.recipe, "--input", f"{lake}/{job.input}", "--output", f"{lake}/{job.output}", *told]


def launch(job: Job) -> list[str]:
    """The launcher's arguments that are the same everywhere; how the nodes find each other is each platform's own."""
    return [f"--nnodes={job.nodes}", f"--nproc-per-node={job.processes_on_each}", f"--max-restarts={job.max_restarts}"]
