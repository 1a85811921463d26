"""`blueprint load`: measure a server with readers."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer


def load(
    url: Annotated[str, typer.Argument(help="The server, such as http://127.0.0.1:8000.")] = "http://127.0.0.1:8000",
    recipe: Annotated[Path, typer.Option(help="YAML file with the settings.")] = Path("containers/load/recipes/spine.yaml"),
    output: Annotated[Path, typer.Option(help="Folder for load.json and the manifest.")] = Path("build/load"),
    settings: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY.PATH=VALUE", help="A setting that wins over the recipe's.")
    ] = None,
) -> None:
    """Put a server under load in steps, and write what readers saw: time to first token, gaps between tokens, tokens a second."""
    arguments = ["--recipe", str(recipe), "--input", url, "--output", str(output)]
    overrides = [part for setting in settings or [] for part in ("--set", setting)]
    # The container takes this process over: signals and the exit code are its own.
    os.execv(sys.executable, [sys.executable, "-m", "containers.load", *arguments, *overrides])  # noqa: S606  (a list, and no shell)
