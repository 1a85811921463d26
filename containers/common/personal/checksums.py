"""Check digits, by the standards that define them."""

ALPHABET_MRZ = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B: payment cards."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 * (value > 9)
    return total % 10 == 0


def mod_97(text: str) -> bool:
    """ISO/IEC 7064 mod 97-10 as ISO 13616 uses it for IBANs: the first four characters last, letters as 10 to 35."""
    moved = text[4:] + text[:4]
    return int("".join(str(int(character, 36)) for character in moved)) % 97 == 1


def mod_11_10(digits: str) -> bool:
    """ISO/IEC 7064 hybrid system mod 11, 10: the German tax identification number."""
    product = 10
    for digit in digits[:-1]:
        total = (int(digit) + product) % 10 or 10
        product = 2 * total % 11
    return (11 - product) % 10 == int(digits[-1])


def mrz_digit(text: str) -> str:
    """ICAO Doc 9303 part 3, section 4.9: weights 7, 3, 1; `<` counts as 0, A to Z as 10 to 35."""
    values = (0 if character == "<" else ALPHABET_MRZ.index(character) for character in text)
    return str(sum(value * (7, 3, 1)[place % 3] for place, value in enumerate(values)) % 10)
