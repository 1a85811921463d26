"""`blueprint rehearse`: would the deployment deploy, and what would then be there?"""

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

BUILD = Path("build")
DEPLOYMENTS = Path("deployments")
FAILED = 1


def rehearse(
    deployment: Annotated[str, typer.Argument(help="A name (a file in deployments/) or the path of a deployment file.")],
    cdk_out: Annotated[
        Path | None, typer.Option(help="Its templates; build/NAME/cdk.out by default, synthesised where they are old.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder of the report; build/NAME/rehearsal by default.")] = None,
) -> None:
    """Bootstrap and deploy into a strict local AWS simulator with the real CDK, then ask boto3 what is there.

    Needs no account, no Docker and no internet. Every property of every template is compared with what the services tell. Prints what
    was found and writes rehearsal.json. Exit code 1 if anything is missing, different, or left out beyond the printed list.
    """
    from assurance.rehearsal.assembly import Assembly  # noqa: PLC0415 - other commands start faster without
    from assurance.rehearsal.errors import RehearsalFailed  # noqa: PLC0415 - likewise
    from assurance.rehearsal.report import show, write  # noqa: PLC0415 - likewise
    from assurance.rehearsal.run import rehearse as deploy  # noqa: PLC0415 - likewise
    from blueprint.settings import load  # noqa: PLC0415 - likewise
    from containers.common.errors import StepFailed, UserError  # noqa: PLC0415 - likewise

    name = load(deployment).name
    templates, folder = cdk_out or _synthesised(deployment, name), out or BUILD / name / "rehearsal"
    try:
        assembly = Assembly(templates)
        if assembly.name != name:
            raise UserError(f"{templates}: these are the templates of {assembly.name}, not of {name}")
        result = deploy(assembly, folder, lambda line: typer.echo(line, err=True))
    except RehearsalFailed as failure:
        raise StepFailed("\n".join(failure.lines)) from None
    show(result, write(result, folder))
    if result.problems:
        raise typer.Exit(FAILED)


def _synthesised(deployment: str, name: str) -> Path:
    """The templates, made anew where they are missing or older than the deployment file."""
    folder = BUILD / name / "cdk.out"
    written = folder / "deployment.json"
    if not written.is_file() or written.stat().st_mtime < _file_of(deployment).stat().st_mtime:
        typer.echo(f"The templates of {name} are missing or older than its file: synthesising.", err=True)
        code = subprocess.run([str(Path(sys.executable).with_name("blueprint")), "synth", deployment], check=False).returncode
        if code:
            raise typer.Exit(code)
    return folder


def _file_of(deployment: str) -> Path:
    is_path = "/" in deployment or deployment.endswith((".yaml", ".yml"))
    return Path(deployment) if is_path else DEPLOYMENTS / f"{deployment}.yaml"
