"""One JSON object a line, plain or compressed with zstd, with `text` and what else is known."""

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast

import zstandard

from containers.common.canonical import hash_file, sha256_of
from containers.curation.document import Document, Names, Unreadable
from containers.curation.readers.corpus import Sample
from containers.curation.readers.zstd_frames import is_whole

CHUNK_BYTES = 1 << 20
LARGEST_WINDOW = 1 << 31  # `zstd --long=31`; `--long=27` is common
ESCAPES = 6  # one character of a text can take six bytes of JSON: \u00e4


class Broken(Exception):  # noqa: N818  (said of a stream)
    """The stream ends before its end: what follows is lost."""


class JsonLines:
    """A `.jsonl` or `.jsonl.zst` file; the fields `id`, `title`, `language`, `source` and `license` are optional."""

    def __init__(self, path: Path, largest_bytes: int) -> None:
        self._path, self._largest_bytes = path, largest_bytes

    def hash(self) -> str:
        """See `Corpus.hash`: the file's own."""
        return hash_file(self._path)

    def entries(self) -> Iterator[tuple[str, int]]:
        """See `Corpus.entries`: the key is the line's `id`, or its number."""
        with contextlib.suppress(Broken):
            for number, line, size in self._lines():
                row = _parsed(line)
                yield _key(row, number), size

    def documents(self, chosen: Sample) -> Iterator[Document | Unreadable]:
        """See `Corpus.documents`."""
        names = Names()
        try:
            for number, line, size in self._lines():
                row = _parsed(line)
                if (key := _key(row, number)) in chosen:
                    yield self._document(names.take(key), row, line, size)
        except Broken:
            yield Unreadable(names.take("rest-of-the-file"), self.hash(), "the compressed file breaks off here")

    def _document(self, doc_id: str, row: dict[str, Any] | str, line: bytes, size: int) -> Document | Unreadable:
        if isinstance(row, str):
            return Unreadable(doc_id, sha256_of(line), row if line else f"line of {size / 1e6:.0f} MB")
        text = row.get("text")
        if not isinstance(text, str):
            return Unreadable(doc_id, sha256_of(line), "no text field")
        try:
            digest = sha256_of(text)
        except UnicodeEncodeError:
            return Unreadable(doc_id, sha256_of(line), "broken Unicode: half of a surrogate pair")
        if len(text) > self._largest_bytes:
            return Unreadable(doc_id, digest, f"larger than {self._largest_bytes / 1e6:g} MB")
        if not text.strip():
            return Unreadable(doc_id, digest, "empty")
        told = {name: str(row.get(name) or "").encode("utf-8", "replace").decode() for name in ("title", "language", "source", "license")}
        return Document(doc_id, digest, text, **told)

    def _lines(self) -> Iterator[tuple[int, bytes, int]]:
        """Number, bytes and size of every line that is not blank; an overlong line comes without its bytes."""
        with self._path.open("rb") as raw:
            stream: IO[bytes] = raw
            if self._path.suffix == ".zst":
                stream = cast(
                    "IO[bytes]", zstandard.ZstdDecompressor(max_window_size=LARGEST_WINDOW).stream_reader(raw, read_across_frames=True)
                )
            for number, (line, size) in enumerate(_split(stream, self._largest_bytes * ESCAPES), 1):
                if line.strip() or (size and not line):
                    yield number, line, size
            if stream is not raw and not is_whole(raw):
                raise Broken


def _split(stream: IO[bytes], limit: int) -> Iterator[tuple[bytes, int]]:
    """Split a stream into lines with their sizes, holding no more than `limit` bytes: what is longer comes as b""."""
    held, size, is_overlong = bytearray(), 0, False
    while chunk := _chunk(stream):
        *ends, rest = chunk.split(b"\n")
        for end in ends:
            yield (b"", size + len(end)) if is_overlong or size + len(end) > limit else (bytes(held) + end, size + len(end))
            held, size, is_overlong = bytearray(), 0, False
        size += len(rest)
        is_overlong = is_overlong or size > limit
        held = bytearray() if is_overlong else held + rest
    if size:
        yield (b"" if is_overlong else bytes(held)), size


def _chunk(stream: IO[bytes]) -> bytes:
    try:
        return stream.read(CHUNK_BYTES)
    except (zstandard.ZstdError, EOFError):
        raise Broken from None


def _parsed(line: bytes) -> dict[str, Any] | str:
    """The line's object, or the reason why there is none."""
    if not line:
        return "overlong line"
    try:
        row = json.loads(line)
    except UnicodeDecodeError:
        return "broken utf-8"
    except (ValueError, RecursionError):
        return "broken JSON"
    return row if isinstance(row, dict) else "not a JSON object"


def _key(row: dict[str, Any] | str, number: int) -> str:
    named = row.get("id") if isinstance(row, dict) else None
    return str(named) if isinstance(named, str | int) and str(named) else f"line-{number:07d}"
