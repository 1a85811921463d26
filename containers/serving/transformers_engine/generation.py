"""The decode loop: token after token from one prompt, with the request's own random numbers."""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from transformers import DynamicCache, PreTrainedModel


@dataclass(frozen=True)
class Sampling:
    """How tokens are chosen.

    Args:
        max_tokens: the most tokens to give.
        temperature: 0 takes the likeliest token always; else logits are divided by it.
        top_p: sample from the smallest set of tokens that holds this much probability (Holtzman et al. 2020).
        seed: makes the sampled text repeatable; None draws one.
        ignore_eos: go on past the end-of-text token, for measurements of an exact length.
    """

    max_tokens: int
    temperature: float = 1.0
    top_p: float = 1.0
    seed: int | None = None
    ignore_eos: bool = False


def decode(model: PreTrainedModel, prompt: list[int], sampling: Sampling, eos: frozenset[int]) -> Iterator[int]:
    """Give the tokens that follow a prompt; an end-of-text token is given too, and is the last."""
    cache = DynamicCache(config=model.config)
    random = torch.Generator()
    random.manual_seed(sampling.seed) if sampling.seed is not None else random.seed()
    fresh = torch.tensor([prompt])
    for _ in range(sampling.max_tokens):
        with torch.inference_mode():
            logits = model(input_ids=fresh, past_key_values=cache, use_cache=True, logits_to_keep=1).logits[0, -1].float()
            token = choose(logits, sampling, random)
        yield token
        if token in eos and not sampling.ignore_eos:
            return
        fresh = torch.tensor([[token]])


def choose(logits: torch.Tensor, sampling: Sampling, random: torch.Generator) -> int:
    """Choose one token from logits of shape `(vocabulary,)`."""
    if sampling.temperature == 0:
        return int(logits.argmax())
    probabilities = torch.softmax(logits / sampling.temperature, dim=-1)
    if sampling.top_p < 1:
        probabilities = _nucleus(probabilities, sampling.top_p)
    return int(torch.multinomial(probabilities, 1, generator=random))


def _nucleus(probabilities: torch.Tensor, top_p: float) -> torch.Tensor:
    """Keep the likeliest tokens up to and with the one that reaches `top_p`; the others become 0."""
    ordered, order = probabilities.sort(descending=True)
    kept = (ordered.cumsum(dim=-1) - ordered) < top_p
    return torch.zeros_like(probabilities).scatter(0, order, ordered * kept)
