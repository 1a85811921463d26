import math
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from transformers import AutoModelForCausalLM, AutoTokenizer

from containers.common.progress import Bar
from containers.evaluation.bits import bits_of_documents, sample, windows
from containers.evaluation.recipe import BitsPerByte
from tests.containers.evaluation.tiny import documents, text, write_model

QUIET = Bar(None, lambda _: None)


@given(st.integers(1, 90), st.integers(8, 33))
def test_every_token_but_the_first_is_scored_once_and_with_half_a_window_before_it(tokens: int, size: int) -> None:
    ids = list(range(tokens))
    cuts = windows(0, ids, size)
    assert [scored for cut in cuts for scored in cut.ids[cut.first :]] == ids[1:]
    assert all(len(cut.ids) <= size for cut in cuts)
    assert all(cut.first >= min(size - size // 2, cut.ids[cut.first]) for cut in cuts)


def test_it_is_the_formula_where_a_document_fits_in_one_window(tmp_path: Path) -> None:
    write_model(tmp_path, seed=3)
    model, tokenizer = AutoModelForCausalLM.from_pretrained(tmp_path).eval(), AutoTokenizer.from_pretrained(tmp_path)
    texts = ["ab", "abc def ghi", "öü"]
    expected = []
    for one in texts:
        ids = torch.tensor([[tokenizer.bos_token_id, *tokenizer.encode(one, add_special_tokens=False)]])
        with torch.no_grad():
            mean_nats = float(model(input_ids=ids, labels=ids).loss)
        expected.append(mean_nats * (ids.shape[1] - 1) / math.log(2))
    found = bits_of_documents(model, tokenizer, texts, BitsPerByte(window=64, batch=2), QUIET)
    assert found == pytest.approx(expected, rel=1e-5)


def test_a_uniform_model_needs_log2_of_its_vocabulary_a_token(tmp_path: Path) -> None:
    write_model(tmp_path, seed=3)
    model, tokenizer = AutoModelForCausalLM.from_pretrained(tmp_path).eval(), AutoTokenizer.from_pretrained(tmp_path)
    torch.nn.init.zeros_(model.lm_head.weight)
    texts = [text(1), text(2)]
    tokens = [len(tokenizer.encode(one, add_special_tokens=False)) for one in texts]
    found = bits_of_documents(model, tokenizer, texts, BitsPerByte(window=16), QUIET)
    assert found == pytest.approx([count * math.log2(model.config.vocab_size) for count in tokens], rel=1e-6)


def test_the_batch_changes_nothing(tmp_path: Path) -> None:
    write_model(tmp_path, seed=3)
    model, tokenizer = AutoModelForCausalLM.from_pretrained(tmp_path).eval(), AutoTokenizer.from_pretrained(tmp_path)
    texts = [text(1), text(2, words=5), text(3, words=40)]
    one, many = (bits_of_documents(model, tokenizer, texts, BitsPerByte(window=32, batch=batch), QUIET) for batch in (1, 7))
    assert one == pytest.approx(many, rel=1e-5)


def test_the_sample_is_bounded() -> None:
    assert [len(one) for one in sample(documents(range(5)), BitsPerByte(documents=3, characters=50))] == [50, 50, 50]
