"""The server under test, before the test: is it there, and what does it serve?"""

import json
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from containers.common.entry import UserError

TIMEOUT_S = 10
NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def base_url(given: str | None) -> str:
    """Check a server's address.

    Raises:
        UserError: if it is none.
    """
    parts = urlsplit(given or "")
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query:
        raise UserError(f"--input {given}: allowed: http://HOST:PORT or https://HOST:PORT")
    return f"{parts.scheme}://{parts.netloc}"


def first_model(url: str) -> str:
    """The name of the first model that a server serves.

    Raises:
        UserError: if it cannot be reached, or is no OpenAI-compatible server.
    """
    try:
        with NO_PROXY.open(f"{url}/v1/models", timeout=TIMEOUT_S) as answer:
            return str(json.load(answer)["data"][0]["id"])
    except (urllib.error.URLError, OSError) as error:
        raise UserError(f"{url}: cannot be reached: {getattr(error, 'reason', error)}") from None
    except (ValueError, LookupError, TypeError):
        raise UserError(f"{url}: /v1/models names no model; is it an OpenAI-compatible server?") from None
