import io

import pytest

from containers.common import progress as module
from containers.common.progress import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    return now


def test_off_a_terminal_a_line_comes_every_few_seconds_with_the_time_left(clock) -> None:
    out = io.StringIO()
    with progress("reading", total=10, unit="documents", stream=out) as bar:
        for _ in range(10):
            clock[0] += 2
            bar.advance(note="fast")
    lines = out.getvalue().splitlines()
    assert lines[0] == "reading: 3/10 documents, 30 %, 14 s left, fast"
    assert lines[-1] == "reading: done, 10 documents in 20.0 s"
    assert len(lines) == 4


def test_without_a_total_the_line_says_what_is_done(clock) -> None:
    out = io.StringIO()
    with progress("reading", stream=out) as bar:
        clock[0] += 6
        bar.update(7)
    assert out.getvalue().splitlines()[0] == "reading: 7"


def test_on_a_terminal_there_is_a_bar() -> None:
    out = Terminal()
    with progress("reading", total=2, unit="documents", stream=out) as bar:
        bar.advance(2)
    assert "reading" in out.getvalue()
    assert "2/2" in out.getvalue()


def test_a_failure_is_not_called_done(clock) -> None:
    out = io.StringIO()
    with pytest.raises(RuntimeError), progress("reading", stream=out):
        raise RuntimeError
    assert out.getvalue() == ""
