"""What may be asked: OpenAI's completions and chat completions, as far as this server answers them.

A parameter that would change the answer and is not done here is refused, never ignored.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from containers.serving.transformers_engine.generation import Sampling

Stop = Annotated[list[Annotated[str, Field(min_length=1)]], Field(max_length=4)]


class StreamOptions(BaseModel):
    """Whether the stream ends with a chunk that counts the tokens."""

    model_config = ConfigDict(extra="forbid")

    include_usage: bool = False


class Request(BaseModel):
    """What both routes share. `ignore_eos` and `return_token_ids` are vLLM's additions to OpenAI's parameters."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str | None = None
    max_tokens: int | None = Field(default=None, ge=1)
    temperature: float | None = Field(default=None, ge=0, le=2)
    top_p: float | None = Field(default=None, gt=0, le=1)
    seed: int | None = Field(default=None, ge=-(2**63), lt=2**63)
    stop: str | Stop | None = None
    stream: bool = False
    stream_options: StreamOptions | None = None
    ignore_eos: bool = False
    return_token_ids: bool = False
    user: str | None = Field(default=None, description="Says who asks; changes nothing.")
    n: Literal[1] | None = 1
    presence_penalty: Annotated[float, Field(ge=0, le=0)] | None = None
    frequency_penalty: Annotated[float, Field(ge=0, le=0)] | None = None

    def stops(self) -> list[str]:
        """The stop strings, however they were given."""
        return [self.stop] if isinstance(self.stop, str) else list(self.stop or [])

    def limit(self, room: int) -> int:
        """The most tokens to give where `room` are left in the context."""
        return min(self.max_tokens or room, room)

    def sampling(self, room: int) -> Sampling:
        """How to choose tokens, with OpenAI's defaults."""
        return Sampling(
            max_tokens=self.limit(room),
            temperature=1.0 if self.temperature is None else self.temperature,
            top_p=1.0 if self.top_p is None else self.top_p,
            seed=self.seed,
            ignore_eos=self.ignore_eos,
        )


class CompletionRequest(Request):
    """`POST /v1/completions`."""

    prompt: Annotated[str, Field(min_length=1)] | Annotated[list[Annotated[int, Field(ge=0)]], Field(min_length=1)]
    max_tokens: int | None = Field(default=16, ge=1)
    echo: Literal[False] | None = None
    best_of: Literal[1] | None = None
    logprobs: None = None


class TextPart(BaseModel):
    """A piece of a message."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["text"]
    text: str


class Message(BaseModel):
    """One message of a conversation."""

    model_config = ConfigDict(extra="forbid")

    role: Literal["system", "developer", "user", "assistant"]
    content: str | list[TextPart]
    name: str | None = None

    def plain(self) -> dict[str, str]:
        """As chat templates read it."""
        text = self.content if isinstance(self.content, str) else "".join(part.text for part in self.content)
        return {"role": self.role, "content": text}


class ChatRequest(Request):
    """`POST /v1/chat/completions`."""

    messages: Annotated[list[Message], Field(min_length=1)]
    max_completion_tokens: int | None = Field(default=None, ge=1)
    logprobs: Literal[False] | None = None

    def limit(self, room: int) -> int:
        """As `Request.limit`; the newer name of the parameter wins."""
        return min(self.max_completion_tokens or self.max_tokens or room, room)
