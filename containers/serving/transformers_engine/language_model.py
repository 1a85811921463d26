"""The loaded model: what it can read, how long, and its decode loop."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedModel

from containers.serving.transformers_engine.errors import ApiError
from containers.serving.transformers_engine.generation import Sampling, decode
from containers.serving.transformers_engine.scheduler import Tokens


@dataclass(frozen=True)
class LanguageModel:
    """A model and its tokenizer.

    Args:
        name: what clients call it.
        model: the weights.
        tokenizer: a fast tokenizer of transformers.
        chat_template: Jinja, or None for the tokenizer's own.
        context: longest prompt and answer together, in tokens.
    """

    name: str
    model: PreTrainedModel
    tokenizer: Any
    chat_template: str | None
    context: int

    @classmethod
    def load(cls, folder: Path, *, name: str, dtype: str, chat_template: Path | None, longest: int | None) -> "LanguageModel":
        """Read a model folder: safetensors alone, no code from the folder, nothing from the network."""
        model = AutoModelForCausalLM.from_pretrained(
            folder, dtype=getattr(torch, dtype), use_safetensors=True, local_files_only=True, trust_remote_code=False
        )
        model.requires_grad_(requires_grad=False).train(mode=False)
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
        own = model.config.max_position_embeddings
        return cls(name, model, tokenizer, chat_template.read_text() if chat_template else None, min(longest or own, own))

    @property
    def eos(self) -> frozenset[int]:
        """The tokens that end an answer."""
        ends = self.model.generation_config.eos_token_id
        return frozenset([] if ends is None else [ends] if isinstance(ends, int) else ends)

    @property
    def pieces(self) -> Tokenizer:
        """The tokenizer below transformers', which decodes streams."""
        backend: Tokenizer = self.tokenizer.backend_tokenizer
        return backend

    def encode(self, prompt: str | list[int]) -> list[int]:
        """The tokens of a completion's prompt.

        Raises:
            ApiError: for a token that the model does not have.
        """
        if isinstance(prompt, str):
            return list(self.tokenizer(prompt).input_ids)
        size = int(self.model.config.vocab_size)
        if max(prompt) >= size:
            raise ApiError(400, f"prompt: a token is not below {size}, the size of the vocabulary", "prompt")
        return prompt

    def encode_chat(self, messages: list[dict[str, str]]) -> list[int]:
        """The tokens of a conversation, up to where the assistant speaks."""
        encoded = self.tokenizer.apply_chat_template(
            messages, chat_template=self.chat_template, add_generation_prompt=True, return_dict=True
        )
        return list(encoded["input_ids"])

    def room(self, prompt: list[int], wanted: int | None) -> int:
        """How many tokens may follow a prompt.

        Raises:
            ApiError: if prompt and answer do not fit.
        """
        left = self.context - len(prompt)
        if not prompt or left < (wanted or 1):
            message = f"the longest context is {self.context} tokens; asked: {len(prompt)} in the prompt and {wanted or 1} to follow"
            raise ApiError(400, message, "max_tokens" if left > 0 else "prompt", "context_length_exceeded")
        return left

    def tokens(self, prompt: list[int], sampling: Sampling) -> Tokens:
        """A decode loop that is ready to start."""
        start: partial[Iterator[int]] = partial(decode, self.model, prompt, sampling, self.eos)
        return start
