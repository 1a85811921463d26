"""The decode loop says what transformers' own `generate` says, and its chance is the request's own."""

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers.generation.logits_process import TopPLogitsWarper

from containers.serving.prompts import PROMPTS
from containers.serving.transformers_engine.generation import Sampling, choose, decode
from containers.serving.transformers_engine.language_model import LanguageModel

logits = st.lists(st.floats(-20, 20, width=32), min_size=2, max_size=12, unique=True)


def say(model: LanguageModel, prompt: str, sampling: Sampling) -> list[int]:
    return list(model.tokens(model.encode(prompt), sampling)())


def test_greedy_tokens_are_generates(language_model: LanguageModel) -> None:
    for prompt in PROMPTS:
        encoded = torch.tensor([language_model.encode(prompt)])
        expected = language_model.model.generate(encoded, attention_mask=torch.ones_like(encoded), do_sample=False, max_new_tokens=24)
        assert say(language_model, prompt, Sampling(24, temperature=0)) == expected[0, encoded.shape[1] :].tolist()


def test_the_same_seed_says_the_same_and_another_something_else(language_model: LanguageModel) -> None:
    first, again, other = (say(language_model, "The", Sampling(24, temperature=2.0, seed=seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_an_answer_ends_with_the_end_of_text_unless_it_is_to_be_ignored(language_model: LanguageModel) -> None:
    greedy = say(language_model, "The", Sampling(12, temperature=0))
    eos = frozenset([greedy[3]])
    prompt = language_model.encode("The")
    ended = list(decode(language_model.model, prompt, Sampling(12, temperature=0), eos))
    ignored = list(decode(language_model.model, prompt, Sampling(12, temperature=0, ignore_eos=True), eos))
    assert ended == greedy[: greedy.index(greedy[3]) + 1]
    assert ignored == greedy


@given(logits, st.floats(0.05, 1.0), st.integers(0, 1000))
@settings(max_examples=60)
def test_top_p_never_leaves_the_nucleus_that_transformers_keeps(values: list[float], top_p: float, seed: int) -> None:
    row = torch.tensor(values)
    kept = TopPLogitsWarper(top_p)(None, row[None])[0].isfinite()
    token = choose(row, Sampling(1, top_p=top_p), torch.Generator().manual_seed(seed))
    probabilities = torch.softmax(row, 0)
    # Of tokens that are equally likely in float32 either may be the one that reaches top_p; so may both sides of a sum that rounds.
    tied = probabilities[token] >= probabilities[kept].min() - 1e-6
    near_edge = abs(float(probabilities.sort(descending=True).values.cumsum(0).sub(top_p).abs().min())) < 1e-5
    assert kept[token] or tied or near_edge


def test_temperature_flattens(language_model: LanguageModel) -> None:
    row, random = torch.tensor([2.0, 0.0]), torch.Generator().manual_seed(0)
    cold = sum(choose(row, Sampling(1, temperature=0.2), random) for _ in range(300))
    hot = sum(choose(row, Sampling(1, temperature=2.0), random) for _ in range(300))
    assert cold < 5  # 300 / (1 + e^10)
    assert 50 < hot < 115  # 300 / (1 + e) = 81
