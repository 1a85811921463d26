"""The routes: OpenAI's, SageMaker's `/ping` and `/invocations`, `/health` and `/metrics`."""

import contextlib
import json
import time
from collections.abc import AsyncGenerator, AsyncIterator
from typing import TypeVar

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from containers.serving.transformers_engine.answers import DONE, Answer, ChatShape, CompletionShape, Json, Shape
from containers.serving.transformers_engine.errors import ApiError, from_validation
from containers.serving.transformers_engine.language_model import LanguageModel
from containers.serving.transformers_engine.metrics import Metrics
from containers.serving.transformers_engine.protocol import ChatRequest, CompletionRequest, Request
from containers.serving.transformers_engine.scheduler import Scheduler
from containers.serving.transformers_engine.stream import Piece, pieces
from containers.serving.transformers_engine.text import TextStream

R = TypeVar("R", bound=Request)


class Api:
    """Answers requests with one model.

    Args:
        model: what is served.
        most_requests: held at once; the next one is told 429.
    """

    def __init__(self, model: LanguageModel, most_requests: int) -> None:
        self.model, self.most_requests = model, most_requests
        self.scheduler, self.metrics, self.started = Scheduler(), Metrics(), int(time.time())

    def app(self) -> Starlette:
        """The ASGI application."""
        routes = [
            Route("/health", _alive),
            Route("/ping", _alive),
            Route("/metrics", self.exposed),
            Route("/v1/models", self.models),
            Route("/v1/completions", self.completions, methods=["POST"]),
            Route("/v1/chat/completions", self.chat, methods=["POST"]),
            Route("/invocations", self.invocations, methods=["POST"]),
        ]
        return Starlette(
            routes=routes, exception_handlers={ApiError: self._refused, HTTPException: self._no_route, Exception: self._broken}
        )

    async def exposed(self, _: HttpRequest) -> Response:
        """`GET /metrics`."""
        return PlainTextResponse(self.metrics.text())

    async def models(self, _: HttpRequest) -> Response:
        """`GET /v1/models`."""
        model = {"id": self.model.name, "object": "model", "created": self.started, "owned_by": "us", "max_model_len": self.model.context}
        return JSONResponse({"object": "list", "data": [model]})

    async def completions(self, http: HttpRequest) -> Response:
        """`POST /v1/completions`."""
        return await self._complete(http, await _body(http))

    async def chat(self, http: HttpRequest) -> Response:
        """`POST /v1/chat/completions`."""
        return await self._chat(http, await _body(http))

    async def invocations(self, http: HttpRequest) -> Response:
        """`POST /invocations`: SageMaker's one route; the body says which of the two is meant."""
        body = await _body(http)
        return await (self._chat(http, body) if "messages" in body else self._complete(http, body))

    async def _complete(self, http: HttpRequest, body: Json) -> Response:
        asked = _read(CompletionRequest, body)
        return await self._answer(http, asked, self.model.encode(asked.prompt), CompletionShape(), asked.max_tokens)

    async def _chat(self, http: HttpRequest, body: Json) -> Response:
        asked = _read(ChatRequest, body)
        prompt = self.model.encode_chat([message.plain() for message in asked.messages])
        return await self._answer(http, asked, prompt, ChatShape(), asked.max_completion_tokens or asked.max_tokens)

    async def _answer(self, http: HttpRequest, asked: Request, prompt: list[int], shape: Shape, wanted: int | None) -> Response:
        if asked.model not in {None, self.model.name}:
            raise ApiError(404, f"the model does not exist; served here: {self.model.name}", "model", "model_not_found")
        room = self.model.room(prompt, wanted)
        if self.metrics.running >= self.most_requests:
            raise ApiError(429, f"{self.most_requests} requests are being answered, which is the most")
        answer = Answer(shape, self.model.name, len(prompt), asked.return_token_ids)
        coming = self._counted(answer, asked, prompt, room)
        if asked.stream:
            with_usage = bool(asked.stream_options and asked.stream_options.include_usage)
            return StreamingResponse(_events(answer, coming, with_usage=with_usage), media_type="text/event-stream")
        return JSONResponse(await _whole(http, answer, coming))

    async def _counted(self, answer: Answer, asked: Request, prompt: list[int], room: int) -> AsyncGenerator[Piece, None]:
        """The answer's pieces, while the counters follow."""
        text = TextStream(self.model.pieces, asked.stops())
        coming = pieces(self.scheduler, self.model.tokens(prompt, asked.sampling(room)), text, self.model.eos)
        self.metrics.requests += 1
        self.metrics.running += 1
        self.metrics.prompt_tokens += len(prompt)
        try:
            async with contextlib.aclosing(coming):
                async for piece in coming:
                    answer.completion_tokens += len(piece.tokens)
                    self.metrics.completion_tokens += len(piece.tokens)
                    yield piece
        finally:
            self.metrics.running -= 1

    async def _refused(self, _: HttpRequest, error: Exception) -> Response:
        self.metrics.refused += 1
        assert isinstance(error, ApiError)  # noqa: S101  (Starlette calls this for an ApiError alone)
        return error.response()

    async def _no_route(self, http: HttpRequest, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        return await self._refused(
            http, ApiError(status, f"{http.method} {http.url.path}: {'not allowed' if status == 405 else 'no such route'}")
        )

    async def _broken(self, http: HttpRequest, error: Exception) -> Response:
        return await self._refused(http, ApiError(500, f"the server failed ({type(error).__name__})"))


async def _alive(_: HttpRequest) -> Response:
    return Response()


async def _body(http: HttpRequest) -> Json:
    try:
        body = json.loads(await http.body())
    except ValueError:
        raise ApiError(400, "the body is not JSON") from None
    if not isinstance(body, dict):
        raise ApiError(400, "the body must be a JSON object")
    return body


def _read(model: type[R], body: Json) -> R:
    try:
        return model.model_validate(body)
    except ValidationError as error:
        raise from_validation(error) from None


async def _whole(http: HttpRequest, answer: Answer, coming: AsyncIterator[Piece]) -> Json:
    text, tokens, finish = [], [], None
    async for piece in coming:
        text.append(piece.text)
        tokens.extend(piece.tokens)
        finish = piece.finish
        if await http.is_disconnected():
            break
    return answer.whole("".join(text), tokens, finish)


async def _events(answer: Answer, coming: AsyncIterator[Piece], *, with_usage: bool) -> AsyncIterator[bytes]:
    if opening := answer.opening():
        yield opening
    async for piece in coming:
        yield answer.event(piece)
    if with_usage:
        yield answer.closing()
    yield DONE
