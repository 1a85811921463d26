"""`blueprint train`: train a model on a curated corpus."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer


def train(
    curated: Annotated[Path, typer.Argument(help="A finished curation output.")],
    recipe: Annotated[Path, typer.Option(help="YAML file with the settings.")] = Path("containers/training/recipes/spine.yaml"),
    output: Annotated[Path, typer.Option(help="Folder for the model, the checkpoints and the manifest.")] = Path("build/training"),
    settings: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY.PATH=VALUE", help="A setting that wins over the recipe's.")
    ] = None,
) -> None:
    """Train a small Llama from scratch; a stopped or killed run goes on from its last checkpoint."""
    arguments = ["--recipe", str(recipe), "--input", str(curated), "--output", str(output)]
    overrides = [part for setting in settings or [] for part in ("--set", setting)]
    # The container takes this process over: signals and the exit code are its own.
    os.execv(sys.executable, [sys.executable, "-m", "containers.training", *arguments, *overrides])  # noqa: S606  (a list, and no shell)
