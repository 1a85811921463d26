"""One thread that advances all running requests in turn, one token each."""

import queue
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Tokens = Callable[[], Iterator[int]]


@dataclass
class Job:
    """One request on its way.

    Args:
        tokens: starts its decode loop.
        deliver: told every token, then None at the end, or the exception that ended it; called in the scheduler's thread.
    """

    tokens: Tokens
    deliver: Callable[[int | Exception | None], None]
    cancelled: threading.Event = field(default_factory=threading.Event)


class Scheduler:
    """Runs jobs until it is closed."""

    def __init__(self) -> None:
        self._arriving: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="decode", daemon=True)
        self._thread.start()

    def submit(self, job: Job) -> None:
        """Let a job take part from the next turn on."""
        self._arriving.put(job)

    def close(self) -> None:
        """End the thread after the token at hand; jobs still running get no more tokens."""
        self._arriving.put(None)
        self._thread.join()

    def _run(self) -> None:
        running: deque[tuple[Job, Iterator[int]]] = deque()
        while True:
            while not running or not self._arriving.empty():
                job = self._arriving.get()
                if job is None:
                    return
                running.append((job, job.tokens()))
            job, tokens = running.popleft()
            if not job.cancelled.is_set() and _advance(job, tokens):
                running.append((job, tokens))


def _advance(job: Job, tokens: Iterator[int]) -> bool:
    """Deliver one job's next token; False if there is none."""
    try:
        token = next(tokens)
    except StopIteration:
        job.deliver(None)
        return False
    except Exception as error:  # noqa: BLE001  (whatever one request breaks, the others go on)
        job.deliver(error)
        return False
    job.deliver(token)
    return True
