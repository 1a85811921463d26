"""What each pack finds and what it leaves alone.

Numbers are published examples that belong to nobody, or are made here from the checksum's definition; none is a person's.
"""

import string

import pytest

from containers.common.personal import PACKS, find

NOBODY = "nobody"

FOUND = [
    # RFC 2606 and RFC 6761 reserve example.*
    ("email", "Write to jane.doe+tag@mail.example.org.", "jane.doe+tag@mail.example.org"),
    ("email", "<o'neil@example.co.uk>", "o'neil@example.co.uk"),
    ("email", "MAILTO:JANE@EXAMPLE.COM,", "JANE@EXAMPLE.COM"),
    # SWIFT IBAN Registry, the examples of each country
    ("iban", "IBAN DE89 3704 0044 0532 0130 00 BIC COBADEFF", "DE89 3704 0044 0532 0130 00"),
    ("iban", "GB29NWBK60161331926819", "GB29NWBK60161331926819"),
    ("iban", "FR1420041010050500013M02606.", "FR1420041010050500013M02606"),
    ("iban", "(NO9386011117947)", "NO9386011117947"),
    ("iban", "MT84MALT011000012345MTLCAST001S", "MT84MALT011000012345MTLCAST001S"),
    # The networks' test numbers
    ("payment_card", "Visa 4111 1111 1111 1111", "4111 1111 1111 1111"),
    ("payment_card", "5555-5555-5555-4444,", "5555-5555-5555-4444"),
    ("payment_card", "378282246310005", "378282246310005"),
    ("payment_card", "Amex 3782 822463 10005", "3782 822463 10005"),
    ("payment_card", "30569309025904", "30569309025904"),
    ("payment_card", "3530111333300000", "3530111333300000"),
    # The example of python-stdnum's documentation of the number
    ("german_tax_id", "Steuer-ID 36 574 261 809", "36 574 261 809"),
    ("german_tax_id", "36574261809", "36574261809"),
    # Examples of the pension insurance's own guide and of python-stdnum
    ("german_pension_number", "RVNR 65 170839 J 003", "65 170839 J 003"),
    ("german_pension_number", "15070649C103", "15070649C103"),
    ("japanese_my_number", "マイナンバー: 1234 5678 9018", "1234 5678 9018"),
    # ICAO Doc 9303, the specimens of parts 4, 5 and 6
    (
        "travel_document",
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
    ),
    (
        "travel_document",
        "x I<UTOD231458907<<<<<<<<<<<<<<< 7408122F1204159UTO<<<<<<<<<<<6 ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
        "I<UTOD231458907<<<<<<<<<<<<<<< 7408122F1204159UTO<<<<<<<<<<<6 ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
    ),
    (
        "travel_document",
        "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6",
        "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6",
    ),
    # Reserved for films and plays: Bundesnetzagentur (030 23125), Ofcom (020 7946 0), NANP (555 01)
    ("phone", "Ruf +49 30 23125 000 an", "+49 30 23125 000"),
    ("phone", "+44 (0)20 7946 0123", "+44 (0)20 7946 0123"),
    ("phone", "phone: (202) 555-0143", "(202) 555-0143"),
    ("phone", "Tel.: 030/23125-042\n", "030/23125-042"),
    ("phone", "Fax 030 23125 043", "030 23125 043"),
    ("phone", "Telefonnummer: 030 23125 044", "030 23125 044"),
    ("ipv4", "from 9.9.9.112 came", "9.9.9.112"),
    ("ipv4", "host=217.160.0.187:443", "217.160.0.187"),
    ("ipv6", "dig AAAA gives 2606:4700:4700::1111.", "2606:4700:4700::1111"),
    ("url_credentials", "git clone https://jane:hunter2@git.example.org/x", "jane:hunter2"),
    ("access_token", "aws_access_key_id = AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE"),
    ("access_token", f"token ghp_{'a1' * 18}", f"ghp_{'a1' * 18}"),
    # RFC 7519 section 3.1 (header and claims; the signature is made up)
    ("access_token", "Bearer eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UifQ.c2lnbmF0dXJl", None),
    ("private_key", f"-----BEGIN RSA PRIVATE KEY-----\n{string.ascii_letters}\n-----END RSA PRIVATE KEY-----", None),
]

LEFT = [
    ("email", "@decorator def user@localhost, a@b, name@2x.png4"),
    ("iban", "DE89 3704 0044 0532 0130 01"),
    ("iban", "XX89370400440532013000"),
    ("iban", "GB29NWBK6016133192681"),
    ("payment_card", "4111 1111 1111 1112"),
    ("payment_card", "1234567890123452"),
    ("payment_card", "4111 1111-1111 1111"),
    ("payment_card", "0.4111111111111111"),
    ("german_tax_id", "36574261890"),
    ("german_tax_id", "36554266806"),
    ("german_tax_id", "06574261809"),
    ("german_tax_id", "11122345679"),
    ("german_pension_number", "15070649C102"),
    ("german_pension_number", "15071349C103"),
    ("german_pension_number", "15990649C103"),
    ("japanese_my_number", "マイナンバー: 1234 5678 9017"),
    ("japanese_my_number", "1234 5678 9018"),
    ("travel_document", "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C37UTO7408122F1204159ZE184226B<<<<<10"),
    ("travel_document", "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<"),
    ("phone", "BGBl I 2000, 2045; 2000-12-27; 030 23125 000; 1e+12345678; +1 2"),
    ("phone", "Tel. 12; Telefon und 030"),
    ("ipv4", "127.0.0.1 10.0.0.12 192.168.178.20 203.0.113.77 256.1.1.10 version 10.11.12.13 3.2.1.1 17.9.1.12 1.22.133.44.55"),
    ("ipv6", "std::vector a::b 2001:db8::1 fe80::1 ::1 20:30:40"),
    ("url_credentials", "https://example.org:8080/a@b and ssh://git@example.org"),
    ("access_token", "AKIA1234, hf_short, eyJhbm90IGpzb24.eyJpc3MiOiJqb2UifQ.c2lnbmF0dXJl"),
    ("private_key", "-----BEGIN CERTIFICATE-----"),
]


@pytest.mark.parametrize(("kind", "text", "value"), FOUND)
def test_a_valid_one_is_found_at_its_place(kind: str, text: str, value: str | None) -> None:
    found = [finding for finding in find(text) if finding.kind == kind]
    assert len(found) == 1
    assert value is None or text[found[0].start : found[0].end] == value


@pytest.mark.parametrize(("kind", "text"), LEFT)
def test_what_only_looks_like_one_is_left(kind: str, text: str) -> None:
    assert [finding for finding in find(text) if finding.kind == kind] == []


def test_every_pack_is_shown_to_find_and_to_leave() -> None:
    kinds = {pack.kind for pack in PACKS}
    assert {kind for kind, *_ in FOUND} == {kind for kind, *_ in LEFT} == kinds


def test_every_pack_says_why_it_is_one() -> None:
    assert all(pack.basis and pack.jurisdiction and pack.version >= 1 for pack in PACKS)
