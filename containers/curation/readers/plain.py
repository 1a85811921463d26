"""Bytes of a text file, as text."""

import codecs

BINARY_SIGN = b"\x00"
LOOKED_AT = 8192
WIDE = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class NotReadable(Exception):  # noqa: N818  (reads as what is said of the document)
    """The document cannot be read; the message is the reason, in a rule's words, and repeats nothing of its content."""


def decode(data: bytes) -> str:
    """Decode a text that is UTF-8, or says by its byte-order mark that it is UTF-16.

    Raises:
        NotReadable: for binary data and broken text. Nothing is guessed and nothing replaced: a wrong guess is a corrupt text.
    """
    for mark, encoding in WIDE:
        if data.startswith(mark):
            return _decoded(data, encoding)
    if BINARY_SIGN in data[:LOOKED_AT]:
        raise NotReadable("binary data")
    return _decoded(data, "utf-8")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise NotReadable(f"broken {encoding.removesuffix('-sig')}") from None
