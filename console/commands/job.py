"""`blueprint job`: one training job, checked against a deployment and written for a platform."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer


def job(
    action: Annotated[Literal["check", "render"], typer.Argument(help="check: can it run there? render: the script or manifest for it.")],
    file: Annotated[Path, typer.Argument(help="The job file, such as jobs/spine.yaml.")],
    deployment: Annotated[str, typer.Option(help="A name (a file in deployments/) or the path of a deployment file.")],
    platform: Annotated[str, typer.Option(help="hyperpod-slurm, hyperpod-eks, pcs, eks-jobset, eks-pytorchjob, or local-slurm.")],
    start: Annotated[str | None, typer.Option(help="When it is to start, such as 2027-01-12T08:00:00Z; now by default.")] = None,
    lake: Annotated[str, typer.Option(help="Where Slurm's nodes have the lake's file system.")] = "/lake",
) -> None:
    """Check a training job for one platform of a deployment, or write it for that platform.

    Every reason against it is listed at once: no such queue, more nodes or GPUs than there are, a limit of the queue or of the priority,
    a Capacity Block that ends before the job does. Notes go to standard error, so that what is rendered can be piped: sbatch reads a
    script and kubectl a manifest from standard input. Exit code 2 if the job cannot run there; nothing is written then.
    """
    from blueprint.jobs import check, load_job, render  # noqa: PLC0415 - other commands start faster without
    from blueprint.settings import load  # noqa: PLC0415 - likewise

    checked = check(load_job(file), load(deployment), platform, file=str(file), start=_moment(start))
    for note in checked.notes:
        typer.echo(f"note: {note}", err=True)
    if action == "render":
        typer.echo(render(checked, _path(lake)), nl=False)
        return
    size = f"{checked.job.nodes} x {checked.place.instance_type} for {checked.job.hours} h"
    typer.echo(f"{file}: ok on {checked.deployment.name} ({platform}): {size}")


def _moment(text: str | None) -> datetime | None:
    from containers.common.errors import UserError  # noqa: PLC0415 - other commands start faster without

    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UserError(f"--start {text!r}: allowed: a moment in UTC, such as 2027-01-12T08:00:00Z") from None
    if moment.tzinfo is None:
        raise UserError(f"--start {text!r}: says no time zone; end it with Z for UTC")
    return moment


def _path(text: str) -> str:
    from blueprint.jobs.sbatch import is_plain_path  # noqa: PLC0415 - other commands start faster without
    from containers.common.errors import UserError  # noqa: PLC0415 - likewise

    if not is_plain_path(text):
        raise UserError(f"--lake {text!r}: allowed: an absolute path of letters, digits and _ . - alone, such as /lake")
    return text
