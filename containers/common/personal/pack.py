"""What a pack of personal-data rules is, and what it finds."""

import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A place in a text: characters from `start` up to `end`, and the kind of thing there. Never the thing itself."""

    start: int
    end: int
    kind: str


def whole_if(check: Callable[[str], bool]) -> Callable[[str], int]:
    """Make a measure of a check: all of the candidate, or nothing."""
    return lambda candidate: len(candidate) if check(candidate) else 0


@dataclass(frozen=True)
class Pack:
    """How one kind of personal data is known.

    Attributes:
        kind: its name in ledgers, reports and placeholders.
        jurisdiction: `international`, or the ISO 3166 code of the state whose number it is.
        basis: why it is personal, or secret: the law or the standard that makes it so.
        pattern: matches candidates; a group called `value` narrows what is taken out.
        trigger: a cheap pattern that matches inside or right before every candidate; the pattern is tried around its hits alone.
        before: how far a candidate may begin before the trigger's hit, in characters.
        after: how far it may reach beyond the trigger's beginning, in characters.
        measure: how many characters of a candidate are the thing; 0 where the checksum says that it is not.
        version: raised when what is found changes.
    """

    kind: str
    jurisdiction: str
    basis: str
    pattern: re.Pattern[str]
    trigger: re.Pattern[str]
    before: int
    after: int
    measure: Callable[[str], int] = len
    version: int = 1
