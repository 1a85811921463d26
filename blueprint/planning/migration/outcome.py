"""What a check of a move found: it holds, it does not, or something is left for a person to do or to weigh."""

from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

Told = TypeVar("Told", bound=BaseModel)


@dataclass(frozen=True)
class Outcome:
    """One check.

    Attributes:
        holds: None where it is open: not made yet, or for a person to weigh.
        rows: What was looked at, as a table with its header first.
        against: What stands against the move.
        missing: What is to be done before it can hold.
    """

    title: str
    holds: bool | None
    rows: tuple[tuple[str, ...], ...] = ()
    against: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def word(self) -> str:
        """The outcome in a word or two."""
        return {True: "holds", False: "does not hold", None: "open"}[self.holds]


class ResultError(ValueError):
    """A result file that is not one of the program that should have written it."""


def read_json(model: type[Told], content: Any, name: str, program: str) -> Told:  # noqa: ANN401 - any JSON
    """A result as its program wrote it.

    Args:
        model: Its form.
        content: What was read.
        name: The file's, for the error.
        program: The program that writes such results.

    Raises:
        ResultError: It is none; the text lists everything at once.
    """
    try:
        return model.model_validate(content)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        where = "; ".join(f"{'.'.join(map(str, detail['loc'])) or 'file'}: {detail['msg']}" for detail in details)
        raise ResultError(f"{name}: is no result of {program}: {where}") from None
