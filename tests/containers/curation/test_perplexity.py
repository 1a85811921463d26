from collections import Counter
from math import log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from containers.curation.byte_model import ByteModel
from containers.curation.settings import Perplexity
from containers.curation.stages.perplexity import bounds_by_language, excerpt, learn, perplexity, slice_of
from tests.containers.curation.texts import prose

TEXTS = [b"abracadabra", b"abba", b"a cab"]


def naive(texts: list[bytes], order: int, history: bytes, byte: int) -> float:
    """Witten and Bell's formula by recursion over plain counters: the oracle."""

    def probability(context: bytes) -> float:
        size = len(context) + 1
        grams = Counter(text[at : at + size] for text in texts for at in range(len(text) - size + 1))
        lower = probability(context[1:]) if context else 1 / 256
        followed = {gram: count for gram, count in grams.items() if gram[:-1] == context}
        total, kinds = sum(followed.values()), len(followed)
        return (grams[context + bytes([byte])] + kinds * lower) / (total + kinds) if total else lower

    return probability(history[-(order - 1) :] if order > 1 else b"")


@given(st.text("abrcdx ", min_size=1, max_size=12).map(str.encode), st.integers(1, 4))
def test_every_byte_has_the_probability_of_the_formula(text: bytes, order: int) -> None:
    expected = [log2(naive(TEXTS, order, text[:at], byte)) for at, byte in enumerate(text)]
    assert ByteModel.trained(TEXTS, order).log2_probabilities(text) == pytest.approx(expected)


@given(st.binary(max_size=6), st.integers(1, 4))
def test_the_probabilities_of_all_next_bytes_add_up_to_one(history: bytes, order: int) -> None:
    model = ByteModel.trained(TEXTS, order)
    last = [model.log2_probabilities(history + bytes([byte]))[-1] for byte in range(256)]
    assert np.exp2(last).sum() == pytest.approx(1.0)


def test_a_model_of_nothing_finds_every_byte_equally_likely() -> None:
    assert ByteModel.trained([], 5).perplexity(b"any text") == pytest.approx(256)
    assert ByteModel.trained(TEXTS, 5).perplexity(b"") == 1.0


def test_a_saved_model_scores_the_same(tmp_path) -> None:
    model = ByteModel.trained(TEXTS, 5)
    model.save(tmp_path / "model.npz")
    assert ByteModel.load(tmp_path / "model.npz").perplexity(b"abracadabra") == model.perplexity(b"abracadabra")


def test_noise_is_less_likely_than_prose_and_repetition_more() -> None:
    model = ByteModel.trained([prose(seed).encode() for seed in range(20)], 5)
    noise = np.random.default_rng(1).integers(32, 127, 2000, dtype=np.uint8).tobytes()
    assert model.perplexity(prose(99).encode()) < 8
    assert model.perplexity(noise) > 40


def test_a_document_is_scored_by_the_model_that_has_not_read_it() -> None:
    rule = Perplexity()
    texts = {f"d{number}": prose(number) for number in range(8)}
    reference = learn(texts.items(), rule)
    for doc_id, text in texts.items():
        of_the_other_half = ByteModel.trained(
            [one.encode() for name, one in texts.items() if slice_of(name) != slice_of(doc_id)], rule.order
        )
        assert reference.score(doc_id, text, rule) == of_the_other_half.perplexity(text.encode())


def test_learning_ends_at_the_recipes_size() -> None:
    rule = Perplexity(training_mb=0.004)
    little = learn([(f"d{number}", prose(number)) for number in range(200)], rule)
    first = {side: next(f"d{number}" for number in range(200) if slice_of(f"d{number}") == side) for side in (0, 1)}
    enough = learn([(f"d{number}", prose(number)) for number in range(30)], rule)
    for side, doc_id in first.items():
        assert little.score(doc_id, prose(500 + side), rule) == enough.score(doc_id, prose(500 + side), rule)


def test_of_a_long_text_the_beginning_the_middle_and_the_end_are_scored() -> None:
    text = "a" * 10_000 + "b" * 10_000 + "c" * 10_000
    assert excerpt(text, Perplexity(scored_kb=3)) == b"a" * 1000 + b"b" * 1000 + b"c" * 1000
    assert excerpt("short", Perplexity()) == b"short"


def test_bounds_are_quantiles_of_a_language_and_a_rare_one_has_none() -> None:
    rule = Perplexity(lowest_quantile=0.1, highest_quantile=0.9, fewest_documents=11)
    scores = [("de", float(value)) for value in range(11)] + [("el", 99.0)] * 10
    assert bounds_by_language(scores, rule) == {"de": (1.0, 9.0)}


def test_what_lies_outside_goes_with_its_side_named(batch) -> None:
    given_batch = batch("perplexity", {"low": "x", "mid": "y", "high": "z", "greek": "w"}, language="de")
    scores = {"low": 1.0, "mid": 5.0, "high": 9.0, "greek": 5.0}
    outcome = perplexity(given_batch, scores, {"de": (2.0, 8.0)})
    assert outcome.kept["doc_id"].to_pylist() == ["mid", "greek"]
    assert [(row.doc_id, row.rule) for row in outcome.decisions] == [("low", "too-likely"), ("high", "too-unlikely")]
    assert perplexity(given_batch, scores, {"fr": (2.0, 8.0)}).decisions == []
