"""A cloze (Taylor 1953): one word is taken out of a held-out passage, and four are offered (as in Hill et al. 2016).

The three other words are drawn from the held-out text itself, as often as they are used there, among those that agree with the true one
in language, letter case or script, and band of frequency in train (see `words`), those nearest in UTF-8 length first. The true word is a
draw from the same set, so neither its frequency, its length nor its look tells it: who knows only how common words are is right as often
as chance. No choice stands elsewhere in the sentence of the gap.

The harness sees the text left of the gap as the context, and each word with the text right of the gap as a choice; left and right are the
same for all four, so the sum of a choice's log likelihood ranks the whole passage with each word in the gap. Train holds the true word
neither with what precedes it nor with what follows it. Gaps are drawn evenly from the words of each document, and nothing is written by a
model or a person, so the items exist for every corpus and language.
"""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from containers.common.errors import UserError
from containers.evaluation.corpus import Document
from containers.evaluation.recipe import Cloze
from containers.evaluation.words import Bands, Word, bands, words

_SENTENCE_END = re.compile(r"[.!?]\s|[\u3002\uff01\uff1f]|\n\s*\n")
_LETTERS = re.compile(r"[^\W\d_]+")
_WORD_REACH = 24

Cell = tuple[str, str, int]
"""Language, kind and band: what the four words of an item have in common."""


@dataclass(frozen=True)
class Passage:
    """A gap, with the text on both sides of it."""

    doc_id: str
    cell: Cell
    gap: Word
    left: str
    right: str

    @cached_property
    def sentence(self) -> str:
        """What the passage has of the gap's sentence, the gap left open."""
        return f"{_SENTENCE_END.split(self.left)[-1]}\n{_SENTENCE_END.split(self.right + ' ')[0]}"

    def rules_out(self, word: str) -> bool:
        """Does this word stand elsewhere in the sentence, in upper or lower case?"""
        return word in self.sentence if self.gap.script else word.casefold() in self._used

    @cached_property
    def _used(self) -> set[str]:
        return {found[0].casefold() for found in _LETTERS.finditer(self.sentence)}


@dataclass(frozen=True)
class Item:
    """One question, as it is written to the task's JSON lines."""

    item_id: str
    doc_id: str
    context: str
    choices: list[str]
    answer: int
    words: list[str]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


class Offer:
    """The held-out words by cell and UTF-8 length, each with the number of times that it is used."""

    def __init__(self, uses: Iterable[tuple[Cell, str]]) -> None:
        self._cells: dict[Cell, dict[int, Counter[str]]] = {}
        for cell, word in uses:
            self._cells.setdefault(cell, {}).setdefault(len(word.encode()), Counter())[word] += 1

    def draw(self, passage: Passage, wanted: int, chance: random.Random) -> list[str]:
        """Up to `wanted` other words for this gap, the nearest in length first, else by chance."""
        drawn: list[str] = []
        lengths, own = self._cells[passage.cell], len(passage.gap.text.encode())
        for distance in sorted({abs(length - own) for length in lengths}):
            near = Counter[str]()
            for length in {own - distance, own + distance} & lengths.keys():
                near.update({word: used for word, used in lengths[length].items() if word != passage.gap.text})
            drawn += _weighted({word: used for word, used in near.items() if not passage.rules_out(word)}, wanted - len(drawn), chance)
            if len(drawn) == wanted:
                break
        return drawn


def build(held_out: Sequence[Document], train: Callable[[], Iterable[Document]], told: Cloze, seed: int) -> list[Item]:
    """Build the items, spread evenly over the documents. `train` is read twice.

    Raises:
        UserError: if the held-out text gives fewer than `told.fewest_items`.
    """
    known = bands(train(), count=told.bands, fewest=told.fewest_in_train)
    offer = Offer((cell, word.text) for document in held_out for cell, word in _known(document, known))
    passages = _unseen(_in_turn([_cut(document, known, told, seed) for document in held_out]), train())
    items: list[Item] = []
    for passage in passages:
        others = offer.draw(passage, told.choices - 1, _chance(seed, passage.doc_id, passage.gap.start))
        if len(others) == told.choices - 1:
            items.append(_item(passage, others, len(items), seed))
        if len(items) == told.items:
            break
    if len(items) < min(told.fewest_items, told.items):
        needed = told.context_characters + told.tail_characters
        raise UserError(
            f"cloze.fewest_items {told.fewest_items}: the test split gives {len(items)} (from documents of more than {needed} characters, "
            f"at most {told.per_document} each, with words that train has {told.fewest_in_train} times); "
            "allowed: more or longer test documents, or shorter passages"
        )
    return items


