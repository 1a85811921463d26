"""`blueprint rehearse`: would the deployment deploy, and what would then be there?"""

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from assurance.rehearsal.run import Changed

BUILD = Path("build")
DEPLOYMENTS = Path("deployments")
FAILED = 1


def rehearse(
    deployment: Annotated[str, typer.Argument(help="A name (a file in deployments/) or the path of a deployment file.")],
    cdk_out: Annotated[
        Path | None, typer.Option(help="Its templates; build/NAME/cdk.out by default, synthesised where they are old.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder of the report; build/NAME/rehearsal by default.")] = None,
    lifecycle: Annotated[
        bool, typer.Option("--lifecycle", help="Go on: a refusal in the middle, a changed file deployed over the first, the end.")
    ] = False,
    restore: Annotated[
        bool, typer.Option("--restore", help="Then lose what is copied away, and restore it from the second account.")
    ] = False,
) -> None:
    """Bootstrap and deploy into a strict local AWS simulator with the real CDK, then ask boto3 what is there.

    Needs no account, no Docker and no internet. Every property of every template is compared with what the services tell. Prints what
    was found and writes rehearsal.json. With --restore the ledger is then written, copied into the second account, lost and restored, and
    its chain followed. Exit code 1 if anything is missing, different, or left out beyond the printed list.
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
        if restore and not assembly.backup:
            raise UserError(f"{name}: declares no backup, so there is nothing to restore from")
        changed = _changed(deployment, folder) if lifecycle else None
        result = deploy(assembly, folder, lambda line: typer.echo(line, err=True), changed, with_restore=restore)
    except RehearsalFailed as failure:
        raise StepFailed("\n".join(failure.lines)) from None
    show(result, write(result, folder))
    if result.problems:
        raise typer.Exit(FAILED)


def _changed(deployment: str, folder: Path) -> "Changed":
    """The templates of the file as a body changes it later."""
    import yaml  # noqa: PLC0415 - other commands start faster without

    from assurance.rehearsal.assembly import Assembly  # noqa: PLC0415 - likewise
    from assurance.rehearsal.changed_file import change  # noqa: PLC0415 - likewise
    from assurance.rehearsal.run import Changed  # noqa: PLC0415 - likewise
    from blueprint.settings import load  # noqa: PLC0415 - likewise

    content, sentences = change(yaml.safe_load(_file_of(deployment).read_text(encoding="utf-8")), load(deployment))
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "changed.yaml"
    file.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")
    typer.echo(f"{file}: synthesising the changed deployment.", err=True)
    _synthesise(str(file), "--output", str(folder / "changed.cdk.out"))
    return Changed(Assembly(folder / "changed.cdk.out"), tuple(sentences))


def _synthesise(deployment: str, *options: str) -> None:
    code = subprocess.run([str(Path(sys.executable).with_name("blueprint")), "synth", deployment, *options], check=False).returncode
    if code:
        raise typer.Exit(code)


def _synthesised(deployment: str, name: str) -> Path:
    """The templates, made anew where they are missing or older than the deployment file."""
    folder = BUILD / name / "cdk.out"
    written = folder / "deployment.json"
    if not written.is_file() or written.stat().st_mtime < _file_of(deployment).stat().st_mtime:
        typer.echo(f"The templates of {name} are missing or older than its file: synthesising.", err=True)
        _synthesise(deployment)
    return folder


def _file_of(deployment: str) -> Path:
    is_path = "/" in deployment or deployment.endswith((".yaml", ".yml"))
    return Path(deployment) if is_path else DEPLOYMENTS / f"{deployment}.yaml"
