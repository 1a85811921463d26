"""What a user sees while the steps run, and how the time left is estimated."""

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from console.demo.journal import Journal
from console.demo.live_screen import LiveScreen, screen_for
from console.demo.plain_screen import PlainScreen
from console.demo.running import Running, last_lines
from console.demo.schedule import Schedule
from console.demo.step import Plan, Step
from console.demo.time_left import TimeLeft, clock
from tests.console.demo.conftest import Workshop


def a_step(name: str, seconds: float, way: str = "model", *needs: str) -> Step:
    return Step(name=name, title=name.title(), argv=("true",), needs=needs, way=way, usual_s=seconds)  # type: ignore[arg-type]


STEPS = (
    a_step("check", 2, "deployment"),
    a_step("rehearse", 50, "deployment", "check"),
    a_step("train", 100),
    a_step("load", 30, "model", "train", "rehearse"),
)


def time_left(tmp_path: Path) -> TimeLeft:
    return TimeLeft(Plan(STEPS, tmp_path), Journal(tmp_path / "journal.json"))


def test_the_longer_way_decides_how_long_it_takes(tmp_path: Path) -> None:
    assert time_left(tmp_path).whole_s == 130


def test_time_already_spent_and_finished_steps_are_no_time_left(tmp_path: Path) -> None:
    left = time_left(tmp_path)
    left.done(STEPS[0])
    left.done(STEPS[2])
    assert left.left_s({"rehearse": 20}) == 60


def test_a_step_that_takes_longer_than_expected_leaves_no_negative_time(tmp_path: Path) -> None:
    left = time_left(tmp_path)
    left.done(STEPS[0])
    assert left.left_s({"train": 500, "rehearse": 500}) == 30


def test_the_last_run_tells_how_long_a_step_takes(workshop: Workshop) -> None:
    step = workshop.step("train", "import time; time.sleep(0.3)")
    workshop.run(step)
    assert 0.2 < Journal(workshop.path("journal.json")).expected_s(step) < 5


@pytest.mark.parametrize(("seconds", "text"), [(0, "0 s"), (59.4, "59 s"), (59.6, "1 min 00 s"), (125, "2 min 05 s")])
def test_a_duration_reads_well(seconds: float, text: str) -> None:
    assert clock(seconds) == text


def test_a_terminal_gets_bars_and_a_pipe_gets_lines(tmp_path: Path) -> None:
    plan, journal = Plan(STEPS, tmp_path), Journal(tmp_path / "journal.json")
    assert isinstance(screen_for(Console(file=StringIO(), force_terminal=True), plan, journal), LiveScreen)
    assert not isinstance(screen_for(Console(file=StringIO()), plan, journal), LiveScreen)


@pytest.mark.parametrize("terminal", [True, False])
def test_every_step_is_told_when_it_ends(workshop: Workshop, *, terminal: bool) -> None:
    said = StringIO()
    steps = (
        workshop.step("train", "import time; print('[bold]step 3[/] loss 2.5'); time.sleep(0.5)"),
        workshop.step("rehearse", way="deployment"),
    )
    plan, journal = Plan(steps, workshop.path("logs")), Journal(workshop.path("journal.json"))
    with screen_for(Console(file=said, force_terminal=terminal, width=160), plan, journal) as screen:
        Schedule(plan, journal, screen, again="make demo").run()
    for title in ("Train", "Rehearse"):
        assert title in said.getvalue()
    assert ("ok" if terminal else "done in") in said.getvalue()


def test_a_pipe_hears_now_and_then_what_a_step_says_of_itself(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.demo.plain_screen._SAY_EVERY_S", 0.0)
    said = StringIO()
    running = Running.start(workshop.step("train", "print('step 3 of 9')"), workshop.path("logs"))
    running.popen.wait()
    PlainScreen(Console(file=said, width=200), TimeLeft(Plan((), workshop.folder), Journal(workshop.path("j.json")))).look([running])
    assert "Train: 0 s; step 3 of 9" in said.getvalue()


def test_a_redrawn_line_counts_as_what_it_last_showed(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_bytes(b"first\n\x1b[32m10 %\r50 %\r100 %\x1b[0m\n\n")
    assert last_lines(log) == ["first", "100 %"]


def test_a_long_log_is_read_from_its_end_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.demo.running._TAIL_BYTES", 16)
    log = tmp_path / "log"
    log.write_bytes(b"a line long before\nfailed: the end\n")
    assert last_lines(log) == ["failed: the end"]


def test_a_log_that_is_not_there_says_nothing(tmp_path: Path) -> None:
    assert last_lines(tmp_path / "nothing") == []
