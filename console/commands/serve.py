"""`blueprint serve`: an OpenAI-compatible server over a model folder."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer


def serve(
    model: Annotated[Path, typer.Argument(help="Model folder: Hugging Face layout, safetensors.")] = Path("build/demo/training/model"),
    recipe: Annotated[Path, typer.Option(help="YAML file with the settings.")] = Path("containers/serving/recipes/spine.yaml"),
    settings: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY.PATH=VALUE", help="A setting that wins over the recipe's.")
    ] = None,
) -> None:
    """Serve a model on this machine until Ctrl-C: vLLM where it is installed, transformers where it is not."""
    arguments = ["--recipe", str(recipe), "--input", str(model)]
    overrides = [part for setting in settings or [] for part in ("--set", setting)]
    # The container takes this process over: signals and the exit code are its own.
    os.execv(sys.executable, [sys.executable, "-m", "containers.serving", *arguments, *overrides])  # noqa: S606  (a list, and no shell)
