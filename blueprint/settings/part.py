"""The base of every part of a deployment file."""

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A frozen section of a deployment file; a key it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)
