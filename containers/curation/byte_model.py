"""A small language model of bytes: n-grams interpolated after Witten and Bell.

    P(b | h) = (c(hb) + t(h) P(b | h')) / (c(h) + t(h))

where c counts, t(h) is how many different bytes were seen after h, h' is h without its first byte, and P(b | nothing) starts from 1/256
(Witten and Bell 1991, method C; Chen and Goodman 1998, section 2.5). A byte that never came still has a probability, so every
text has a finite perplexity. N-grams of up to seven bytes are exact 64-bit keys: nothing is hashed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]


@dataclass(frozen=True)
class _Grams:
    """The n-grams of one size, sorted: how often each came, and how often and by how many different bytes it was followed."""

    keys: Keys
    counts: Floats
    followed: Floats
    followers: Floats

    def places(self, keys: Keys) -> Places:
        """Where each key stands; the place after the last, whose figures are 0, where it was never seen."""
        if not len(self.keys):
            return np.zeros(len(keys), dtype=np.intp)
        found = np.searchsorted(self.keys, keys)
        found[found == len(self.keys)] = 0
        return np.where(self.keys[found] == keys, found, len(self.keys))


class ByteModel:
    """An n-gram model of bytes; `grams` holds the empty n-gram, then sizes 1, 2 and so on."""

    def __init__(self, grams: list[_Grams]) -> None:
        self._grams = grams

    @classmethod
    def trained(cls, texts: Iterable[bytes], order: int) -> "ByteModel":
        """Learn from documents; none of the n-grams, of up to `order` (1 to 7) bytes, spans two of them."""
        arrays = [np.frombuffer(text, dtype=np.uint8) for text in texts]
        counted = [(np.zeros(1, dtype=np.uint64), np.zeros(1))]
        for size in range(1, order + 1):
            keys = np.concatenate([*(_keys(array, size)[size - 1 :] for array in arrays), np.zeros(0, dtype=np.uint64)])
            known, counts = np.unique(keys, return_counts=True)
            counted.append((known, counts.astype(np.float64)))
        return cls([_followed(*one, *longer) for one, longer in zip(counted, [*counted[1:], _NONE], strict=True)])

    def save(self, path: Path) -> None:
        """Write the model as a NumPy archive."""
        np.savez(path, *(array for one in self._grams for array in (one.keys, one.counts, one.followed, one.followers)))

    @classmethod
    def load(cls, path: Path) -> "ByteModel":
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as archive:
            arrays = [archive[f"arr_{place}"] for place in range(len(archive.files))]
        return cls([_Grams(*arrays[place : place + 4]) for place in range(0, len(arrays), 4)])

    def log2_probabilities(self, text: bytes) -> Floats:
        """The base-2 logarithm of each byte's probability after up to `order` - 1 bytes before it."""
        array = np.frombuffer(text, dtype=np.uint8)
        probability = np.full(len(array), 1 / 256)
        context, shorter = np.zeros(len(array), dtype=np.intp), self._grams[0]
        for size, grams in enumerate(self._grams[1:], 1):
            if len(array) < size:
                break
            places = grams.places(_keys(array, size)[size - 1 :])
            followed, followers = shorter.followed[context], shorter.followers[context]
            mixed = grams.counts[places] + followers * probability[size - 1 :]
            seen = followed > 0
            probability[size - 1 :] = np.where(seen, mixed / np.where(seen, followed + followers, 1.0), probability[size - 1 :])
            context, shorter = places[:-1], grams
        logarithms: Floats = np.log2(probability)
        return logarithms

    def perplexity(self, text: bytes) -> float:
        """Two to the mean bits of a byte: 1 for the wholly expected, 256 for noise; 1 for no text at all."""
        return float(2 ** -self.log2_probabilities(text).mean()) if text else 1.0


_NONE: tuple[Keys, Floats] = (np.zeros(0, dtype=np.uint64), np.zeros(0))


def _followed(keys: Keys, counts: Floats, longer: Keys, longer_counts: Floats) -> _Grams:
    """Join the n-grams of one size with what the ones of the next size say of them as contexts; one place more than keys, for none."""
    places = np.searchsorted(keys, longer >> np.uint64(8)) if len(keys) else np.zeros(0, dtype=np.intp)
    followed = np.bincount(places, weights=longer_counts, minlength=len(keys) + 1).astype(np.float64)
    followers = np.bincount(places, minlength=len(keys) + 1).astype(np.float64)
    return _Grams(keys, np.append(counts, 0.0), followed, followers)


def _keys(array: npt.NDArray[np.uint8], size: int) -> Keys:
    """At each place, the last `size` bytes up to it as one number; the first `size` - 1 places are not whole."""
    keys = np.zeros(len(array), dtype=np.uint64)
    for back in range(size):
        shifted = array[: len(array) - back].astype(np.uint64) << np.uint64(8 * back)
        keys[back:] |= shifted
    return keys
