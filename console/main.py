"""The `blueprint` command: its list of commands, and the one place where an error becomes a text and an exit code.

Exit codes: 0 done, 1 failed, 2 bad input (nothing was written), 130 stopped by Ctrl-C.
"""

import sys
from collections.abc import Callable, Iterator
from functools import wraps
from importlib import import_module
from importlib.util import find_spec
from typing import ParamSpec

import typer

COMMANDS = (
    "check",
    "schema",
    "choose",
    "synth",
    "audit",
    "rehearse",
    "manifests",
    "job",
    "migrate",
    "demo",
    "curate",
    "train",
    "evaluate",
    "serve",
    "load",
)
"""In the order of the help, which is the order of use."""

FAILED, BAD_INPUT, INTERRUPTED = 1, 2, 130

Given = ParamSpec("Given")


def ending_well(command: Callable[Given, None]) -> Callable[Given, None]:
    """Make a command that raises end with a text on standard error and an exit code, never with a stack trace for a user's mistake.

    Of an `ExceptionGroup` every error is told, and the worst code counts. A defect keeps its trace.
    """

    @wraps(command)
    def run(*args: Given.args, **kwargs: Given.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except KeyboardInterrupt:
            _say("Stopped. Nothing is half-written; the same command goes on from here.")
            raise typer.Exit(INTERRUPTED) from None
        except (typer.Exit, BrokenPipeError):
            raise
        except Exception as error:
            endings = list(_endings(error))
            if None in endings:
                raise
            codes = [_tell(*ending) for ending in endings if ending]
            raise typer.Exit(max(codes)) from None

    return run


def _endings(error: BaseException) -> Iterator[tuple[str, int] | None]:
    """Text and exit code of each error in a group, or None for one that is a defect."""
    from blueprint.settings import FileError  # noqa: PLC0415 - only an error pays for this import, not every start
    from containers.common.errors import StepFailed, UserError  # noqa: PLC0415 - likewise

    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _endings(inner)
    elif isinstance(error, FileError | UserError):
        yield str(error), BAD_INPUT
    elif isinstance(error, StepFailed):
        yield str(error), FAILED
    elif isinstance(error, OSError):
        yield f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}", FAILED
    else:
        yield None


def _tell(text: str, code: int) -> int:
    _say(text)
    return code


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _build() -> typer.Typer:
    blueprint = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        help="From a deployment file to a proved blueprint, from documents to a served model. Start with: blueprint check",
    )
    for name in COMMANDS:
        module = f"console.commands.{name}"
        if find_spec(module):
            command = import_module(module)
            blueprint.command(name, context_settings=getattr(command, "CONTEXT", None))(ending_well(getattr(command, name)))
    return blueprint


app = _build()
