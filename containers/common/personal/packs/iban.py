"""International bank account numbers.

Format: ISO 13616-1: country, two check digits (mod 97-10), and as many characters as the SWIFT IBAN Registry says for the country;
written together or in groups of four.
"""

import re

from containers.common.personal.checksums import mod_97
from containers.common.personal.pack import Pack

# SWIFT IBAN Registry, release 99 (length in characters).
LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29, "BY": 28, "CH": 21, "CR": 22,
    "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22,
    "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30,
    "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MR": 27,
    "MT": 31, "MU": 30, "NL": 18, "NO": 15, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SC": 31,
    "SE": 24, "SI": 19, "SK": 24, "SM": 27, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20,
}  # fmt: skip


def measure(candidate: str) -> int:
    """The length of the IBAN at the candidate's beginning: what follows it in the text may look like more of it."""
    wanted = LENGTHS.get(candidate[:2])
    if wanted is None:
        return 0
    places = [place for place, character in enumerate(candidate) if not character.isspace()][:wanted]
    compact = "".join(candidate[place] for place in places)
    end = places[-1] + 1
    is_cut_short = candidate[end : end + 1].isalnum()
    return end if len(compact) == wanted and not is_cut_short and mod_97(compact) else 0


PACK = Pack(
    kind="iban",
    jurisdiction="international",
    basis="GDPR article 4(1): an account number identifies its holder",
    pattern=re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}[0-9]{2}(?:[ \u00a0]?[A-Z0-9]{1,4}){3,8}(?![a-z])"),
    trigger=re.compile(r"[A-Z][0-9]{2}[ \u00a0]?[A-Z0-9]{4}"),
    before=1,
    after=60,
    measure=measure,
)
