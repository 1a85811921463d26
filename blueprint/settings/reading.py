"""From a file's bytes to what it describes, or to every reason why not: the same for a deployment and for a job."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic

from blueprint.settings import document
from blueprint.settings.document import MalformedError, field_name
from blueprint.settings.draft import Draft
from blueprint.settings.problems import FileError, Problem
from blueprint.settings.shape import PartT, fit


@dataclass(frozen=True)
class Read(Generic[PartT]):
    """A file that could be read as YAML.

    Attributes:
        path: The file, for the error's text.
        draft: What of it could be read, for rules.
        value: What it describes, where its form is right.
        problems: What is wrong with its form.
        lines: The line of every field.
        error: What is raised for it.
    """

    path: Path
    draft: Draft
    value: PartT | None
    problems: tuple[Problem, ...]
    lines: dict[document.Path, int]
    error: type[FileError]

    def finished(self, more: Iterable[Problem]) -> PartT:
        """What the file describes.

        Args:
            more: What rules found.

        Raises:
            FileError: Of the kind asked for, with every problem in the file's order.
        """
        broken = [*self.problems, *more]
        if broken or self.value is None:
            raise self.error(self.path, _in_file_order(broken, self.lines))
        return self.value


def content_of(path: Path, error: type[FileError]) -> bytes:
    """A file's bytes, and one more than may be read where it is too large.

    Raises:
        FileError: Of the kind asked for, where it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(document.LARGEST_BYTES + 1)
    except OSError as reason:
        raise error(path, [Problem("file", "unreadable", f"a file that can be read: {reason.strerror or reason}")]) from None


def read_as(model: type[PartT], content: bytes, path: Path, *, what: str, error: type[FileError]) -> Read[PartT]:
    """Read a file as a model.

    Raises:
        FileError: Of the kind asked for, where it is not one YAML mapping.
    """
    try:
        read = document.read(content, what)
    except MalformedError as malformed:
        raise error(path, [malformed.problem]) from None
    value, misfits = fit(model, read.root)
    return Read(path, Draft(read.root, misfits, model), value, (*read.problems, *misfits.values()), read.lines, error)


def _in_file_order(problems: list[Problem], lines: dict[document.Path, int]) -> list[Problem]:
    """Sort by the line of the field, or of the nearest field around it that the file has."""
    by_name = {field_name(path): line for path, line in lines.items()}

    def line(problem: Problem) -> int:
        name = problem.field
        while name not in by_name and ("." in name or "[" in name):
            name = name[: max(name.rfind("."), name.rfind("["))]
        return by_name.get(name, 0)

    return sorted(problems, key=line)
