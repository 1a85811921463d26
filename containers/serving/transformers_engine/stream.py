"""One request's answer, piece by piece, from the scheduler's thread into the event loop."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Literal

from containers.serving.transformers_engine.scheduler import Job, Scheduler, Tokens
from containers.serving.transformers_engine.text import TextStream

Finish = Literal["stop", "length"]


@dataclass(frozen=True)
class Piece:
    """Text that is certain, the tokens since the piece before, and at the end why it ends."""

    text: str
    tokens: list[int]
    finish: Finish | None = None


async def pieces(scheduler: Scheduler, tokens: Tokens, text: TextStream, eos: frozenset[int]) -> AsyncGenerator[Piece, None]:
    """Give an answer's pieces as they come; leaving early ends the request's decoding.

    Args:
        scheduler: advances the decode loop.
        tokens: starts it.
        text: turns tokens into text.
        eos: tokens that end an answer, unless the decode loop goes on past them.
    """
    loop, arriving = asyncio.get_running_loop(), asyncio.Queue[int | Exception | None]()
    job = Job(tokens, lambda item: _hand_over(loop, arriving, item))
    scheduler.submit(job)
    unsaid: list[int] = []
    last = None
    try:
        while (token := await arriving.get()) is not None:
            if isinstance(token, Exception):
                raise token
            last = token
            unsaid.append(token)
            said = text.add(token)
            if text.is_stopped:
                yield Piece(said, unsaid, "stop")
                return
            if said:
                yield Piece(said, unsaid)
                unsaid = []
        yield Piece(text.end(), unsaid, "stop" if last in eos else "length")
    finally:
        job.cancelled.set()


def _hand_over(loop: asyncio.AbstractEventLoop, arriving: "asyncio.Queue[int | Exception | None]", item: int | Exception | None) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(arriving.put_nowait, item)
