"""`blueprint evaluate`: measure a trained model against itself before training."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer


def evaluate(
    trained: Annotated[Path, typer.Argument(help="A finished training output.")],
    curated: Annotated[Path, typer.Argument(help="The curation output that it was trained on; its test split is held out.")],
    recipe: Annotated[Path, typer.Option(help="YAML file with the settings.")] = Path("containers/evaluation/recipes/spine.yaml"),
    output: Annotated[Path, typer.Option(help="Folder for results.json and the manifest.")] = Path("build/evaluation"),
    settings: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY.PATH=VALUE", help="A setting that wins over the recipe's.")
    ] = None,
) -> None:
    """Measure bits per byte and a cloze on held-out text, before and after training, with intervals."""
    arguments = ["--recipe", str(recipe), "--input", str(trained), "--output", str(output), "--set", f"curated={curated}"]
    overrides = [part for setting in settings or [] for part in ("--set", setting)]
    # The container takes this process over: signals and the exit code are its own.
    os.execv(sys.executable, [sys.executable, "-m", "containers.evaluation", *arguments, *overrides])  # noqa: S606  (a list, and no shell)
