import errno
import os
import signal
import sys
from pathlib import Path

import pytest

from containers.common import entry
from containers.common.recipe import Recipe


class Settings(Recipe):
    """Settings of a step that does nothing."""

    size: int = 1


@pytest.fixture
def start(tmp_path: Path):
    (tmp_path / "recipe.yaml").write_text("size: 2\n")

    def run(step, *arguments: str) -> int:
        return entry.main(Settings, step, argv=["--recipe", str(tmp_path / "recipe.yaml"), *arguments])

    return run


def raising(error: BaseException):
    def step(*_: object) -> None:
        raise error

    return step


def test_the_step_gets_its_recipe_and_where_to_read_and_write(start) -> None:
    seen: list[object] = []
    assert start(lambda *given: seen.extend(given), "--input", "in", "--output", "out", "--set", "size=3") == entry.DONE
    assert seen == [Settings(size=3), "in", "out"]


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (entry.UserError("corpus: no such folder"), 2, "corpus: no such folder"),
        (entry.StepFailed("rank 1 died"), 1, "failed: rank 1 died"),
        (KeyboardInterrupt(), 130, "interrupted"),
        (OSError(errno.ENOSPC, "No space left on device", "/data/x"), 1, "the disk is full (/data/x)"),
        (OSError(errno.EADDRINUSE, "Address already in use"), 1, "the port is taken"),
        (PermissionError(errno.EACCES, "Permission denied", "/root/x"), 1, "Permission denied (/root/x)"),
    ],
)
def test_every_ending_has_its_code_and_one_clear_line(start, capsys, error: BaseException, code: int, says: str) -> None:
    assert start(raising(error)) == code
    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1


def test_a_defect_tells_its_place_but_not_its_message_which_may_hold_a_documents_text(start, capsys) -> None:
    assert start(raising(ValueError("jane@ministry.example"))) == entry.FAILED
    said = capsys.readouterr().err
    assert "ValueError at test_entry.py" in said
    assert "jane" not in said


def test_debug_shows_the_trace_of_a_defect(start, capsys) -> None:
    start(raising(ValueError("the message")), "--debug")
    assert "Traceback" in capsys.readouterr().err


def test_sigterm_ends_a_step_as_cleanly_as_an_interrupt(start) -> None:
    before = signal.getsignal(signal.SIGTERM)
    assert start(lambda *_: os.kill(os.getpid(), signal.SIGTERM)) == entry.INTERRUPTED
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_wrong_recipe_starts_nothing(start) -> None:
    ran: list[object] = []
    assert start(lambda *given: ran.append(given), "--set", "size=large") == entry.WRONG_INPUT
    assert not ran


def test_a_needed_argument_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        entry.main(Settings, lambda *_: None, needs=["input"], argv=["--recipe", str(tmp_path / "recipe.yaml")])
    assert ended.value.code == entry.WRONG_INPUT


def test_connect_opens_a_folder(tmp_path: Path) -> None:
    assert entry.connect(str(tmp_path)).uri == tmp_path.as_uri()


def test_connect_says_when_boto3_is_missing(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)
    with pytest.raises(entry.UserError, match="needs boto3"):
        entry.connect("s3://bucket/prefix")
