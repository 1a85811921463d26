"""What went wrong, in the words of the step that knows."""

import signal
from dataclasses import dataclass
from pathlib import Path

BAD_INPUT = 2
_DETAIL_LINES = 12


@dataclass(frozen=True)
class Trouble(Exception):  # noqa: N818 -- it is told to the user, not thrown at the programmer
    """A step that failed.

    Attributes:
        step: its name.
        title: its title.
        why: what it said last, one line or, for bad input, all the errors.
        code: the exit code that the demo passes on: 2 for bad input, else 1.
        log: where it said more.
        again: the command that goes on.
    """

    step: str
    title: str
    why: str
    code: int
    log: Path
    again: str

    def __str__(self) -> str:
        return f"{self.title} failed: {self.why}"


def explain(exit_code: int, lines: list[str]) -> str:
    """One line, or for bad input all of them: why a process with this exit code and these last lines ended."""
    if exit_code < 0:
        return f"ended by {signal.Signals(-exit_code).name}" + (" (often: out of memory)" if -exit_code == signal.SIGKILL else "")
    if full := [line for line in lines if "No space left on device" in line]:
        return f"the disk is full: {full[-1]}"
    if not lines:
        return f"exit code {exit_code}, and it said nothing"
    if exit_code == BAD_INPUT:
        return "\n".join(lines[-_DETAIL_LINES:])
    return lines[-1]
