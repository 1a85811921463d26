"""`blueprint demo`: both ways from end to end, and the report."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Engine(StrEnum):
    """What serves the model."""

    AUTO = "auto"
    VLLM = "vllm"
    TRANSFORMERS = "transformers"


def demo(
    deployment: Annotated[str, typer.Option(help="A name (a file in deployments/) or the path of a deployment file.")] = "example-eu",
    corpus: Annotated[
        Path | None, typer.Option(envvar="CORPUS", help="A folder of text, Markdown, HTML, PDF, or a .jsonl[.zst] with `text`.")
    ] = None,
    sample_mb: Annotated[
        float | None, typer.Option(envvar="SAMPLE_MB", help="Upper bound of what is read of the corpus, in 10^6 bytes.")
    ] = None,
    engine: Annotated[Engine, typer.Option(envvar="ENGINE", help="What serves the model; auto: vLLM where it is installed.")] = Engine.AUTO,
    output: Annotated[Path, typer.Option(help="Folder of the results and the report.")] = Path("build/demo"),
) -> None:
    """Prove and rehearse the deployment; curate a corpus, train, measure, serve and load a model; write the report.

    A finished step is not run again. Ctrl-C stops cleanly, and the same command goes on.
    Exit code 1 if a step failed or a point was not proved, 2 for bad input.
    """
    from rich.console import Console  # noqa: PLC0415 - every start imports this module; what the demo needs is imported here

    from console.demo.options import Options, free_port  # noqa: PLC0415 - likewise
    from console.demo.run import run  # noqa: PLC0415 - likewise

    options = Options(deployment, corpus, sample_mb, engine.value, output, free_port())
    if code := run(options, Console(stderr=False)):
        raise typer.Exit(code)
