"""What a string holds: text in base64, such as the script that an instance starts with, or JSON, such as a policy."""

import re
import zlib
from base64 import b64decode
from binascii import Error
from json import JSONDecodeError, loads

from assurance.evidence.values import Value

BASE64 = re.compile(r"\s*(?:[A-Za-z0-9+/]\s*){24,}={0,2}\s*")
"""Long enough that a name is hardly taken for it."""

MOST_BYTES = 2**20
"""Of what is unpacked no more is read; user data itself has at most 16 KiB (EC2 User Guide)."""


def decoded(text: str) -> str | None:
    """What a text says once its base64, and gzip in it, is undone; None where it is none, or no text."""
    if not BASE64.fullmatch(text):
        return None
    try:
        content = b64decode(text, validate=False)
        if content.startswith(b"\x1f\x8b"):
            content = zlib.decompressobj(wbits=31).decompress(content, MOST_BYTES)
        return content.decode("utf-8")
    except (Error, ValueError, zlib.error):
        return None


def structured(text: str) -> Value | None:
    """The object or list that a string holds as JSON; None where it holds none."""
    if text.lstrip()[:1] not in {"{", "["}:
        return None
    try:
        content: Value = loads(text)
    except (JSONDecodeError, RecursionError):
        return None
    return content if isinstance(content, dict | list) else None
