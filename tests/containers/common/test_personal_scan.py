from hypothesis import given
from hypothesis import strategies as st

from containers.common.personal import PACKS, find, redact
from containers.common.personal.checksums import luhn, mod_11_10, mod_97, mrz_digit
from containers.common.personal.packs.iban import LENGTHS

PIECES = st.sampled_from(
    [
        "jane@example.org",
        "DE89 3704 0044 0532 0130 00",
        "4111111111111111",
        "+49 30 23125 000",
        "https://jane:hunter2@example.org",
        "217.160.0.187",
        " and ",
        "\n",
        "§ 3 Absatz 2",
        "@",
        "+",
        "12",
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=8), max_size=12).map("".join)


@given(TEXTS)
def test_findings_are_in_order_inside_the_text_and_do_not_overlap(text: str) -> None:
    ends = 0
    for finding in find(text):
        assert ends <= finding.start < finding.end <= len(text)
        ends = finding.end


@given(TEXTS)
def test_redaction_changes_nothing_but_the_findings(text: str) -> None:
    found, at = find(text), 0
    rest, clean = [], redact(text, found)
    for finding in found:
        rest.append(text[at : finding.start] + f"[{finding.kind.upper()}]")
        at = finding.end
    assert clean == "".join(rest) + text[at:]


@given(TEXTS)
def test_the_trigger_hides_nothing_that_the_pattern_would_find(text: str) -> None:
    for pack in PACKS:
        group = "value" if "value" in pack.pattern.groupindex else 0
        everywhere = [
            match.span(group) for match in pack.pattern.finditer(text) if pack.measure(match.group(group)) == len(match.group(group))
        ]
        near = [(finding.start, finding.end) for finding in find(text, [pack])]
        assert everywhere == near, pack.kind


def test_a_long_text_without_a_finding_stays_the_same_object_of_text() -> None:
    text = "Das Gesetz tritt am Tage nach der Verkündung in Kraft. " * 10_000
    assert find(text) == []
    assert redact(text, []) == text


def test_an_address_inside_credentials_is_one_finding() -> None:
    assert [finding.kind for finding in find("https://jane:pw@example.org")] == ["url_credentials"]


@given(st.text("0123456789", min_size=1, max_size=18), st.integers(0, 17), st.integers(1, 9))
def test_luhn_finds_every_single_wrong_digit(payload: str, place: int, change: int) -> None:
    number = next(payload + digit for digit in "0123456789" if luhn(payload + digit))
    place %= len(number)
    wrong = f"{number[:place]}{(int(number[place]) + change) % 10}{number[place + 1 :]}"
    assert not luhn(wrong)


@given(st.text("0123456789", min_size=10, max_size=10), st.integers(0, 10), st.integers(1, 9))
def test_mod_11_10_finds_every_single_wrong_digit(payload: str, place: int, change: int) -> None:
    number = next(payload + digit for digit in "0123456789" if mod_11_10(payload + digit))
    assert not mod_11_10(f"{number[:place]}{(int(number[place]) + change) % 10}{number[place + 1 :]}")


@given(st.sampled_from(sorted(LENGTHS)), st.data())
def test_mod_97_accepts_the_check_digits_of_iso_13616_for_every_country(country: str, data) -> None:
    length = LENGTHS[country] - 4
    account = data.draw(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=length, max_size=length))
    numeric = "".join(str(int(character, 36)) for character in f"{account}{country}00")
    check = 98 - int(numeric) % 97
    assert mod_97(f"{country}{check:02d}{account}")
    assert [finding.kind for finding in find(f" {country}{check:02d}{account} ")] == ["iban"]


def test_the_check_digits_of_icao_doc_9303_part_3_appendix_a() -> None:
    assert [mrz_digit(text) for text in ("520727", "AB2134<<<")] == ["3", "5"]
