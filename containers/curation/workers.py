"""Run a pass over all shards, in as many processes as the recipe says; what is finished already is not done again."""

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection
from typing import Any, Self

from containers.common.errors import StepFailed
from containers.common.progress import progress

TRY = "run it again with fewer workers or a smaller shard_mb"


class Workers:
    """The processes of a run. They start with the first pass that needs them and serve all later ones.

    Used as a context: when it ends, so do they.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *ending: object) -> None:
        if self._pool:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def run(self, name: str, function: Callable[..., None], tasks: Sequence[tuple[Any, ...]]) -> None:
        """Call the function with each task's arguments, in any order.

        Raises:
            StepFailed: if a worker was killed; what the others finished is kept.
        """
        with progress(name, total=len(tasks), unit="shards") as bar:
            if self._count == 1 or len(tasks) <= 1:
                for task in tasks:
                    function(*task)
                    bar.advance()
                return
            pool = self._started()
            try:
                with _interrupts_held():
                    futures = [pool.submit(function, *task) for task in tasks]
                for future in as_completed(futures):
                    future.result()
                    bar.advance()
            except BrokenProcessPool:
                raise StepFailed(f"{name}: a worker was killed, perhaps for want of memory; {TRY}") from None

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self._count, mp_context=multiprocessing.get_context("spawn"), initializer=_settle)
        return self._pool


@contextlib.contextmanager
def _interrupts_held() -> Iterator[None]:
    """Processes that start in here are born deaf to Ctrl-C, which would else end them with a stack trace while they import.

    The parent hears it afterwards.
    """
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)


def _settle() -> None:
    """A worker leaves interrupts to its parent, and does not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
