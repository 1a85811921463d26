"""The shapes of OpenAI's answers: whole, and as server-sent events."""

import json
import time
import uuid
from dataclasses import dataclass, field
from typing import Any, Protocol

from containers.serving.transformers_engine.stream import Piece

Json = dict[str, Any]
DONE = b"data: [DONE]\n\n"


class Shape(Protocol):
    """What differs between completions and chat completions."""

    prefix: str
    whole: str
    chunk: str

    def choice(self, text: str) -> Json:
        """The text in a whole answer's choice."""
        ...

    def delta(self, text: str) -> Json:
        """The text in a chunk's choice."""
        ...

    def opening(self) -> Json | None:
        """What a stream's first choice says before any text, if anything."""
        ...


class CompletionShape:
    """`text_completion`."""

    prefix, whole, chunk = "cmpl", "text_completion", "text_completion"

    def choice(self, text: str) -> Json:
        """See `Shape.choice`."""
        return {"text": text}

    def delta(self, text: str) -> Json:
        """See `Shape.delta`."""
        return {"text": text}

    def opening(self) -> Json | None:
        """See `Shape.opening`."""
        return None


class ChatShape:
    """`chat.completion`."""

    prefix, whole, chunk = "chatcmpl", "chat.completion", "chat.completion.chunk"

    def choice(self, text: str) -> Json:
        """See `Shape.choice`."""
        return {"message": {"role": "assistant", "content": text}}

    def delta(self, text: str) -> Json:
        """See `Shape.delta`."""
        return {"delta": {"content": text} if text else {}}

    def opening(self) -> Json | None:
        """See `Shape.opening`."""
        return {"delta": {"role": "assistant", "content": ""}}


@dataclass
class Answer:
    """One answer on its way out; counts its tokens.

    Args:
        shape: completions or chat.
        model: the name to say.
        prompt_tokens: length of the prompt.
        with_token_ids: also give the tokens themselves.
    """

    shape: Shape
    model: str
    prompt_tokens: int
    with_token_ids: bool = False
    completion_tokens: int = 0
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    created: int = field(default_factory=lambda: int(time.time()))

    def whole(self, text: str, tokens: list[int], finish: str | None) -> Json:
        """The body of an answer that is not streamed."""
        choice = {"index": 0, **self.shape.choice(text), "logprobs": None, "finish_reason": finish, **self._ids(tokens)}
        return {**self._head(self.shape.whole), "choices": [choice], "usage": self.usage()}

    def event(self, piece: Piece) -> bytes:
        """A chunk with a piece of text."""
        choice = {"index": 0, **self.shape.delta(piece.text), "logprobs": None, "finish_reason": piece.finish, **self._ids(piece.tokens)}
        return _event({**self._head(self.shape.chunk), "choices": [choice]})

    def opening(self) -> bytes:
        """What comes before the first token; for completions nothing."""
        opening = self.shape.opening()
        choice = {"index": 0, **(opening or {}), "logprobs": None, "finish_reason": None}
        return _event({**self._head(self.shape.chunk), "choices": [choice]}) if opening else b""

    def closing(self) -> bytes:
        """The chunk that counts the tokens."""
        return _event({**self._head(self.shape.chunk), "choices": [], "usage": self.usage()})

    def usage(self) -> Json:
        """Tokens so far."""
        total = self.prompt_tokens + self.completion_tokens
        return {"prompt_tokens": self.prompt_tokens, "completion_tokens": self.completion_tokens, "total_tokens": total}

    def _head(self, kind: str) -> Json:
        return {"id": f"{self.shape.prefix}-{self.id}", "object": kind, "created": self.created, "model": self.model}

    def _ids(self, tokens: list[int]) -> Json:
        return {"token_ids": tokens} if self.with_token_ids else {}


def _event(body: Json) -> bytes:
    return b"data: " + json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode() + b"\n\n"
