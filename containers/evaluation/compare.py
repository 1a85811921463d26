"""Before against after: values, intervals, paired differences, and whether that is an improvement."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from containers.evaluation.intervals import Bootstrap, Interval, Values, mcnemar, wilson


@dataclass(frozen=True)
class Pair:
    """The same measurement of both models."""

    before: Values
    after: Values


@dataclass(frozen=True)
class Draws:
    """How a bootstrap is drawn."""

    resamples: int
    confidence: float
    seed: int


def bits_per_byte(bits: Pair, size: Values, bootstrap: Bootstrap) -> dict[str, Any]:
    """Compare bits per byte: `bits` and `size` (bytes) have shape (documents,). Less is better."""
    difference = bootstrap.ratio(bits.after - bits.before, size)
    return {
        "documents": len(size),
        "bytes": int(size.sum()),
        "before": bootstrap.ratio(bits.before, size).as_dict(),
        "after": bootstrap.ratio(bits.after, size).as_dict(),
        "difference": difference.as_dict(),
        "improved": difference.high < 0,
    }


def accuracy(right: Pair, doc_ids: Sequence[str], choices: int, draws: Draws) -> dict[str, Any]:
    """Compare the shares of right answers: `right` holds 0 and 1, shape (items,); `doc_ids` says which document an item is from.

    The shares have Wilson's interval. The difference has a paired bootstrap over documents, because items of one document are alike.
    """
    _, owner = np.unique(np.array(doc_ids), return_inverse=True)
    items = np.bincount(owner).astype(np.float64)
    bootstrap = Bootstrap(len(items), draws.resamples, draws.confidence, draws.seed)
    difference = bootstrap.ratio(np.bincount(owner, weights=right.after - right.before).astype(np.float64), items)
    only_before = int(((right.before == 1) & (right.after == 0)).sum())
    only_after = int(((right.before == 0) & (right.after == 1)).sum())
    return {
        "items": len(doc_ids),
        "documents": len(items),
        "chance": 1 / choices,
        "before": _share(right.before, draws.confidence).as_dict(),
        "after": _share(right.after, draws.confidence).as_dict(),
        "difference": difference.as_dict(),
        "only_before_right": only_before,
        "only_after_right": only_after,
        "mcnemar_p": mcnemar(only_before, only_after),
        "improved": difference.low > 0,
    }


def _share(right: Values, confidence: float) -> Interval:
    return wilson(int(right.sum()), len(right), confidence)
