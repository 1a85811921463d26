"""Shingles and MinHash signatures: what a text is compared by.

A shingle is five words in a row, or five characters where a text is Japanese or Chinese and has no spaces. Its hash is a polynomial of
the hashes of its parts, so that a whole text is hashed by a few array operations.
"""

import hashlib
import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import rensa

Hashes = npt.NDArray[np.uint64]

WORD = re.compile(r"\w+")
IDEOGRAPHS = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
SPACES = re.compile(r"\s+")
LOOKED_AT = 2000
SHARE_OF_IDEOGRAPHS = 0.2
MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


class _WordHashes(dict[str, int]):
    """The first eight bytes of BLAKE2b of every word seen; the same on every machine."""

    def __missing__(self, word: str) -> int:
        value = int.from_bytes(hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
        if len(self) < 1_000_000:
            self[word] = value
        return value


_WORDS = _WordHashes()


def has_no_spaces(text: str) -> bool:
    """Is it a script without spaces between words: is a fifth of the text's beginning kana or ideographs?"""
    head = text[:LOOKED_AT]
    return len(IDEOGRAPHS.findall(head)) > SHARE_OF_IDEOGRAPHS * max(1, len(head))


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of a text, or its characters where it has no spaces between words: their hashes and lengths, in order."""

    hashes: Hashes
    lengths: npt.NDArray[np.int64]
    words: list[str]


def tokens_of(text: str) -> Tokens:
    """Cut a text into words (`words` is empty for a text of characters)."""
    folded = text.casefold()
    if has_no_spaces(text):
        codes = np.frombuffer(SPACES.sub("", folded).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        return Tokens(codes.astype(np.uint64), np.ones(len(codes), dtype=np.int64), [])
    words = WORD.findall(folded)
    hashes = np.fromiter(map(_WORDS.__getitem__, words), dtype=np.uint64, count=len(words))
    return Tokens(hashes, np.fromiter(map(len, words), dtype=np.int64, count=len(words)), words)


def ngram_hashes(tokens: Hashes, length: int) -> Hashes:
    """Hash each run of `length` tokens, in order; a text shorter than that is one run."""
    length = max(1, min(length, len(tokens)))
    count = len(tokens) - length + 1
    if len(tokens) == 0:
        return np.zeros(1, dtype=np.uint64)
    result = np.zeros(count, dtype=np.uint64)
    for offset in range(length):
        result = result * MULTIPLIER + tokens[offset : offset + count]
    return _mixed(result)


def shingles(text: str, length: int) -> Hashes:
    """The set of a text's shingles, sorted."""
    return np.unique(ngram_hashes(tokens_of(text).hashes, length))


def jaccard(one: Hashes, other: Hashes) -> float:
    """The exact Jaccard similarity of two sets of shingles."""
    common = len(np.intersect1d(one, other, assume_unique=True))
    return common / (len(one) + len(other) - common)


def signatures(sets: list[Hashes], permutations: int, seed: int) -> npt.NDArray[np.uint32]:
    """MinHash signatures (documents x permutations) of sets of shingles."""
    if not sets:
        return np.zeros((0, permutations), dtype=np.uint32)
    offsets = [0, *np.cumsum([len(one) for one in sets]).tolist()]
    matrix = rensa.RMinHash.digest_matrix_from_flat_token_hashes(np.concatenate(sets), offsets, permutations, seed)
    return np.array(matrix.to_rows(), dtype=np.uint32)


def content_hash(text: str) -> str:
    """What exact duplicates share: the hash of the text without case and spacing."""
    return hashlib.sha256(SPACES.sub(" ", text.casefold()).strip().encode("utf-8", "surrogatepass")).hexdigest()


def _mixed(values: Hashes) -> Hashes:
    """SplitMix64's finaliser (Steele, Lea and Flood 2014): spreads the polynomial over all 64 bits."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
