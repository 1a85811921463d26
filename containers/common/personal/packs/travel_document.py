"""The machine-readable zone of passports, visas and identity cards.

Format: ICAO Doc 9303 parts 4 to 6: two lines of 44 (TD3) or 36 (TD2) characters, or three of 30 (TD1), with check digits over the
document number, the birthday and the day of expiry. The lines may stand on one line, as unwrapped text has them.
"""

import re

from containers.common.personal.checksums import mrz_digit
from containers.common.personal.pack import Pack, whole_if


def is_machine_readable_zone(candidate: str) -> bool:
    """Have the lines the lengths of a document, and are its three check digits right?"""
    lines = candidate.split()
    lengths = [len(line) for line in lines]
    if lengths == [30, 30, 30]:
        number, rest = lines[0][5:15], lines[1]
        fields = (number, rest[0:7], rest[8:15])
    elif lengths in ([44, 44], [36, 36]):
        rest = lines[1]
        fields = (rest[0:10], rest[13:20], rest[21:28])
    else:
        return False
    return all(mrz_digit(field[:-1]) == field[-1] for field in fields)


PACK = Pack(
    kind="travel_document",
    jurisdiction="international",
    basis="GDPR article 4(1); article 87 (national identification numbers)",
    pattern=re.compile(r"(?<![A-Z0-9<])[PVIAC][A-Z<][A-Z<]{3}[A-Z0-9<]{25,39}(?:[ \t]*\r?\n?[ \t]*[A-Z0-9<]{30,44}){1,2}(?![A-Z0-9<])"),
    trigger=re.compile("<<"),
    before=100,
    after=160,
    measure=whole_if(is_machine_readable_zone),
)
