"""What a user chooses, and what is asked of the machine before the first step."""

import shutil
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from containers.common.errors import StepFailed, UserError

Engine = Literal["auto", "vllm", "transformers"]
FREE_BYTES = 1_000_000_000
"""A run with the default corpus leaves about a third of this."""


@dataclass(frozen=True)
class Options:
    """The choices of one demo.

    Attributes:
        deployment: a name in deployments/ or a path.
        corpus: a folder or a `.jsonl[.zst]`; None for the installed packages' documentation.
        sample_mb: upper bound of what is read of the corpus, in 10^6 bytes; None for the recipe's.
        engine: what serves the model.
        output: the demo's folder.
        port: where the model is served, on loopback.
    """

    deployment: str
    corpus: Path | None
    sample_mb: float | None
    engine: Engine
    output: Path
    port: int


def require(options: Options) -> None:
    """Refuse what cannot work, before anything is written.

    Raises:
        UserError: a corpus that is not there, or a sample of no size.
        StepFailed: too little disk.
    """
    problems = []
    if options.corpus is not None and not options.corpus.exists():
        problems.append(
            f"--corpus  {options.corpus}  is not there; allowed: a folder of text, Markdown, HTML, PDF, or a .jsonl[.zst] with `text`"
        )
    if options.sample_mb is not None and not options.sample_mb > 0:
        problems.append(f"--sample-mb  {options.sample_mb}  allowed: more than 0, in 10^6 bytes")
    if options.output.exists() and not options.output.is_dir():
        problems.append(f"--output  {options.output}  is a file; allowed: a folder, made if it is not there")
    if problems:
        raise UserError("\n".join(problems))
    free = shutil.disk_usage(_existing(options.output)).free
    if free < FREE_BYTES:
        raise StepFailed(f"the disk has {free / 1e9:.1f} GB free at {options.output}; the demo needs {FREE_BYTES / 1e9:.0f} GB")


def free_port() -> int:
    """A port on loopback that nobody listens on, so that the demo never meets somebody else's server."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _existing(path: Path) -> Path:
    return next(parent for parent in (path.resolve(), *path.resolve().parents) if parent.exists())
