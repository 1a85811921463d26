"""Drop what is not prose of some kind: by language, length, words, symbols, lines and repetition.

The rules are Gopher's (Rae et al. 2021, "Scaling Language Models", appendix A1.1). Their bounds are a recipe's: laws, licences and
references repeat themselves and hold lists by nature, so ours are wider than Gopher's where the recipe says so. Measuring is parted
from deciding: `measure` gives every figure of a text, `broken_rule` names the first bound that one breaks.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa

from containers.common.canonical import sha256_of
from containers.common.ledger import Decision
from containers.curation.document import with_column
from containers.curation.fingerprints import tokens_of
from containers.curation.language import detect_language
from containers.curation.repetition import duplicate_lines, duplicate_ngram_share, top_ngram_share
from containers.curation.settings import Quality
from containers.curation.stages.stage import Outcome, keep_rows, stage
from containers.curation.stop_words import STOP_WORDS

VERSION = 1
BULLETS = ("•", "-", "*", "+", "·", "\u2013", "‣")
ELLIPSES = ("...", "…")
FEWEST_WORDS_TO_REPEAT = 100


@dataclass(frozen=True, slots=True)
class Measures:
    """The figures of one text. Shares are of 1; words are characters where a script has no spaces."""

    language: str
    confidence: float
    words: int
    mean_word: float
    symbols_per_word: float
    bullet_lines: float
    ellipsis_lines: float
    alphabetic_words: float
    stop_words: int | None
    duplicate_lines: float
    duplicate_line_characters: float
    top_ngrams: dict[int, float]
    duplicate_ngrams: dict[int, float]


@stage("quality")
def quality(batch: pa.RecordBatch, rule: Quality) -> Outcome:
    """Drop documents that break a bound; the others get their language."""
    languages, keep, decisions = [], [], []
    for row in batch.to_pylist():
        measures = measure(row["text"], rule)
        languages.append(measures.language)
        broken = broken_rule(measures, rule)
        keep.append(broken is None)
        if broken:
            name, reason = broken
            decisions.append(
                Decision(row["doc_id"], row["source_hash"], "quality", name, VERSION, "drop", reason, before=sha256_of(row["text"]))
            )
    return Outcome(keep_rows(with_column(batch, "language", languages), keep), decisions)


def measure(text: str, rule: Quality) -> Measures:
    """Measure a text; the recipe only says which n-grams are counted."""
    language, confidence = detect_language(text)
    lines = [stripped for line in text.split("\n") if (stripped := line.strip())]
    tokens = tokens_of(text)
    words, lengths = tokens.words, tokens.lengths
    count = len(lengths)
    stops = STOP_WORDS.get(language)
    line_share, line_characters = duplicate_lines(lines)
    repeats = count >= FEWEST_WORDS_TO_REPEAT
    return Measures(
        language=language,
        confidence=confidence,
        words=count,
        mean_word=float(lengths.mean()) if words else 0.0,
        symbols_per_word=_symbols(text, lines) / max(1, count),
        bullet_lines=_share(lines, lambda line: line.startswith(BULLETS)),
        ellipsis_lines=_share(lines, lambda line: line.endswith(ELLIPSES)),
        alphabetic_words=1.0 - sum(map(str.isdecimal, words)) / max(1, len(words)),
        stop_words=len(stops.intersection(words)) if stops else None,
        duplicate_lines=line_share,
        duplicate_line_characters=line_characters,
        top_ngrams={size: top_ngram_share(tokens.hashes, lengths, size) if repeats else 0.0 for size in rule.most_top_ngram_characters},
        duplicate_ngrams={
            size: duplicate_ngram_share(tokens.hashes, lengths, size) if repeats else 0.0 for size in rule.most_duplicate_ngram_characters
        },
    )


def broken_rule(measures: Measures, rule: Quality) -> tuple[str, str] | None:
    """The first bound that the figures break: the rule's name, and the figure and the bound in words."""
    checks = [
        ("language-confidence", measures.confidence, "<", rule.least_language_confidence),
        ("fewest-words", measures.words, "<", rule.fewest_words),
        ("most-words", measures.words, ">", rule.most_words),
        ("symbols-per-word", measures.symbols_per_word, ">", rule.most_symbols_per_word),
        ("bullet-lines", measures.bullet_lines, ">", rule.most_bullet_lines),
        ("ellipsis-lines", measures.ellipsis_lines, ">", rule.most_ellipsis_lines),
        ("alphabetic-words", measures.alphabetic_words, "<", rule.fewest_alphabetic_words),
        ("duplicate-lines", measures.duplicate_lines, ">", rule.most_duplicate_lines),
        ("duplicate-line-characters", measures.duplicate_line_characters, ">", rule.most_duplicate_line_characters),
    ]
    if measures.mean_word:
        checks += [
            ("mean-word-length", measures.mean_word, "<", rule.shortest_mean_word),
            ("mean-word-length", measures.mean_word, ">", rule.longest_mean_word),
        ]
    if measures.stop_words is not None:
        checks.append(("stop-words", measures.stop_words, "<", rule.fewest_stop_words))
    checks += [(f"top-{n}-gram", measures.top_ngrams[n], ">", bound) for n, bound in rule.most_top_ngram_characters.items()]
    checks += [
        (f"duplicate-{n}-grams", measures.duplicate_ngrams[n], ">", bound) for n, bound in rule.most_duplicate_ngram_characters.items()
    ]
    if rule.languages and measures.language not in rule.languages:
        return "language", f"language {measures.language[:8]} is not kept"
    for name, figure, sign, bound in checks:
        if (figure < bound) if sign == "<" else (figure > bound):
            return name, f"{figure:.3g} {sign} {bound:g}"
    return None


def _symbols(text: str, lines: list[str]) -> int:
    """Hash marks and ellipses; the marks that begin a line are Markdown headings or comments, which Gopher's web pages did not have."""
    leading = sum(len(line) - len(line.lstrip("#")) for line in lines if line.startswith("#"))
    return text.count("#") - leading + text.count("...") + text.count("…")


def _share(lines: list[str], holds: Callable[[str], bool]) -> float:
    return sum(map(holds, lines)) / max(1, len(lines))
