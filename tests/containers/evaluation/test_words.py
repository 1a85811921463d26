from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from containers.evaluation.corpus import Document
from containers.evaluation.words import bands, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("so The law, of 1789 x2y and_so on-line is (void) end.", ["The", "law", "end"]),
        ("say what? No! don't; over.", ["what", "over"]),
        ("es gilt\nÜber Maß und  Straße: ja", ["gilt", "Über", "Maß", "und", "Straße"]),
        ("\nimport os.path as path\nx = path", ["import", "path", "path"]),
        ("第三条は法律である。", ["第三条", "法律", "である"]),
        ("コンピュータを使う", ["コン", "ピュ", "ータ"]),
        ("日 の 本", []),
    ],
)
def test_a_gap_is_a_word_of_letters_or_a_short_run_of_one_script(text: str, expected: list[str]) -> None:
    assert [word.text for word in words(text)] == expected


def test_its_kind_is_its_letter_case_or_its_script() -> None:
    found = {word.text: word.kind for word in words(" the The THE theOne 法律をコピーするには")}
    assert found == {
        "the": "lower",
        "The": "title",
        "THE": "upper",
        "theOne": "mixed",
        "法律": "han",
        "コピー": "katakana",
        "する": "hiragana",
        "には": "hiragana",
    }


@given(st.text(st.sampled_from("aé 法律はハ.1-\n"), max_size=60))
def test_words_stand_where_they_say_and_do_not_overlap(text: str) -> None:
    found = list(words(text))
    assert all(text[word.start : word.end] == word.text for word in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(st.dictionaries(st.text("abcdefg", min_size=3, max_size=5), st.integers(1, 30), min_size=1), st.integers(1, 5))
def test_bands_fall_with_frequency_and_have_equal_shares_but_for_one_word(counts: dict[str, int], count: int) -> None:
    text = " " + " ".join(word for word, used in counts.items() for _ in range(used))
    found = {word: band for (_, word), band in bands([Document("d", text, "xx")], count=count, fewest=3).items()}
    known = Counter({word: used for word, used in counts.items() if used >= 3})
    assert found.keys() == known.keys()
    in_order = [word for word, _ in known.most_common()]
    assert all(known[one] == known[other] or found[one] <= found[other] for one, other in pairwise(in_order))
    for band in range(count):
        share = sum(used for word, used in known.items() if found[word] == band)
        assert abs(share - known.total() / count) <= max(known.values(), default=0)


def test_each_language_has_bands_of_its_own() -> None:
    found = bands([Document("1", " die die die die law", "de"), Document("2", " law law law law die", "en")], count=2, fewest=1)
    assert found == {("de", "die"): 0, ("de", "law"): 1, ("en", "law"): 0, ("en", "die"): 1}
