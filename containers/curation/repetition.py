"""How much of a text repeats itself (Rae et al. 2021, "Scaling Language Models", appendix A1.1, "repetition removal").

All figures are shares of 0 to 1. Words are counted by their hashes, so that every n is a few array operations.
"""

from collections import Counter

import numpy as np
import numpy.typing as npt

from containers.curation.fingerprints import Hashes, ngram_hashes

Lengths = npt.NDArray[np.int64]


def duplicate_lines(lines: list[str]) -> tuple[float, float]:
    """Shares of the lines, and of their characters, that stand in lines seen before. Lines are not empty and stripped."""
    if not lines:
        return 0.0, 0.0
    repeats = {line: count - 1 for line, count in Counter(lines).items() if count > 1}
    characters = sum(map(len, lines))
    return sum(repeats.values()) / len(lines), sum(len(line) * count for line, count in repeats.items()) / max(1, characters)


def top_ngram_share(tokens: Hashes, lengths: Lengths, size: int) -> float:
    """Share of the characters that the most frequent n-gram covers; an n-gram that stands once is none."""
    if len(tokens) < size:
        return 0.0
    grams = ngram_hashes(tokens, size)
    _, first, counts = np.unique(grams, return_index=True, return_counts=True)
    top = int(counts.max())
    if top < 2:
        return 0.0
    widths = _widths(lengths, size)
    return float(min(1.0, top * widths[first[counts == top]].max() / max(1, lengths.sum())))


def duplicate_ngram_share(tokens: Hashes, lengths: Lengths, size: int) -> float:
    """Share of the characters that stand in n-grams seen before; a character is counted once however many n-grams cover it."""
    if len(tokens) < size:
        return 0.0
    grams = ngram_hashes(tokens, size)
    _, first = np.unique(grams, return_index=True)
    is_repeat = np.ones(len(grams), dtype=bool)
    is_repeat[first] = False
    edges = np.zeros(len(tokens) + 1, dtype=np.int64)
    starts = np.flatnonzero(is_repeat)
    np.add.at(edges, starts, 1)
    np.add.at(edges, starts + size, -1)
    covered = np.cumsum(edges[:-1]) > 0
    return float(lengths[covered].sum() / max(1, lengths.sum()))


def _widths(lengths: Lengths, size: int) -> Lengths:
    """Characters of each n-gram."""
    sums = np.concatenate([[0], np.cumsum(lengths)])
    widths: Lengths = sums[size:] - sums[:-size]
    return widths
