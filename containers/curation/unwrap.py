"""Join the lines of hard-wrapped paragraphs, and nothing else.

A line is joined to the one before it if that one is as long as wrapped lines of this document are, both stand at the same indent,
and neither is a heading, a list item, a table row, a quotation, code or a rule. No word is made or parted: a hyphen at a line's
end stays.
"""

import re
from itertools import pairwise

SHORTEST_WRAP = 50
LONGEST_WRAP = 110
NEAR_THE_MARGIN = 24
ENOUGH_LINES = 3

BEGINS_ANEW = re.compile(
    r"\s*(?:[-*+•\u2013\u2014·>|#=~`:_$]|\.\.|\d{1,3}[.)]\s|\(?[a-z0-9]{1,3}\)\s|\([0-9]+[a-z]?\)|[§©]|https?://|\[|@|[A-Z]{2,}:|```)"
)
IS_CODE = re.compile(r"[{};=]\s*$|^\s*(?:def|class|import|from|return|if|for)\b.*:?$|^>>> ")
FENCE = re.compile(r"\s*(?:```|~~~)")
CONJUNCTION = re.compile(r"(?:und|oder|bzw\.|sowie|and|or)\b")


def unwrap(text: str) -> str:
    """Join the hard-wrapped lines of a text; a text without any comes back as it is."""
    lines = text.split("\n")
    margin = _margin(lines)
    if margin is None:
        return text
    joined: list[str] = []
    last, in_code = "", False
    for line in lines:
        if FENCE.match(line):
            in_code = not in_code
        elif not in_code and joined and _goes_on(last, line, margin):
            joined[-1] = _join(joined[-1], line.strip())
            last = line
            continue
        joined.append(line)
        last = line
    return "\n".join(joined)


def _margin(lines: list[str]) -> int | None:
    """Where lines are wrapped: the 90th percentile of the lengths of lines that another line follows; None if they are not."""
    lengths = sorted(len(line) for line, after in pairwise(lines) if line.strip() and after.strip())
    if len(lengths) < ENOUGH_LINES:
        return None
    margin = lengths[len(lengths) * 9 // 10]
    return margin if SHORTEST_WRAP <= margin <= LONGEST_WRAP else None


def _goes_on(last: str, line: str, margin: int) -> bool:
    if not line.strip() or not margin - NEAR_THE_MARGIN <= len(last) <= LONGEST_WRAP:
        return False
    if _indent(line) != _indent(last) and not BEGINS_ANEW.match(last):
        return False
    return not (BEGINS_ANEW.match(line) or IS_CODE.search(last) or IS_CODE.search(line) or last.lstrip().startswith(("#", "|", "=")))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _join(before: str, line: str) -> str:
    is_compound = before.endswith("-") and before[-2:-1].isalnum() and line[:1].isalnum() and not CONJUNCTION.match(line)
    return before + line if is_compound else f"{before} {line}"
