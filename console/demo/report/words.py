"""Figures as people read them; a missing figure stays visible as missing."""

from collections.abc import Mapping

from console.demo.time_left import clock as clock_of

NOT_MEASURED = "not measured"


def whole(value: float | None) -> str:
    """`12,345`."""
    return NOT_MEASURED if value is None else f"{value:,.0f}"


def short(value: float | None) -> str:
    """`4.2 million`, `12,345`."""
    if value is None:
        return NOT_MEASURED
    for size, name in ((1e9, "billion"), (1e6, "million")):
        if value >= size:
            return f"{value / size:.3g} {name}"
    return f"{value:,.0f}"


def size(value: float | None) -> str:
    """Bytes as `4.2 MB` (10^6)."""
    if value is None:
        return NOT_MEASURED
    return f"{value / 1e6:.1f} MB" if value >= 1e6 else f"{value / 1e3:.0f} kB"


def latency(value: float | None) -> str:
    """Milliseconds, with a decimal where it says something."""
    if value is None:
        return NOT_MEASURED
    return f"{value:,.0f}" if value >= 20 else f"{value:.1f}"


def clock(value: float | None) -> str:
    """`1 min 05 s`."""
    return NOT_MEASURED if value is None else clock_of(value)


def count_of(value: int, one: str, several: str = "") -> str:
    """`1 document`, `3 documents`, `no errors`."""
    return f"{whole(value) if value else 'no'} {one if value == 1 else several or one + 's'}"


def most(counts: Mapping[str, int], shown: int) -> list[tuple[str, int]]:
    """The largest counts first; what is left is summed up as `other`."""
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    rest = sum(count for _, count in ranked[shown:])
    return ranked[:shown] + ([("other", rest)] if rest else [])


def words(name: str) -> str:
    """`german_tax_id` as `German tax id`."""
    proper = {
        "german": "German",
        "japanese": "Japanese",
        "iban": "IBAN",
        "ipv4": "IPv4 address",
        "ipv6": "IPv6 address",
        "url": "URL",
        "email": "e-mail address",
    }
    text = " ".join(proper.get(part, part) for part in name.lower().split("_"))
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """A first letter in capitals and one full stop at the end."""
    plain = text.rstrip(".")
    return f"{plain[:1].upper()}{plain[1:]}" + ("" if plain.endswith("…") else ".")
