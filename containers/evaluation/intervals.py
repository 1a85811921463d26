"""Intervals. A document, not a token or an item, is what was drawn from the world, so a document is what is resampled."""

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Interval:
    """A value and the two ends of its interval."""

    value: float
    low: float
    high: float

    def excludes_zero(self) -> bool:
        """Is zero outside?"""
        return self.low > 0 or self.high < 0

    def as_dict(self) -> dict[str, float]:
        """For JSON."""
        return {"value": self.value, "low": self.low, "high": self.high}


def wilson(correct: int, items: int, confidence: float) -> Interval:
    """The score interval of a proportion (Wilson 1927): right for few items and near 0 and 1, where the usual one is not."""
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    share = correct / items
    scale = 1 + z * z / items
    centre = (share + z * z / (2 * items)) / scale
    half = z / scale * math.sqrt(share * (1 - share) / items + z * z / (4 * items * items))
    return Interval(share, max(0.0, centre - half), min(1.0, centre + half))


class Bootstrap:
    """Draws of documents with replacement, the same for every question, so that differences are paired (Efron and Tibshirani 1993)."""

    def __init__(self, documents: int, resamples: int, confidence: float, seed: int) -> None:
        generator = np.random.Generator(np.random.Philox(key=seed))
        self._counts = generator.multinomial(documents, np.full(documents, 1 / documents), size=resamples).astype(np.float64)
        self._tails = [(1 - confidence) / 2, (1 + confidence) / 2]

    def ratio(self, numerators: Values, denominators: Values) -> Interval:
        """The interval of `sum(numerators) / sum(denominators)`, both of shape (documents,)."""
        drawn = (self._counts @ numerators) / (self._counts @ denominators)
        low, high = np.quantile(drawn, self._tails)
        return Interval(float(numerators.sum() / denominators.sum()), float(low), float(high))


def mcnemar(only_before: int, only_after: int) -> float:
    """Exact two-sided p-value that the two models are right equally often, from the items on which they differ (McNemar 1947)."""
    differing = only_before + only_after
    if differing == 0:
        return 1.0
    tail = sum(math.comb(differing, count) for count in range(min(only_before, only_after) + 1))
    return float(min(1.0, 2 * tail / 2**differing))
