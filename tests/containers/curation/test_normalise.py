import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from containers.common.canonical import sha256_of
from containers.curation.settings import Normalising
from containers.curation.stages.normalise import normalise, normalised
from containers.curation.unwrap import unwrap

RULE = Normalising()

WRAPPED = """\
## Section 1

The German central bank is empowered to have coins struck in memory of
the mark, in its own name and in the year after the law was made, and
to bring them into circulation up to a number of one million pieces in
all.

- the first item of a list that is nearly as long as a wrapped line is
- the second item of that list

| column of a table that is as long as a wrapped line is in this text |
| next row                                                            |

1 DM-
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("e\u0301", "é"),
        ("m² ½ № ﬁ", "m² ½ № ﬁ"),
        ("a\u00adb\u200bc\ufeffd\x00e\x07", "abcde"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("a\u00a0b\tc\u3000d", "a b c\u3000d"),
        ("a  \n\n\n\n\nb   ", "a\n\nb"),
        ("क्\u200dष", "क्\u200dष"),
        ("\u202eevil\u202c", "evil"),
    ],
)
def test_the_form_of_a_text(text: str, expected: str) -> None:
    assert normalised(text, RULE)[1] == expected


def test_front_matter_goes_and_gives_its_title() -> None:
    text = '---\nTitle: Law on a coin and the\n  "Money" foundation\nslug: x\n---\n\n# Law\n'
    assert normalised(text, RULE)[:2] == ('Law on a coin and the "Money" foundation', "# Law")
    assert normalised(text, Normalising(front_matter="keep"))[0] == ""


def test_a_rule_of_hyphens_further_down_is_no_front_matter() -> None:
    assert normalised("Text\n---\na: b\n---\n", RULE)[1] == "Text\n---\na: b\n---"


def test_wrapped_paragraphs_are_joined_and_lists_tables_and_headings_are_not() -> None:
    lines = unwrap(WRAPPED).split("\n")
    assert lines[0] == "## Section 1"
    assert lines[2].startswith("The German central bank")
    assert lines[2].endswith("one million pieces in all.")
    assert lines[4].startswith("- the first")
    assert lines[5].startswith("- the second")
    assert lines[7].startswith("| column")
    assert lines[8].startswith("| next")


def test_a_hyphen_at_a_lines_end_joins_without_a_space_but_not_before_a_conjunction() -> None:
    long = "Die Gestaltung und die technischen Merkmale der Münze sind bekannt"
    text = f"{long}\n{long}\n{long}\n{long} 1-DM-\nGoldmünze und die Wert-\nund Bildseite"
    assert "1-DM-Goldmünze" in unwrap(text)
    assert "DM- Gold" not in unwrap(text)


def test_code_stays_as_it_is() -> None:
    code = "```\n" + "value = compute_something_long(argument_one, argument_two, three)\n" * 4 + "```"
    assert unwrap(code) == code


@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_normalising_again_changes_nothing_in_form(text: str) -> None:
    rule = Normalising(unwrap=False, front_matter="keep")
    once = normalised(text, rule)[1]
    assert normalised(once, rule)[1] == once
    assert unicodedata.is_normalized("NFC", once)


@given(st.lists(st.text("abc -*|#.", max_size=90), max_size=30))
def test_unwrapping_loses_no_word_and_makes_none(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert "".join(unwrap(text).split()) == "".join(text.split())


def test_a_changed_document_has_a_row_with_both_hashes_and_an_unchanged_one_has_none(batch) -> None:
    outcome = normalise(batch("normalise", {"same": "plain", "other": "a\u00a0b"}), RULE)
    (decision,) = outcome.decisions
    assert (decision.doc_id, decision.action, decision.reason) == ("other", "keep", "changed: spaces")
    assert (decision.before, decision.after) == (sha256_of("a\u00a0b"), sha256_of("a b"))
