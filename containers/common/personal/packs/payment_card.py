"""Payment card numbers.

Format: ISO/IEC 7812: 13 to 19 digits, an issuer range of the table below, and the Luhn digit; written together or in even groups.
"""

import re

from containers.common.personal.checksums import luhn
from containers.common.personal.pack import Pack, whole_if

# (first, last prefix, allowed lengths): the networks' published ranges.
ISSUERS = (
    ("4", "4", {13, 16, 19}),  # Visa
    ("51", "55", {16}),  # Mastercard
    ("2221", "2720", {16}),  # Mastercard
    ("34", "34", {15}),  # American Express
    ("37", "37", {15}),  # American Express
    ("300", "305", {14}),  # Diners Club
    ("36", "36", {14}),  # Diners Club
    ("38", "39", {14}),  # Diners Club
    ("3528", "3589", {16}),  # JCB
    ("6011", "6011", {16, 19}),  # Discover
    ("644", "659", {16, 19}),  # Discover
    ("62", "62", {16, 17, 18, 19}),  # UnionPay
)


def is_card(candidate: str) -> bool:
    """Does a network issue such a number, and is its last digit right?"""
    digits = candidate.replace(" ", "").replace("-", "")
    issued = any(first <= digits[: len(first)] <= last and len(digits) in lengths for first, last, lengths in ISSUERS)
    return issued and luhn(digits)


PACK = Pack(
    kind="payment_card",
    jurisdiction="international",
    basis="PCI DSS requirement 3; GDPR article 4(1)",
    pattern=re.compile(r"(?<![\w.,-])[2-6][0-9]{3}(?P<gap>[ -]?)[0-9]{4,6}(?P=gap)[0-9]{4,5}(?:(?P=gap)[0-9]{1,4}){0,2}(?![\w-])"),
    trigger=re.compile(r"[2-6][0-9]{3}[ -]?[0-9]{4}"),
    before=1,
    after=28,
    measure=whole_if(is_card),
)