def _known(document: Document, known: Bands) -> Iterator[tuple[Cell, Word]]:
    for word in words(document.text):
        band = known.get((document.language, word.text))
        if band is not None:
            yield (document.language, word.kind, band), word


def _cut(document: Document, known: Bands, told: Cloze, seed: int) -> list[Passage]:
    """Passages of one document that do not overlap, their gaps drawn by chance."""
    length = len(document.text)
    fit = [
        (cell, word)
        for cell, word in _known(document, known)
        if told.context_characters <= word.start and word.end + told.tail_characters <= length
    ]
    _chance(seed, document.doc_id).shuffle(fit)
    taken: list[Passage] = []
    for cell, gap in fit:
        if all(abs(gap.start - other.gap.start) > told.context_characters + told.tail_characters for other in taken):
            passage = _passage(document, cell, gap, told)
            if not passage.rules_out(gap.text):
                taken.append(passage)
        if len(taken) == told.per_document:
            break
    return taken


def _passage(document: Document, cell: Cell, gap: Word, told: Cloze) -> Passage:
    left = document.text[gap.start - told.context_characters : gap.start]
    right = document.text[gap.end : gap.end + told.tail_characters]
    return Passage(document.doc_id, cell, gap, _from_a_word(left), _from_a_word(right[::-1])[::-1])


def _from_a_word(text: str) -> str:
    """Without a half word at the beginning, if a space is near; scripts without spaces are cut where they stand."""
    space = re.search(r"\s+", text[:_WORD_REACH])
    return text[space.end() :] if space else text


def _in_turn(per_document: Sequence[Sequence[Passage]]) -> list[Passage]:
    """One from each document in turn, so that the first n come from as many documents as there are; each text once."""
    rounds = range(max(map(len, per_document), default=0))
    in_turn = [cut[turn] for turn in rounds for cut in per_document if turn < len(cut)]
    return list({passage.left + passage.gap.text + passage.right: passage for passage in reversed(in_turn)}.values())[::-1]


def _unseen(passages: Sequence[Passage], train: Iterable[Document]) -> list[Passage]:
    """Those whose gap no train document holds with its left or its right side, however its white space is set."""
    unseen = {side for passage in passages for side in _sides(passage)}
    for document in train:
        text = _plain(document.text)
        unseen -= {side for side in unseen if side in text}
    return [passage for passage in passages if unseen.issuperset(_sides(passage))]


def _sides(passage: Passage) -> tuple[str, str]:
    return _plain(passage.left + passage.gap.text), _plain(passage.gap.text + passage.right)


def _plain(text: str) -> str:
    return " ".join(text.split())


def _item(passage: Passage, others: list[str], number: int, seed: int) -> Item:
    offered = [passage.gap.text, *others]
    _chance(seed, number, passage.doc_id).shuffle(offered)
    context = passage.left.rstrip()
    choices = [passage.left[len(context) :] + word + passage.right for word in offered]
    return Item(f"cloze-{number:04d}", passage.doc_id, context, choices, offered.index(passage.gap.text), offered)


def _weighted(uses: dict[str, int], wanted: int, chance: random.Random) -> list[str]:
    """Draw without replacement, in proportion to use (Efraimidis and Spirakis 2006)."""
    keys = {word: chance.random() ** (1 / uses[word]) for word in sorted(uses)}
    return sorted(keys, key=keys.__getitem__, reverse=True)[:wanted]


def _chance(*of: int | str) -> random.Random:
    """Chance that depends on nothing but what it is asked for: the same item is drawn in every run and in any order."""
    return random.Random(":".join(map(str, of)))  # noqa: S311  (draws a sample, keeps no secret)
