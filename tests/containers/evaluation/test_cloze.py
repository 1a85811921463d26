import json
import random
import re
from collections import Counter
from contextlib import nullcontext
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from containers.common.errors import UserError
from containers.evaluation.cloze import Item, build
from containers.evaluation.corpus import Document
from containers.evaluation.recipe import Cloze
from containers.evaluation.words import bands, words
from tests.containers.evaluation.tiny import documents, text

TOLD = Cloze(items=40, fewest_items=5, fewest_in_train=2, per_document=5, context_characters=80, tail_characters=40)
HELD_OUT = documents(range(10))
TRAIN = documents(range(100, 140))


def asked(held_out: list[Document] = HELD_OUT, train: list[Document] = TRAIN, told: Cloze = TOLD, seed: int = 1) -> list[Item]:
    return build(held_out, lambda: train, told, seed)


def answer(item: Item) -> str:
    return item.choices[item.answer]


def test_the_same_text_gives_the_same_items() -> None:
    assert asked() == asked()
    assert asked() != asked(seed=2)


def test_context_and_answer_are_the_passage_and_the_choices_differ_in_one_word_alone() -> None:
    texts = {document.doc_id: document.text for document in HELD_OUT}
    for item in asked():
        assert item.context + answer(item) in texts[item.doc_id]
        assert item.context == item.context.rstrip()
        assert len({choice.replace(word, "", 1) for choice, word in zip(item.choices, item.words, strict=True)}) == 1
        assert len(set(item.words)) == 4


def test_the_words_offered_are_words_of_the_held_out_text_in_the_band_of_the_true_one() -> None:
    known, held_out = (
        bands(TRAIN, count=TOLD.bands, fewest=TOLD.fewest_in_train),
        {word.text for one in HELD_OUT for word in words(one.text)},
    )
    for item in asked():
        assert set(item.words) <= held_out
        assert len({known["xx", word] for word in item.words}) == 1


def test_frequent_and_rare_words_are_asked_for_alike() -> None:
    known = bands(TRAIN, count=2, fewest=TOLD.fewest_in_train)
    halves = Counter(
        known["xx", item.words[item.answer]] for item in asked(documents(range(40)), told=TOLD.model_copy(update={"items": 200}))
    )
    assert min(halves.values()) > 0.35 * halves.total()


def test_words_of_the_same_length_are_offered_before_others() -> None:
    gaps = [abs(len(word) - len(item.words[item.answer])) for item in asked() for word in item.words]
    assert sum(gaps) / len(gaps) < 0.5


@pytest.mark.parametrize("rule", ["most frequent", "least frequent", "longest", "first in the alphabet"])
def test_who_looks_at_the_word_alone_is_right_as_often_as_chance(rule: str) -> None:
    """In one band, so that the words offered differ in frequency by a factor of twenty."""
    used = Counter(word.text for document in TRAIN for word in words(document.text))
    keys = {"most frequent": lambda word: used[word], "least frequent": lambda word: -used[word], "longest": len}
    key = keys.get(rule, lambda word: [-ord(letter) for letter in word])
    items = asked(documents(range(1000, 1080)), told=TOLD.model_copy(update={"items": 400, "bands": 1}))
    right = sum(max(item.words, key=key) == item.words[item.answer] for item in items)
    assert len(items) > 300
    assert abs(right / len(items) - 0.25) < 0.07


def test_no_choice_stands_elsewhere_in_the_sentence_of_the_gap() -> None:
    for item in asked():
        before, after = item.context + " ", answer(item).strip()[len(item.words[item.answer]) :] + " "
        assert not set(item.words) & set(f"{before.split('. ')[-1]} {after.split('. ')[0]}".split())


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("space", [" ", "\n   "])
def test_a_gap_that_train_holds_with_either_of_its_sides_is_not_asked(side: str, space: str) -> None:
    leaked = asked()[0]
    lead = len(answer(leaked)) - len(answer(leaked).lstrip())
    word_end = lead + len(leaked.words[leaked.answer])
    seen = answer(leaked).strip() if side == "right" else leaked.context + answer(leaked)[:word_end]
    train = [*TRAIN, Document("leak", f"something else\n{seen.replace(' ', space)} and more", "zz")]
    assert (leaked.context, answer(leaked)) not in {(item.context, answer(item)) for item in asked(train=train)}
    assert len(asked(train=train)) >= TOLD.fewest_items


