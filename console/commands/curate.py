"""`blueprint curate`: a corpus goes in, documents that are fit to train on come out."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer


def curate(
    corpus: Annotated[str, typer.Argument(help="A folder, a .jsonl[.zst] file, or installed-packages.")] = "installed-packages",
    output: Annotated[str, typer.Option(help="Where to write: a path, file:// or s3://.")] = "build/demo/curation",
    recipe: Annotated[Path, typer.Option(help="YAML file with the settings.")] = Path("containers/curation/recipes/spine.yaml"),
    sample_mb: Annotated[float | None, typer.Option(help="Upper bound of what is read, in MB; the recipe's if not given.")] = None,
    settings: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY.PATH=VALUE", help="A setting that wins over the recipe's.")
    ] = None,
) -> None:
    """Normalise, take personal data out, drop copies and noise, split; every decision is a row of the ledger."""
    told = [*(settings or []), *([f"read.sample_mb={sample_mb}"] if sample_mb is not None else [])]
    arguments = ["--recipe", str(recipe), "--input", corpus, "--output", output, *(part for one in told for part in ("--set", one))]
    # The container takes this process over: signals and the exit code are its own.
    os.execv(sys.executable, [sys.executable, "-m", "containers.curation", *arguments])  # noqa: S606  (a list, and no shell)
