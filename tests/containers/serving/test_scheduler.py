"""Running requests get one token each in turn; what happens to one happens to nobody else."""

import threading
from collections.abc import Iterator

import pytest

from containers.serving.transformers_engine.scheduler import Job, Scheduler


@pytest.fixture
def scheduler() -> Iterator[Scheduler]:
    running = Scheduler()
    yield running
    running.close()


class Listener:
    def __init__(self, name: str, log: list[str]) -> None:
        self.name, self.log, self.items, self.ended = name, log, [], threading.Event()

    def __call__(self, item: int | Exception | None) -> None:
        self.items.append(item)
        self.log.append(self.name)
        if item is None or isinstance(item, Exception):
            self.ended.set()


def after(gate: threading.Event, count: int) -> Iterator[int]:
    gate.wait(10)
    yield from range(count)


def test_two_requests_take_turns(scheduler: Scheduler) -> None:
    log, gate = [], threading.Event()
    first, second = Listener("a", log), Listener("b", log)
    scheduler.submit(Job(lambda: after(gate, 3), first))
    scheduler.submit(Job(lambda: iter(range(3)), second))
    gate.set()
    assert first.ended.wait(10)
    assert second.ended.wait(10)
    assert "".join(log) == "abababab"
    assert first.items == second.items == [0, 1, 2, None]


def test_a_request_that_breaks_ends_alone(scheduler: Scheduler) -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise ValueError

    log: list[str] = []
    first, second = Listener("a", log), Listener("b", log)
    scheduler.submit(Job(broken, first))
    scheduler.submit(Job(lambda: iter(range(5)), second))
    assert second.ended.wait(10)
    assert isinstance(first.items[-1], ValueError)
    assert second.items == [0, 1, 2, 3, 4, None]


def test_a_cancelled_request_gets_no_more_turns(scheduler: Scheduler) -> None:
    log: list[str] = []
    second = Listener("b", log)
    drawn: list[int] = []
    endless = (drawn.append(number) or number for number in range(10_000_000))
    job = Job(lambda: endless, lambda item: job.cancelled.set() if item == 5 else None)
    scheduler.submit(job)
    scheduler.submit(Job(lambda: iter(range(20)), second))
    assert second.ended.wait(10)
    assert drawn[-1] == 5
