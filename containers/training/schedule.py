"""The learning rate: linear warm-up, then a cosine down to a floor (Loshchilov and Hutter 2017)."""

import math


def multiplier(updates: int, *, warmup: int, total: int, floor: float) -> float:
    """What the peak learning rate is multiplied with after `updates` optimizer steps.

    Args:
        updates: steps done so far, from 0.
        warmup: steps of linear rise; the first step is taken at `1 / warmup`, not at 0, so that it is not wasted.
        total: steps of the whole run.
        floor: the share of the peak that is left at the end.
    """
    if updates < warmup:
        return (updates + 1) / warmup
    through = min(1.0, (updates - warmup) / max(1, total - warmup))
    return floor + (1 - floor) * 0.5 * (1 + math.cos(math.pi * through))
