"""What is wrong with a file, told so that it can be put right in one go."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

LONGEST_VALUE = 60
SECRET_NAME = re.compile(r"secret|password|passwd|token|credential|private|access_?key", re.IGNORECASE)


@dataclass(frozen=True)
class Problem:
    """One mistake.

    Attributes:
        field: Path in the file, such as `network.zones[2]`, or a place, such as `line 3, column 5`.
        value: What stands there, as `shown` returns it; empty where nothing does.
        allowed: What may stand there, or why this may not.
    """

    field: str
    value: str
    allowed: str


class FileError(Exception):
    """A file that cannot be used; its text lists every problem.

    Attributes:
        file: The file, or what was given for one.
        problems: At least one, in the file's order.
    """

    def __init__(self, file: Path | str, problems: Iterable[Problem]) -> None:
        self.file = str(file)
        self.problems = tuple(problems)
        super().__init__(report(self.file, self.problems))


class DeploymentError(FileError):
    """A deployment file that cannot be used."""


def report(file: str, problems: tuple[Problem, ...]) -> str:
    """One line for the file, then an aligned row a problem: field, value, what is allowed."""
    fields = max((len(problem.field) for problem in problems), default=0)
    values = max((len(problem.value) for problem in problems), default=0)
    rows = [f"  {p.field:<{fields}}  {p.value:<{values}}  {p.allowed}".rstrip() for p in problems]
    return "\n".join([f"{printable(file)}: {len(problems)} problem{'s' if len(problems) != 1 else ''}", *rows])


def shown(value: object, *, key: str = "") -> str:
    """A value as a problem shows it: on one line, shortened, and not at all where its key names a secret."""
    if SECRET_NAME.search(key):
        return "(not shown)"
    text = repr(value) if isinstance(value, str) else printable(json.dumps(value, ensure_ascii=False, default=str))
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 3] + "..."


def printable(text: str) -> str:
    """The text with every control character escaped, so that it cannot forge a line or a colour."""
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text)
