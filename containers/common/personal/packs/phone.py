"""Telephone numbers.

Format: ITU-T E.164: `+`, country code and subscriber, 8 to 15 digits in all. A number without a `+` is taken only where a word such
as `Tel.` or `Fax:` calls it one, since dates, sections and file numbers look alike.
"""

import re

from containers.common.personal.pack import Pack, whole_if

NUMBER = r"[0-9(](?:[ .\-/()\u00a0]{0,2}[0-9]){6,14}"


def is_phone_number(candidate: str) -> bool:
    """8 to 15 digits with a country code, 7 to 15 without."""
    digits = sum(character.isdigit() for character in candidate)
    return (8 if candidate.startswith("+") else 7) <= digits <= 15


PACK = Pack(
    kind="phone",
    jurisdiction="international",
    basis="GDPR article 4(1): an identifier of a person",
    pattern=re.compile(
        r"(?:(?<![\w+])(?=\+[1-9(])|(?i:(?<!\w)(?:telephone|telefon|telefax|tel|phone|fax|mobile?|handy|電話)"
        r"(?:nummer)?(?: ?(?:number|no|nr))?[.:\s]{1,3}))"
        rf"(?P<value>\+?{NUMBER})(?![0-9])"
    ),
    trigger=re.compile(r"[0-9+(][0-9 .\-/()\u00a0]{6}"),
    before=40,
    after=64,
    measure=whole_if(is_phone_number),
)
