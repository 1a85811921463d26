"""`blueprint synth`: from a deployment file to CloudFormation templates."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

BUILD = Path("build")
APP = Path("cdk.json")
NEEDED_BYTES = 128 * 2**20
"""What a synthesis needs at its output and in the temporary folder, generously: node and jsii end in a trace on a full disk."""


def synth(
    deployment: Annotated[str, typer.Argument(help="A name (a file in deployments/) or the path of a deployment file.")],
    output: Annotated[Path | None, typer.Option(help="Folder of the templates; build/NAME/cdk.out by default.")] = None,
) -> None:
    """Synthesise a deployment with the CDK's own command line.

    cdk-nag (AwsSolutions, NIST 800-53 R5, HIPAA, PCI DSS 3.2.1), CloudFormation's validation and cfn-guard look at every template. Exit
    code 1 where one of them finds what nobody has answered, or an answer is left without a finding; 2 where the deployment file is
    wrong, and then nothing is written.
    """
    from blueprint.settings import load  # noqa: PLC0415 - other commands start faster without
    from containers.common.errors import UserError  # noqa: PLC0415 - likewise

    cli = Path(sys.executable).with_name("cdk")
    if not APP.is_file():
        raise UserError(f"{APP}: there is none here; run this in the project's folder")
    if not cli.is_file():
        raise UserError(f"{cli}: the CDK's command line is not there; `make` installs it")
    folder = output or BUILD / load(deployment).name / "cdk.out"
    for place in (folder, Path(tempfile.gettempdir())):
        _require_room(place)
    code = subprocess.run(
        [str(cli), "synth", "--quiet", "--context", f"deployment={deployment}", "--output", str(folder)],
        env=_environment(cli.parent),
        check=False,
    ).returncode
    if code:
        raise typer.Exit(code if code > 0 else 128 - code)
    typer.echo(f"{folder}: templates, validation-report.json, deployment.json, rights.template.json, bootstrap.template.json")


def _require_room(place: Path) -> None:
    """Say that a disk is full before anything is written to it.

    Raises:
        StepFailed: where less than `NEEDED_BYTES` is free.
    """
    from containers.common.errors import StepFailed  # noqa: PLC0415 - other commands start faster without

    existing = next(folder for folder in (place.absolute(), *place.absolute().parents) if folder.exists())
    free = shutil.disk_usage(existing).free
    if free < NEEDED_BYTES:
        raise StepFailed(
            f"{existing}: {free / 2**20:.0f} MiB free, a synthesis needs {NEEDED_BYTES / 2**20:.0f}; free some space and run it again"
        )


def _environment(tools: Path) -> dict[str, str]:
    """The environment's own tools first, whatever else the machine has."""
    return os.environ | {"PATH": os.pathsep.join((str(tools), os.environ.get("PATH", "")))}
