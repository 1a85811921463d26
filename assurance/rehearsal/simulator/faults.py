"""A refusal on purpose: the Nth resource of a type is not made, once, as when a quota is reached."""

import json
from collections.abc import Callable, Iterable
from urllib.parse import parse_qs

from assurance.rehearsal.errors import Refused

PATH = "/rehearsal/refuse"
Start = Callable[[str, list[tuple[str, str]]], object]
Application = Callable[[dict[str, object], Start], Iterable[bytes]]

_armed: dict[str, int] = {}


def arm(kind: str, nth: int) -> None:
    """From now on the nth resource of this type is refused; those before and after it are made."""
    _armed[kind] = nth


def strike(kind: str) -> None:
    """Counts one resource that is about to be made.

    Raises:
        Refused: when it is the one.
    """
    if kind not in _armed:
        return
    _armed[kind] -= 1
    if _armed[kind] <= 0:
        del _armed[kind]
        raise Refused(f"{kind}: the quota of this account is reached (a refusal on purpose)")


def armable(application: Application) -> Application:
    """A server that can be armed with `POST /rehearsal/refuse?type=AWS::S3::Bucket&nth=2`."""

    def serve(environ: dict[str, object], start: Start) -> Iterable[bytes]:
        if environ["PATH_INFO"] != PATH:
            return application(environ, start)
        asked = parse_qs(str(environ.get("QUERY_STRING", "")))
        arm(asked["type"][0], int(asked["nth"][0]))
        start("200 OK", [("Content-Type", "application/json")])
        return [json.dumps({"armed": _armed}).encode()]

    return serve
