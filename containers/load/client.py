"""One streamed completion over geventhttpclient: Locust's own fast client, without the layers between us and the socket.

Its parser is C, and `readline` hands a line on as soon as it has arrived; `read` and iteration would wait for a full block.
"""

import json
import time
from typing import Any

from gevent import GreenletExit  # type: ignore[import-untyped]
from geventhttpclient import HTTPClient
from geventhttpclient.response import HTTPParseError

from containers.load.sse import EventParser
from containers.load.timing import Timing

PATH = "/v1/completions"
HEADERS = {"Content-Type": "application/json", "Accept": "text/event-stream"}
END = "[DONE]"
CUT_OFF = "the stream was cut off"


class StreamError(Exception):
    """The server answered, but not with a whole stream."""


def complete(client: HTTPClient, body: dict[str, Any], due: float) -> Timing:
    """Send a request, read its stream to the end, and say when everything came.

    Args:
        client: connected to the server, one request at a time.
        body: the completion request, streamed, with usage.
        due: when it should have been sent.

    Returns:
        The timing; a failure is in its `error`, never raised.
    """
    payload = json.dumps(body).encode()
    timing = Timing(due, time.perf_counter())
    try:
        _read(client.post(PATH, payload, HEADERS), timing)
    except GreenletExit:
        timing.error = "stopped by the end of the test"
        raise
    except StreamError as error:
        timing.error = str(error)
    except HTTPParseError:
        timing.error = CUT_OFF
    except (OSError, ValueError, KeyError, TypeError) as error:
        timing.error = type(error).__name__
    finally:
        timing.ended = time.perf_counter()
    return timing


def _read(response: Any, timing: Timing) -> None:  # noqa: ANN401  (geventhttpclient's response has no public type)
    try:
        if response.status_code != 200:
            response.read()
            raise StreamError(f"HTTP {response.status_code}")
        parser = EventParser()
        while line := response.readline(b"\n"):
            for data in parser.feed(line):
                if data == END:
                    response.read()
                    return
                _take(json.loads(data), timing)
        raise StreamError(CUT_OFF)
    finally:
        response.release()
        if timing.output_tokens == 0 and timing.texts:
            timing.error = "no usage in the stream"


def _take(event: dict[str, Any], timing: Timing) -> None:
    if "error" in event:
        raise StreamError("an error in the stream")
    if any(choice.get("text") for choice in event.get("choices", ())):
        timing.texts.append(time.perf_counter())
    if usage := event.get("usage"):
        timing.output_tokens = usage["completion_tokens"]
