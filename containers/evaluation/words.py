r"""Which words may be a gap, and how common each is.

The rule was fixed before any model was asked. Where words stand between spaces: at least three letters and nothing else, with white space
before it, and white space or one mark of punctuation after it. So there are no digits, no parts of compounds with a hyphen, no names in
program text. In Japanese and Chinese, which have no spaces: two or three characters of one script (Han, hiragana or katakana); a longer
run is cut into twos. Train must use the word often enough for a model to have met it.

Bands: each language's words in order of their count in train, cut into parts that make up equal shares of its running words. The first
holds little but function words ("the", "und"), the last the rare ones; function words and content words are asked for alike.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from containers.evaluation.corpus import Document

_SCRIPTS = {"han": r"\u3005\u3400-\u4dbf\u4e00-\u9fff", "hiragana": r"\u3041-\u309f", "katakana": r"\u30a1-\u30fa\u30fc"}
_UNSPACED = "".join(_SCRIPTS.values())
_SPACED_WORD = rf"(?<=\s)[^\W\d_{_UNSPACED}]{{3,}}(?=[.,;:!?]?(?:\s|$))"
_UNSPACED_WORDS = [rf"(?P<{name}>[{script}]{{2,3}}(?![{script}])|[{script}]{{2}})" for name, script in _SCRIPTS.items()]
_WORD = re.compile("|".join([_SPACED_WORD, *_UNSPACED_WORDS]))

Bands = dict[tuple[str, str], int]
"""The band of each (language, word) that train uses often enough."""


@dataclass(frozen=True)
class Word:
    """A word that may be a gap, and where it stands. `script` is empty where words stand between spaces."""

    text: str
    start: int
    script: str

    @property
    def end(self) -> int:
        """Where what follows it begins."""
        return self.start + len(self.text)

    @property
    def kind(self) -> str:
        """What it looks like: its script, or its letter case."""
        cases = {"lower": self.text.islower(), "title": self.text.istitle(), "upper": self.text.isupper()}
        return self.script or next((name for name, is_it in cases.items() if is_it), "mixed")


def words(text: str) -> Iterator[Word]:
    """The words of a text that may be gaps, whatever train holds."""
    for found in _WORD.finditer(text):
        yield Word(found[0], found.start(), found.lastgroup or "")


def bands(train: Iterable[Document], *, count: int, fewest: int) -> Bands:
    """The band, 0 (common) to `count` - 1 (rare), of each word that train uses at least `fewest` times."""
    counts: dict[str, Counter[str]] = {}
    for document in train:
        counts.setdefault(document.language, Counter()).update(word.text for word in words(document.text))
    return {(language, word): band for language, found in counts.items() for word, band in _cut(found, count, fewest)}


def _cut(counts: Counter[str], count: int, fewest: int) -> Iterator[tuple[str, int]]:
    known = sorted(((-used, word) for word, used in counts.items() if used >= fewest))
    running, passed = -sum(used for used, _ in known), 0
    for used, word in known:
        yield word, passed * count // running
        passed -= used
