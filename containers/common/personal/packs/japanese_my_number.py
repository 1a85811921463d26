"""Japanese individual numbers (My Number).

Basis: the My Number Act (Act 27 of 2013). Format: MIC ordinance 85 of 2014, article 5: twelve digits, the last a check digit.
One in eleven of all twelve-digit numbers passes the check, so the number must be called by its name shortly before it.
"""

import re

from containers.common.personal.pack import Pack, whole_if


def is_my_number(candidate: str) -> bool:
    """Is the check digit right? Weights from the lowest digit: 2 to 7, then 2 to 6; a remainder of 0 or 1 gives 0."""
    *digits, check = (int(character) for character in candidate if character.isdigit())
    total = sum(digit * (place + 2 if place < 6 else place - 4) for place, digit in enumerate(reversed(digits)))
    remainder = total % 11
    return check == (0 if remainder <= 1 else 11 - remainder)


PACK = Pack(
    kind="japanese_my_number",
    jurisdiction="JP",
    basis="Act on the Use of Numbers to Identify a Specific Individual, article 19",
    pattern=re.compile(
        r"(?:マイナンバー|個人番号|[Mm]y [Nn]umber)[^0-9\n]{0,20}(?P<value>[0-9]{4}(?P<gap>[ -]?)[0-9]{4}(?P=gap)[0-9]{4})(?![0-9])"
    ),
    trigger=re.compile(r"マイナンバー|個人番号|[Mm]y [Nn]umber"),
    before=0,
    after=60,
    measure=whole_if(is_my_number),
)
