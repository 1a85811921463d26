"""What can be set about a load test."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from containers.common.recipe import Recipe

Users = Annotated[int, Field(ge=1, le=10_000)]


class Shape(Recipe):
    """How many users there are, and when."""

    name: Literal["step", "steady", "spike"] = "step"
    levels: list[Users] = Field(
        default=[1, 2, 4, 8], min_length=1, description="step: each in turn; steady: the last; spike: first, last, first."
    )
    seconds: float = Field(default=15, ge=2, description="Length of one level; Locust looks at the clock once a second.")


class RequestSettings(Recipe):
    """What one user asks, over and over."""

    model: str | None = Field(default=None, description="The served model's name; the server's first one if not set.")
    prompts: Path | None = Field(default=None, description="Text file, one prompt a line; neutral ones if not set.")
    max_tokens: int = Field(default=64, ge=2)
    ignore_eos: bool = Field(default=True, description="Ask for exactly max_tokens (vLLM's addition; other servers may refuse it).")
    temperature: float = Field(default=0, ge=0, le=2)
    think_time_s: float = Field(default=0, ge=0, description="How long a user waits between an answer and the next question.")
    timeout_s: float = Field(default=60, gt=0, description="Longest silence of the server.")


class LoadRecipe(Recipe):
    """Measure a server under load."""

    shape: Shape = Shape()
    request: RequestSettings = RequestSettings()
    served: str | None = Field(default=None, description="Hash of the served model; with it a finished measurement is not repeated.")
