"""One spelling of a JSON value, so that equal things have equal hashes."""

import hashlib
import json
from pathlib import Path
from typing import IO, Any

CHUNK_BYTES = 1 << 20


def canonical_json(value: Any) -> bytes:  # noqa: ANN401  (any JSON value)
    """Spell a JSON value in its one canonical way: sorted keys, no spaces, UTF-8.

    Raises:
        ValueError: for NaN and the infinities, which JSON has not.
        TypeError: for what JSON cannot hold.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def sha256_of(data: bytes | str) -> str:
    """Hash bytes, or a text's UTF-8, as lower-case hexadecimal SHA-256."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def hash_of(value: Any) -> str:  # noqa: ANN401  (any JSON value)
    """Hash a JSON value by its canonical spelling."""
    return sha256_of(canonical_json(value))


def hash_stream(stream: IO[bytes]) -> tuple[str, int]:
    """Hash a stream to its end without holding it in memory; returns the SHA-256 and the number of bytes."""
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK_BYTES):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def hash_file(path: Path) -> str:
    """Hash a file's bytes."""
    with path.open("rb") as stream:
        return hash_stream(stream)[0]
