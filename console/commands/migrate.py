"""`blueprint migrate`: from Slurm to Kubernetes or back, with every loss and the five checks in one folder."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer


def migrate(  # noqa: PLR0913, PLR0917 - the options of a command
    direction: Annotated[Literal["to-kubernetes", "to-slurm"], typer.Argument(help="Where to.")],
    deployment: Annotated[str | None, typer.Option(help="A deployment whose training.slurm is to move: a name or a path.")] = None,
    slurm_conf: Annotated[Path | None, typer.Option(help="A running Slurm's slurm.conf instead.")] = None,
    qos: Annotated[Path | None, typer.Option(help="What sacctmgr --parsable2 show qos told.")] = None,
    associations: Annotated[Path | None, typer.Option(help="What sacctmgr --parsable2 show associations told.")] = None,
    job_type: Annotated[
        list[str] | None, typer.Option(metavar="PARTITION=TYPE", help="What a partition of slurm.conf is for; pretraining by default.")
    ] = None,
    manifests: Annotated[list[Path] | None, typer.Option(help="Kubernetes objects as YAML, for to-slurm; several in turn.")] = None,
    interconnect: Annotated[
        list[Path] | None, typer.Option(help="A result of containers.training.interconnect: the old side's, then the new side's.")
    ] = None,
    checkpoint: Annotated[
        list[Path] | None, typer.Option(help="A description by containers.training.describe: the old side's, then the new side's.")
    ] = None,
    costs: Annotated[Path | None, typer.Option(help="What both sides cost: prices with their source and day.")] = None,
    output: Annotated[Path, typer.Option(help="Folder of the report.")] = Path("build/migration"),
) -> None:
    """Translate a scheduler's settings to the other side, and check whether a move would hold.

    The folder holds the other side's settings, every setting that is lost on the way, who becomes whom, the checks as they stand, and a
    plan in phases. A check without its input is told as not checked, with what to run. Exit code 1 where a check does not hold; 2 where
    an input is wrong, and then nothing is written.
    """
    from console.migration import Inputs, to_kubernetes, to_slurm  # noqa: PLC0415 - other commands start faster without
    from containers.common.errors import StepFailed  # noqa: PLC0415 - likewise

    inputs = Inputs(
        deployment=deployment,
        slurm_conf=slurm_conf,
        qos=qos,
        associations=associations,
        job_types=tuple(job_type or ()),
        manifests=tuple(manifests or ()),
        interconnect=tuple(interconnect or ()),
        checkpoint=tuple(checkpoint or ()),
        costs=costs,
        today=datetime.now(UTC).date(),
    )
    lines, broken = to_kubernetes(inputs, output) if direction == "to-kubernetes" else to_slurm(inputs, output)
    for line in lines:
        typer.echo(line)
    if broken:
        raise StepFailed(f"{output / 'README.md'}: {', '.join(broken)}: does not hold")
