"""A reader: asks, reads the stream to its end, thinks, asks again."""

import itertools
import time
from collections.abc import Iterator
from typing import Any

from geventhttpclient import HTTPClient
from locust import User, task

from containers.load.client import PATH, complete
from containers.load.options import recipe_of
from containers.load.prompts import read_prompts
from containers.load.server import first_model
from containers.load.timing import Timing

AFTER_ERROR_S = 0.2  # a server that refuses at once is not to be asked thousands of times a second


class CompletionUser(User):
    """Streams completions, one after the other.

    Each request is reported to Locust as it is (`POST`), and its time to first token and time per output token as rows of their own.
    """

    abstract = True
    _turns = itertools.count()

    def on_start(self) -> None:
        """Connect, and learn what to ask."""
        self._settings = recipe_of(self.environment.parsed_options).request
        timeout = self._settings.timeout_s
        self._client = HTTPClient.from_url(str(self.host), connection_timeout=timeout, network_timeout=timeout)
        self._model = self._settings.model or first_model(str(self.host))
        self._prompts = self._endless(read_prompts(self._settings.prompts))
        self._due, self._failed = time.perf_counter(), False

    def on_stop(self) -> None:
        """Hang up."""
        self._client.close()

    def wait_time(self) -> float:
        """Seconds of thought; the next request is due when they are over."""
        pause = self._settings.think_time_s + (AFTER_ERROR_S if self._failed else 0)
        self._due = time.perf_counter() + pause
        return pause

    @task
    def complete(self) -> None:
        """One question and its answer."""
        timing = complete(self._client, self._body(), self._due)
        self._failed = timing.error is not None
        self._report("POST", timing.e2e, timing)
        if timing.error is None:
            self._report("TTFT", timing.ttft)
            self._report("TPOT", timing.tpot)

    def _body(self) -> dict[str, Any]:
        settings = self._settings
        body = {
            "model": self._model,
            "prompt": next(self._prompts),
            "max_tokens": settings.max_tokens,
            "temperature": settings.temperature,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        return {**body, "ignore_eos": True} if settings.ignore_eos else body

    def _report(self, kind: str, seconds: float | None, timing: Timing | None = None) -> None:
        error = RuntimeError(timing.error) if timing and timing.error else None
        tokens = timing.output_tokens if timing else 0
        self.environment.events.request.fire(
            request_type=kind,
            name=PATH,
            response_time=1000 * (seconds or 0),
            response_length=tokens,
            exception=error,
            response=timing,
            context={},
        )

    @classmethod
    def _endless(cls, prompts: tuple[str, ...]) -> Iterator[str]:
        """All users together go round the prompts, so that no two ask the same at once."""
        return (prompts[turn % len(prompts)] for turn in cls._turns)
