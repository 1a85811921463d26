"""Plain YAML scalars by the core schema of YAML 1.2 (section 10.3.2): `no` is a word, not false, and `2026-11-22` is text.

Octal and hexadecimal numbers, infinities and not-a-number stay text: no field of a deployment wants them.
"""

import math
import re

LONGEST_NUMBER = 20
INTEGER = re.compile(r"[-+]?[0-9]+")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")

CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


def resolve(text: str) -> str | int | float | bool | None:
    """The value of a scalar that stands without quotes."""
    if text in CONSTANTS:
        return CONSTANTS[text]
    if len(text) > LONGEST_NUMBER:
        return text
    if INTEGER.fullmatch(text):
        return int(text)
    number = float(text) if FLOAT.fullmatch(text) else math.inf
    return number if math.isfinite(number) else text
