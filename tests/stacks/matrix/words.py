"""Which of many changes made which difference, from few runs.

Each change is made in half of the runs, each in a half of its own. What is there in exactly those runs, or in exactly the others, is the
change's own trace. What needs two changes at once is there in fewer than half of the runs, and what either of two brings in more, so that
neither is taken for the trace of one (a constant-weight code without complements).
"""

from collections.abc import Iterable, Sequence
from itertools import combinations
from math import comb


def words(count: int) -> list[frozenset[int]]:
    """One half of the runs for each of `count` changes; the first run is in all, which leaves out the complements."""
    runs = 2
    while comb(runs - 1, runs // 2 - 1) < count:
        runs += 2
    halves = (frozenset((0, *rest)) for rest in combinations(range(1, runs), runs // 2 - 1))
    return [half for half, _ in zip(halves, range(count), strict=False)]


def runs_of(halves: Iterable[frozenset[int]]) -> int:
    """How many runs a set of words needs."""
    return next((2 * len(half) for half in halves), 0)


def traces(half: frozenset[int], runs: Sequence[frozenset[str]]) -> set[str]:
    """What is there in exactly one half of the runs or in exactly the other."""
    inside = [found for index, found in enumerate(runs) if index in half]
    outside = [found for index, found in enumerate(runs) if index not in half]
    return (frozenset.intersection(*inside) - frozenset().union(*outside)) | (frozenset.intersection(*outside) - frozenset().union(*inside))
