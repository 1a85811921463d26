"""German social security numbers (Versicherungsnummer of the pension insurance).

Basis: section 147 SGB VI. Format: section 2 VKVV: area (2 digits), birthday (DDMMYY, the day plus 50 or so in rare cases is not
looked for), first letter of the birth name, serial number (2), check digit: digits times 2 1 2 5 7 1 2 1 2 1 2 1, the letter as
its two-digit place in the alphabet, cross sums added, modulo 10.
"""

import re

from containers.common.personal.pack import Pack, whole_if

WEIGHTS = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)


def is_pension_number(candidate: str) -> bool:
    """Could the birthday be one, and is the check digit right?"""
    compact = candidate.replace(" ", "")
    day, month = int(compact[2:4]), int(compact[4:6])
    digits = f"{compact[:8]}{ord(compact[8]) - ord('A') + 1:02d}{compact[9:11]}"
    products = (int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True))
    total = sum(sum(divmod(product, 10)) for product in products)
    return 1 <= day <= 31 and 1 <= month <= 12 and total % 10 == int(compact[11])


PACK = Pack(
    kind="german_pension_number",
    jurisdiction="DE",
    basis="section 147 SGB VI; section 35 SGB I (social secrecy)",
    pattern=re.compile(r"(?<![\w])[0-9]{2}(?P<gap> ?)[0-9]{6}(?P=gap)[A-Z](?P=gap)[0-9]{3}(?!\w)"),
    trigger=re.compile(r"[0-9]{6} ?[A-Z] ?[0-9]{3}"),
    before=4,
    after=20,
    measure=whole_if(is_pension_number),
)
