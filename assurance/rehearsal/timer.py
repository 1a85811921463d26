"""How long each part of a rehearsal took."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Timer:
    """How long each part took, in seconds."""

    def __init__(self) -> None:
        self.parts: dict[str, float] = {}

    @contextmanager
    def of(self, part: str) -> Iterator[None]:
        """Times a block."""
        start = time.monotonic()
        yield
        self.parts[part] = time.monotonic() - start
