"""The check that a server says what transformers says: it holds for a true one and finds a false one."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from containers.serving import equality
from containers.serving.equality import compare
from containers.serving.prompts import PROMPTS
from containers.serving.transformers_engine.language_model import LanguageModel

Ask = Callable[[str], tuple[str, list[int]]]


@pytest.fixture(scope="module")
def true_server(server: dict[str, Any]) -> Ask:
    return equality.served_by(server["url"])


def test_the_server_says_what_transformers_says(server: dict[str, Any], model_folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "equality.json"
    assert equality.main(["--input", str(model_folder), "--base-url", server["url"], "--output", str(output)]) == 0
    result = json.loads(output.read_text())
    assert (result["holds"], result["equal"], result["prompts"], result["mismatches"]) == (True, 10, 10, [])


def test_one_other_token_is_found_with_its_place(language_model: LanguageModel, true_server: Ask) -> None:
    def lying(prompt: str) -> tuple[str, list[int]]:
        text, tokens = true_server(prompt)
        if prompt != PROMPTS[1]:
            return text, tokens
        changed = [*tokens[:4], (tokens[4] + 1) % 300, *tokens[5:]]
        return language_model.tokenizer.decode(changed, skip_special_tokens=True), changed

    result = compare(language_model, lying, PROMPTS[:3])
    (mismatch,) = result["mismatches"]
    assert (result["holds"], result["equal"], mismatch["prompt"], mismatch["position"]) == (False, 2, 1, 4)
    assert mismatch["gap"] > equality.TIE


def test_an_answer_that_ends_early_is_found(language_model: LanguageModel, true_server: Ask) -> None:
    def short(prompt: str) -> tuple[str, list[int]]:
        tokens = true_server(prompt)[1][:-1]
        return language_model.tokenizer.decode(tokens, skip_special_tokens=True), tokens

    assert not compare(language_model, short, PROMPTS[:1])["holds"]


def test_a_text_that_is_not_its_tokens_is_found(language_model: LanguageModel, true_server: Ask) -> None:
    assert not compare(language_model, lambda prompt: ("something else", true_server(prompt)[1]), PROMPTS[:1])["holds"]


def test_two_tokens_of_the_same_logit_are_a_tie(language_model: LanguageModel, monkeypatch: pytest.MonkeyPatch, true_server: Ask) -> None:
    tokens = true_server(PROMPTS[0])[1]
    other = [*tokens[:-1], (tokens[-1] + 1) % 300]
    flat = torch.zeros(1, 1, language_model.model.config.vocab_size)
    monkeypatch.setattr(language_model.model, "forward", lambda **_: type("Out", (), {"logits": flat})())
    monkeypatch.setattr(equality, "_greedy", lambda *_: tokens)
    decoded = language_model.tokenizer.decode(other, skip_special_tokens=True).rstrip("\ufffd")
    result = compare(language_model, lambda _: (decoded, other), PROMPTS[:1])
    assert (result["holds"], result["ties"], result["equal"]) == (True, 1, 0)


def test_a_server_that_is_not_there_is_bad_input(model_folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "equality.json"
    assert equality.main(["--input", str(model_folder), "--base-url", "http://127.0.0.1:1", "--output", str(output)]) == 2
    assert not output.exists()
