"""The entry point of every container: the same arguments, exit codes and manner of failing.

Exit codes: 0 done, 1 failed, 2 bad input or recipe (nothing written), 130 interrupted (the next run goes on).
"""

import argparse
import errno
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType
from typing import TypeVar

from pydantic import BaseModel

from containers.common.errors import StepFailed, UserError
from containers.common.recipe import read_recipe
from containers.common.store import Store, open_store

__all__ = ["DONE", "FAILED", "INTERRUPTED", "WRONG_INPUT", "StepFailed", "UserError", "connect", "main"]

DONE, FAILED, WRONG_INPUT, INTERRUPTED = 0, 1, 2, 130

R = TypeVar("R", bound=BaseModel)
Run = Callable[[R, str | None, str | None], None]


def main(model: type[R], run: Run[R], *, needs: Sequence[str] = (), argv: Sequence[str] | None = None) -> int:
    """Read the arguments and the recipe, run the step, and turn every ending into an exit code and one clear message.

    Args:
        model: the recipe's model.
        run: the step: called with the recipe, the input URI and the output URI (None where not given).
        needs: which of `input` and `output` must be given.
        argv: arguments without the program's name; the process's own if not given.

    Returns:
        The exit code; `__main__.py` says `sys.exit(main(…))`.
    """
    arguments = _arguments(model, needs, argv)
    before = signal.signal(signal.SIGTERM, _as_interrupt)
    try:
        run(read_recipe(model, arguments.recipe, arguments.set), arguments.input, arguments.output)
    except KeyboardInterrupt:
        return _said("interrupted; the next run goes on from what is finished", INTERRUPTED)
    except UserError as error:
        return _said(str(error), WRONG_INPUT)
    except StepFailed as error:
        return _said(f"failed: {error}", FAILED)
    except OSError as error:
        return _said(f"failed: {_in_words(error)}", FAILED)
    except Exception as error:  # noqa: BLE001  (a defect: its message may hold a document's text, so the place is told, not the message)
        if arguments.debug:
            traceback.print_exc()
        return _said(f"failed: {type(error).__name__} at {_place(error)}; --debug shows the whole trace", FAILED)
    finally:
        signal.signal(signal.SIGTERM, before)
    return DONE


def connect(uri: str) -> Store:
    """Open the store of a URI from an entry point: the one place where a container makes its own S3 client.

    Raises:
        UserError: for a bad URI, or a bucket where boto3 is not installed.
    """
    if not uri.startswith("s3://"):
        return open_store(uri)
    try:
        import boto3  # type: ignore[import-untyped]  # noqa: PLC0415  (only a bucket needs it)
    except ImportError:
        raise UserError(f"{uri}: a bucket needs boto3, which is not installed here") from None
    return open_store(uri, boto3.client("s3"))


def _arguments(model: type[BaseModel], needs: Sequence[str], argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog=f"python -m {model.__module__.rsplit('.', 1)[0]}", description=(model.__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--recipe", required=True, type=Path, help="YAML file with the settings")
    parser.add_argument("--input", required="input" in needs, help="where to read: a path, file:// or s3://")
    parser.add_argument("--output", required="output" in needs, help="where to write: a path, file:// or s3://")
    parser.add_argument("--set", action="append", default=[], metavar="KEY.PATH=VALUE", help="a setting that wins over the recipe's")
    parser.add_argument("--debug", action="store_true", help="show the stack trace of a defect (it may show a document's text)")
    return parser.parse_args(argv)


def _in_words(error: OSError) -> str:
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"the disk is full{where}; nothing is half-written: free some space and run it again"
    if error.errno == errno.EADDRINUSE:
        return f"the port is taken{where}; stop what listens there or choose another port"
    return f"{error.strerror or type(error).__name__}{where}"


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "containers" in frame.filename] or frames
    return f"{Path(ours[-1].filename).name}:{ours[-1].lineno}"


def _said(message: str, code: int) -> int:
    print(message, file=sys.stderr)
    return code


def _as_interrupt(signum: int, frame: FrameType | None) -> None:  # noqa: ARG001  (signal's signature)
    """Slurm and Kubernetes stop a step with SIGTERM: it ends as cleanly as on Ctrl-C."""
    raise KeyboardInterrupt