def test_items_are_spread_evenly_over_the_documents_and_the_answer_stands_anywhere() -> None:
    per_document = Counter(item.doc_id for item in asked(told=TOLD.model_copy(update={"items": 25})))
    assert len(per_document) == len(HELD_OUT)
    assert max(per_document.values()) <= 4
    assert {item.answer for item in asked()} == {0, 1, 2, 3}


def test_choices_are_in_the_language_and_the_letter_case_of_the_gap() -> None:
    def shouted(found: list[Document]) -> list[Document]:
        return [replace(document, doc_id=f"de-{document.doc_id}", language="de", text=document.text.upper()) for document in found]

    for item in asked([*HELD_OUT, *shouted(HELD_OUT)], [*TRAIN, *shouted(TRAIN)]):
        assert len({word.isupper() for word in item.words}) == 1


def made_up(letters: str, number: int) -> list[str]:
    chance = random.Random(letters)
    return ["".join(chance.choices(letters, k=2 if number == 60 else chance.randint(5, 7))) for _ in range(number)]


KANJI = made_up("市長議会国民大臣政府法律予算条約計画規則", 60)
NOUNS = [noun.title() for noun in made_up("aeinrstäöüß", 50)]


def japanese(seed: int) -> str:
    chance = random.Random(seed)
    return "".join("{}は{}を{}することができる。".format(*chance.choices(KANJI, k=3)) for _ in range(40))


def german(seed: int) -> str:
    chance = random.Random(seed)
    return " ".join("Die {} muss die {} einer {} ändern.".format(*chance.choices(NOUNS, k=3)) for _ in range(40))


def as_json_corpus(language: str, seeds: range) -> list[Document]:
    """Through JSON with escapes, as such corpora are delivered."""
    written = {"ja": japanese, "de": german}[language]
    lines = [json.dumps({"doc_id": f"{language}-{seed}", "text": written(seed), "language": language}) for seed in seeds]
    return [Document(**json.loads(line)) for line in lines]


def test_a_japanese_gap_is_two_or_three_characters_of_one_script() -> None:
    items = asked(as_json_corpus("ja", range(8)), as_json_corpus("ja", range(100, 120)))
    assert len(items) >= 10
    for item in items:
        assert any(all(re.fullmatch(f"[{script}]{{2,3}}", word) for word in item.words) for script in ("ぁ-ゟ", "ァ-ー", "一-鿿"))


def test_german_gaps_keep_their_umlauts_and_capitals() -> None:
    items = asked(as_json_corpus("de", range(8)), as_json_corpus("de", range(100, 120)))
    assert {word for item in items for word in item.words} <= {*NOUNS, "Die", "muss", "die", "einer", "ändern"}
    assert {"ä", "ß"} & {letter for item in items for letter in item.words[item.answer]}


def test_a_word_that_train_seldom_uses_is_no_gap() -> None:
    told = TOLD.model_copy(update={"fewest_in_train": 12})
    used = Counter(word.text for document in TRAIN for word in words(document.text))
    assert min(used[word] for item in asked(told=told) for word in item.words) >= 12
    with pytest.raises(UserError, match="gives 0"):
        asked(train=[])


@settings(max_examples=20)
@given(st.integers(0, 5), st.integers(0, 200))
def test_too_little_text_is_told_with_what_there_is(count: int, length: int) -> None:
    few = [Document(str(seed), text(seed, length), "xx") for seed in range(count)]
    enough = len(asked(few, told=TOLD.model_copy(update={"fewest_items": 0}))) >= TOLD.fewest_items
    told = nullcontext() if enough else pytest.raises(UserError, match="fewest_items 5: the test split gives")
    with told:
        asked(few)
