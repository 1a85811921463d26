"""German tax identification numbers (Steuer-Identifikationsnummer).

Basis: sections 139a and 139b AO. Format: section 139b (1) AO and the BZSt's rules: eleven digits, the first not 0; of the first
ten exactly one digit stands two or three times, three times never in a row; the last is the check digit (ISO/IEC 7064 mod 11, 10).
"""

import re
from collections import Counter

from containers.common.personal.checksums import mod_11_10
from containers.common.personal.pack import Pack, whole_if


def is_tax_id(candidate: str) -> bool:
    """Do the digits repeat as they must, and is the check digit right?"""
    digits = re.sub(r"[ /]", "", candidate)
    repeated = [count for count in Counter(digits[:10]).values() if count > 1]
    in_a_row = re.search(r"(\d)\1\1", digits[:10])
    return len(digits) == 11 and repeated in ([2], [3]) and not in_a_row and mod_11_10(digits)


PACK = Pack(
    kind="german_tax_id",
    jurisdiction="DE",
    basis="section 139b AO; GDPR article 87",
    pattern=re.compile(r"(?<![\w.,/-])[1-9][0-9](?P<gap>[ /]?)[0-9]{3}(?P=gap)[0-9]{3}(?P=gap)[0-9]{3}(?![\w/-])"),
    trigger=re.compile(r"[1-9][0-9][ /]?[0-9]{3}[ /]?[0-9]{3}"),
    before=1,
    after=18,
    measure=whole_if(is_tax_id),
)
