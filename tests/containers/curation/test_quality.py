import pytest

from containers.curation.fingerprints import tokens_of
from containers.curation.language import detect_language
from containers.curation.repetition import duplicate_lines, duplicate_ngram_share, top_ngram_share
from containers.curation.settings import Quality
from containers.curation.stages.quality import broken_rule, measure, quality
from tests.containers.curation.texts import prose

RULE = Quality()
LAW = (
    "Die Bundesregierung wird ermächtigt, durch Rechtsverordnung mit Zustimmung des Bundesrates die Gestaltung der Münze zu regeln. "
    "Das Gesetz tritt am Tage nach der Verkündung in Kraft, soweit in den folgenden Absätzen nichts anderes bestimmt ist. "
    "Zuständig ist die Behörde, in deren Bezirk der Antragsteller seinen Wohnsitz oder gewöhnlichen Aufenthalt hat. "
)


def rule_broken_by(text: str, rule: Quality = RULE) -> str | None:
    broken = broken_rule(measure(text, rule), rule)
    return broken[0] if broken else None


@pytest.mark.parametrize(
    "text",
    [
        prose(1),
        LAW + "Die Verordnung zu diesem Gesetz gilt für alle Länder und für den Bund, wenn sie nicht aufgehoben wird.",
        prose(2, 200),
    ],
)
def test_prose_and_law_pass(text: str) -> None:
    assert rule_broken_by(text) is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("fewest-words", "The text is too short to be of use and that is all."),
        ("symbols-per-word", prose(1) + " and #tag" * 80),
        ("bullet-lines", "\n".join(f"- {line}" for line in prose(1).split("\n"))),
        ("ellipsis-lines", "\n".join(f"{line}..." for line in prose(1).split("\n"))),
        ("alphabetic-words", prose(1, 5) + " 123 456 789" * 80),
        ("duplicate-lines", prose(1, 3) + "\nthat line\n" * 1 + "the same again\n" * 30),
        ("duplicate-line-characters", prose(1, 8) + "\n" + (prose(2, 1) + "\n") * 8),
        ("mean-word-length", "the of " + "Donaudampfschifffahrtsgesellschaft und die Kapitänsmützenverordnung " * 30),
        ("top-2-gram", prose(1, 10) + " that thing" * 120),
    ],
)
def test_what_is_no_prose_breaks_its_own_rule(name: str, text: str) -> None:
    assert rule_broken_by(text) == name


def test_a_list_of_names_has_no_stop_words() -> None:
    measures = measure(prose(1), RULE)
    without = type(measures)(**{**{name: getattr(measures, name) for name in measures.__slots__}, "stop_words": 1})
    assert broken_rule(without, RULE) == ("stop-words", "1 < 2")


def test_a_language_that_is_not_asked_for_goes() -> None:
    assert broken_rule(measure(LAW * 2, RULE), Quality(languages=("en",))) == ("language", "language de is not kept")


def test_markdown_headings_are_no_symbols() -> None:
    headed = "\n".join(f"### {line}" for line in prose(1).split("\n"))
    assert measure(headed, RULE).symbols_per_word == 0


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (LAW, "de"),
        (prose(1), "en"),
        ("個人情報の保護に関する法律は、個人の権利利益を保護することを目的とする。", "ja"),
        ("αρχή τηρεί μητρώο όλων των αδειών που έχει δώσει.", "el"),
    ],
)
def test_languages(text: str, language: str) -> None:
    assert detect_language(text)[0] == language


def test_no_words_have_no_language() -> None:
    assert detect_language("123 --- 456") == ("und", 0.0)


def test_duplicate_lines_by_count_and_by_characters() -> None:
    assert duplicate_lines(["aa", "aa", "bbbb", "aa"]) == (0.5, 4 / 10)
    assert duplicate_lines([]) == (0.0, 0.0)


def naive_duplicate_share(words: list[str], size: int) -> float:
    """Gopher's definition, word by word: the oracle."""
    seen, covered = set(), set()
    for at in range(len(words) - size + 1):
        gram = tuple(words[at : at + size])
        if gram in seen:
            covered |= set(range(at, at + size))
        seen.add(gram)
    return sum(len(words[at]) for at in covered) / sum(map(len, words))


@pytest.mark.parametrize("size", [2, 5, 10])
def test_duplicate_ngrams_equal_their_definition(size: int) -> None:
    words = (prose(1, 6) + " " + prose(2, 3) + " " + prose(1, 4)).casefold().replace(".", "").replace(",", "").split()
    tokens = tokens_of(" ".join(words))
    assert duplicate_ngram_share(tokens.hashes, tokens.lengths, size) == pytest.approx(naive_duplicate_share(words, size))


def test_the_top_ngram_counts_its_characters_as_often_as_it_stands() -> None:
    tokens = tokens_of("a bb x a bb y a bb z")
    assert top_ngram_share(tokens.hashes, tokens.lengths, 2) == pytest.approx(3 * 3 / 12)
    assert top_ngram_share(tokens.hashes, tokens.lengths, 20) == 0.0
    once = tokens_of("all words differ here")
    assert top_ngram_share(once.hashes, once.lengths, 2) == 0.0


def test_the_stage_gives_languages_and_one_reason_for_each_that_goes(batch) -> None:
    outcome = quality(batch("quality", {"good": prose(1), "bad": "The decision of the authority is short."}), RULE)
    assert outcome.kept.select(["doc_id", "language"]).to_pylist() == [{"doc_id": "good", "language": "en"}]
    (decision,) = outcome.decisions
    assert (decision.doc_id, decision.action, decision.rule) == ("bad", "drop", "fewest-words")
