"""Documents as one flat file of token ids, read through a memory map.

Layout of `<split>.bin`: token ids, little endian, `uint16` where the vocabulary fits and `uint32` where it does not; each document is
`bos + tokens + eos`. Layout of `<split>.idx`: `uint64` positions of each document's first token, then the length of the file in tokens,
so document `i` is `bin[idx[i]:idx[i + 1]]`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from containers.training.limits import BOS, EOS
from containers.training.tokenizer import id_of

_DOCUMENTS_AT_ONCE = 256
_OFFSET = np.dtype("<u8")


def token_dtype(vocab_size: int) -> np.dtype[Any]:
    """The narrowest type that holds every id of the vocabulary."""
    return np.dtype("<u2") if vocab_size <= 2**16 else np.dtype("<u4")


@dataclass(frozen=True)
class TokenFile:
    """A packed split: `tokens` (n,) and `offsets` (documents + 1,)."""

    tokens: NDArray[Any]
    offsets: NDArray[np.uint64]

    @property
    def documents(self) -> int:
        """How many documents the file holds."""
        return len(self.offsets) - 1

    def document(self, index: int) -> NDArray[Any]:
        """The token ids of one document, its `bos` and `eos` included."""
        return self.tokens[int(self.offsets[index]) : int(self.offsets[index + 1])]

    def windows(self, length: int) -> int:
        """How many windows of `length` predictions the file holds; each token but the first is predicted in at most one of them."""
        return max(0, (len(self.tokens) - 1) // length)

    def window(self, index: int, length: int) -> NDArray[np.int64]:
        """Window `index`: `length + 1` ids, the last of which is the first of the next window."""
        return self.tokens[index * length : (index + 1) * length + 1].astype(np.int64)


def pack(texts: Iterable[str], tokenizer: Tokenizer, destination: Path) -> TokenFile:
    """Write `texts` to `destination` (`.bin`) and its `.idx`, whole or not at all, and open the result."""
    dtype = token_dtype(tokenizer.get_vocab_size())
    bos, eos = id_of(tokenizer, BOS), id_of(tokenizer, EOS)
    offsets = [0]
    half_written = destination.with_suffix(".bin.tmp")
    with half_written.open("wb") as file:
        for chunk in _chunks(texts):
            for encoding in tokenizer.encode_batch_fast(chunk, add_special_tokens=False):
                ids = np.array([bos, *encoding.ids, eos], dtype=dtype)
                file.write(ids.tobytes())
                offsets.append(offsets[-1] + len(ids))
    destination.with_suffix(".idx").write_bytes(np.array(offsets, dtype=_OFFSET).tobytes())
    half_written.replace(destination)
    return open_tokens(destination, tokenizer.get_vocab_size())


def open_tokens(path: Path, vocab_size: int) -> TokenFile:
    """Map a packed split into memory; nothing is read until it is asked for."""
    offsets = np.fromfile(path.with_suffix(".idx"), dtype=_OFFSET)
    dtype = token_dtype(vocab_size)
    tokens = np.memmap(path, dtype=dtype, mode="r") if offsets[-1] else np.zeros(0, dtype=dtype)
    if len(tokens) != offsets[-1]:
        raise ValueError(f"{path}: {len(tokens)} tokens, but its index says {offsets[-1]}")
    return TokenFile(tokens=tokens, offsets=offsets)


def _chunks(texts: Iterable[str]) -> Iterator[list[str]]:
    iterator = iter(texts)
    while chunk := list(islice(iterator, _DOCUMENTS_AT_ONCE)):
        yield chunk
