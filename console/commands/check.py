"""`blueprint check`: is a deployment file right?"""

from datetime import UTC, datetime
from typing import Annotated

import typer


def check(
    deployment: Annotated[
        list[str] | None, typer.Argument(help="Names (files in deployments/) or paths; without any, every deployment.")
    ] = None,
) -> None:
    """Check deployment files: form, ranges, zones, sizes, and what their regions offer.

    Every mistake is listed at once, with its field, its value and what is allowed. Nothing is written, and nothing is asked of AWS: what
    no table knows is printed as a note. Exit code 2 if a file is wrong.
    """
    from blueprint.settings import DeploymentError, load, names, notes, summary  # noqa: PLC0415 - half the start-up time of every other command
    from blueprint.settings.blocks import notes_on_blocks  # noqa: PLC0415 - likewise
    from containers.common.errors import UserError  # noqa: PLC0415 - likewise

    wanted = deployment or names()
    if not wanted:
        raise UserError("deployments/*.yaml: there is none here; run this in the project's folder, or give a file's path")
    errors = []
    for name in wanted:
        try:
            loaded = load(name)
        except DeploymentError as error:
            errors.append(error)
            continue
        typer.echo(f"{name}: ok. {summary(loaded)}")
        for note in (*notes(loaded), *notes_on_blocks(loaded, datetime.now(UTC))):
            typer.echo(f"  note: {note}")
    if errors:
        raise ExceptionGroup("deployment files", errors)
