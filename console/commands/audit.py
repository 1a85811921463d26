"""`blueprint audit`: do the claims of sovereignty hold?"""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from assurance.evidence.assembly import Assembly
    from assurance.evidence.scanners.run import Scanned
    from assurance.evidence.scope import Scope

BUILD = Path("build")
DEPLOYMENTS = Path("deployments")
PLAIN = Path("cdk.out")
CHECKOV = Path(".venv-checkov/bin/python")
"""Checkov pins a boto3 that the project's own environment refuses."""

BROKEN = 1


def audit(
    deployment: Annotated[str | None, typer.Argument(help="A name (a file in deployments/) or the path of a deployment file.")] = None,
    cdk_out: Annotated[Path | None, typer.Option(help="Any cloud assembly, of another project too; it is read as it is.")] = None,
    region: Annotated[
        list[str] | None, typer.Option(help="Approved regions, the own one first, instead of what the assembly says.")
    ] = None,
    partition: Annotated[str | None, typer.Option(help="The partition, instead of what the assembly says.")] = None,
    account: Annotated[list[str] | None, typer.Option(help="The accounts, instead of what the assembly says.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder of the report; build/NAME/audit by default.")] = None,
    scanners: Annotated[bool, typer.Option("--scanners", help="Ask Checkov and cfn-lint too; they run side by side, offline.")] = False,
    mutate: Annotated[bool, typer.Option("--mutate", help="Attack the templates instead: is each claim able to fail?")] = False,
) -> None:
    """Hold the claims against the synthesised templates: nothing can leave, every key is ours, nothing names another place.

    Where the templates of the deployment are missing or older than its file, they are synthesised first. Prints what each claim looked
    at and what breaks it, and writes audit.json, audit.csv and audit.html. Exit code 1 if a claim is broken or a check of the
    synthesis failed, 2 for bad input.

    With --scanners each finding of theirs has to be answered in assurance/evidence/scanners/acknowledgements.yaml, and each answer there
    has to answer one; otherwise, or where a scanner is missing or breaks, the exit code is 1.

    With --mutate the templates are made wrong on purpose, in memory and one thing at a time; each claim has to notice its mutations.
    Prints how many were caught last, and names each survivor; exit code 1 where there is one.
    """
    from assurance.evidence.assembly import BadAssemblyError, read_assembly, scope_of  # noqa: PLC0415 - other commands start faster without
    from assurance.evidence.audit import audit as hold  # noqa: PLC0415 - likewise
    from assurance.evidence.report import write_report  # noqa: PLC0415 - likewise
    from assurance.evidence.terminal import show  # noqa: PLC0415 - likewise
    from containers.common.errors import UserError  # noqa: PLC0415 - likewise

    if (deployment is None) == (cdk_out is None):
        raise UserError("blueprint audit: name a deployment, or give --cdk-out, and not both")
    if mutate and scanners:
        raise UserError("blueprint audit: --mutate attacks the claims and asks no scanner; give --mutate or --scanners")
    try:
        assembly = read_assembly(cdk_out) if cdk_out else _of_deployment(str(deployment))
        scope = scope_of(assembly, partition=partition, regions=tuple(region or ()), accounts=tuple(account or ()))
    except BadAssemblyError as error:
        raise UserError(str(error)) from None
    if mutate:
        _attack(assembly, scope)
        return
    result = hold(assembly, scope)
    if scanners:
        result = replace(result, scanners=_ask_scanners(assembly, scope))
    files = write_report(result, out or BUILD / scope.name / "audit")
    show(result, files)
    if not result.holds:
        raise typer.Exit(BROKEN)


def _ask_scanners(assembly: "Assembly", scope: "Scope") -> "Scanned":
    """What Checkov and cfn-lint find; the acknowledgements are for our own deployments and excuse nothing elsewhere."""
    from assurance.evidence.scanners.acknowledgements import acknowledgements  # noqa: PLC0415 - see above
    from assurance.evidence.scanners.run import scan  # noqa: PLC0415 - see above

    typer.echo(f"Checkov and cfn-lint read {len(assembly.templates)} templates: about 15 seconds.", err=True)
    return scan(assembly, scope, acknowledgements() if assembly.deployment else (), checkov_python=CHECKOV)


def _attack(assembly: "Assembly", scope: "Scope") -> None:
    """Make the templates wrong in every way that is known, and say which claim did not notice."""
    from assurance.evidence.audit import CLAIMS  # noqa: PLC0415 - see above
    from assurance.evidence.mutations.run import attack_all  # noqa: PLC0415 - see above
    from assurance.evidence.mutations.terminal import show_campaign  # noqa: PLC0415 - see above

    campaign = attack_all(assembly, scope, CLAIMS)
    show_campaign(campaign)
    if not campaign.holds:
        raise typer.Exit(BROKEN)


def _of_deployment(name: str) -> "Assembly":
    """The assembly of a deployment, synthesised where it is missing or older than the deployment file."""
    from assurance.evidence.assembly import read_assembly  # noqa: PLC0415 - see above
    from blueprint.settings import load  # noqa: PLC0415 - see above
    from containers.common.errors import StepFailed  # noqa: PLC0415 - see above

    own_name = load(name).name
    changed = _file_of(name).stat().st_mtime
    folder = _found(own_name, changed)
    if folder is None:
        typer.echo(f"The templates of {own_name} are missing or older than its file: synthesising.", err=True)
        code = subprocess.run([str(Path(sys.executable).with_name("blueprint")), "synth", name], check=False).returncode
        folder = _found(own_name, changed)
        if code and (code != BROKEN or folder is None):
            raise typer.Exit(code)
    if folder is None:
        raise StepFailed(f"blueprint synth left no templates of {own_name} in {BUILD / own_name / PLAIN} or {PLAIN}")
    return read_assembly(folder)


def _file_of(name: str) -> Path:
    return Path(name) if "/" in name or name.endswith((".yaml", ".yml")) else DEPLOYMENTS / f"{name}.yaml"


def _found(name: str, changed: float) -> Path | None:
    """The newest assembly of this deployment, if it is younger than the deployment file."""
    from assurance.evidence.assembly import deployment_name  # noqa: PLC0415 - see above

    folders = [
        folder for folder in (BUILD / name / PLAIN, PLAIN) if (folder / "manifest.json").is_file() and deployment_name(folder) == name
    ]
    newest = max(folders, key=_written, default=None)
    return newest if newest and _written(newest) >= changed else None


def _written(folder: Path) -> float:
    return (folder / "manifest.json").stat().st_mtime
