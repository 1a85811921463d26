"""Slurm's lists of hosts: `gpu-[1-3,07],head` (slurm.conf(5), NodeName)."""

import re
from collections.abc import Iterable, Iterator
from os.path import commonprefix

MOST = 65_536
RANGE = re.compile(r"(\d+)(?:-(\d+))?")


def expand(text: str) -> list[str]:
    """The names of a list, in its order.

    Raises:
        ValueError: It is no list of hosts, or a list of more than 65,536.
    """
    names: list[str] = []
    for part in _parts(text):
        names += _expanded(part)
        if len(names) > MOST:
            raise ValueError(f"{text[:40]!r}: more than {MOST} hosts")
    return names


def group_name(names: Iterable[str]) -> str:
    """What like nodes are called together: what their names share, without the number; in lower case, as the deployment file wants it."""
    known = list(names)
    shared = commonprefix(known) if len(known) > 1 else known[0].rstrip("0123456789")  # noqa: RUF071 - characters are meant
    name = re.sub(r"[^a-z0-9-]", "-", shared.lower()).rstrip("-0123456789")[:20].strip("-")
    return name if name[:1].isalpha() else f"x{name}"


def _parts(text: str) -> Iterator[str]:
    """The list's parts: commas inside brackets part numbers, not hosts."""
    depth, start = 0, 0
    for place, character in enumerate(text):
        depth += {"[": 1, "]": -1}.get(character, 0)
        if character == "," and depth == 0:
            yield text[start:place]
            start = place + 1
    if depth:
        raise ValueError(f"{text!r}: a bracket that is not closed")
    if text[start:]:
        yield text[start:]


def _expanded(part: str) -> list[str]:
    head, bracket, rest = part.partition("[")
    if not bracket:
        return [head]
    inside, _, tail = rest.partition("]")
    return [f"{head}{number}{end}" for number in _numbers(inside) for end in _expanded(tail)]


def _numbers(text: str) -> Iterator[str]:
    for piece in text.split(","):
        found = RANGE.fullmatch(piece.strip())
        if found is None:
            raise ValueError(f"[{text}]: numbers and ranges of numbers")
        first, last = found[1], found[2] or found[1]
        if int(last) - int(first) > MOST:
            raise ValueError(f"[{text}]: more than {MOST} hosts")
        for number in range(int(first), int(last) + 1):
            yield str(number).zfill(len(first))
