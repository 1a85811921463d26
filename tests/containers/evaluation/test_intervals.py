import numpy as np
import pytest
from scipy import stats

from containers.evaluation import compare
from containers.evaluation.compare import Draws, Pair
from containers.evaluation.intervals import Bootstrap, mcnemar, wilson


@pytest.mark.parametrize(("correct", "items"), [(0, 10), (3, 10), (125, 250), (250, 250)])
def test_wilson_is_scipys(correct: int, items: int) -> None:
    theirs = stats.binomtest(correct, items).proportion_ci(confidence_level=0.95, method="wilson")
    ours = wilson(correct, items, 0.95)
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


@pytest.mark.parametrize(("before", "after"), [(0, 0), (3, 12), (12, 3), (7, 7), (0, 1)])
def test_mcnemar_is_the_exact_binomial_test(before: int, after: int) -> None:
    expected = stats.binomtest(before, before + after).pvalue if before + after else 1.0
    assert mcnemar(before, after) == pytest.approx(expected)


def test_the_bootstrap_agrees_with_scipys_percentile_interval() -> None:
    values = np.random.default_rng(1).normal(3, 1, size=200)
    theirs = stats.bootstrap((values,), np.mean, n_resamples=4000, method="percentile", rng=np.random.default_rng(2)).confidence_interval
    ours = Bootstrap(200, 4000, 0.95, seed=1).ratio(values, np.ones(200))
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=0.02)
    assert ours.value == pytest.approx(values.mean())


def test_fewer_bits_in_every_document_is_an_improvement_and_more_is_none() -> None:
    size = np.linspace(100, 200, 30)
    bits = Pair(before=size * 8, after=size * np.linspace(2, 3, 30))
    better = compare.bits_per_byte(bits, size, Bootstrap(30, 500, 0.95, 1))
    assert better["improved"] is True
    assert better["difference"]["value"] == pytest.approx(better["after"]["value"] - better["before"]["value"])
    worse = compare.bits_per_byte(Pair(before=bits.after, after=bits.before), size, Bootstrap(30, 500, 0.95, 1))
    assert worse["improved"] is False


@pytest.mark.parametrize(("gained", "improved"), [(0, False), (1, False), (60, True)])
def test_a_few_more_right_answers_are_chance_and_many_are_an_improvement(gained: int, improved: bool) -> None:
    before = np.array([1.0] * 30 + [0.0] * 90)
    after = before.copy()
    after[30 : 30 + gained] = 1
    found = compare.accuracy(Pair(before, after), [f"d{number % 20}" for number in range(120)], 4, Draws(2000, 0.95, 1))
    assert (found["only_before_right"], found["only_after_right"]) == (0, gained)
    assert found["improved"] is improved


def test_answers_of_one_document_count_as_alike() -> None:
    """All gains in one of twenty documents: by items it would be significant, by documents it may be that document."""
    before = np.zeros(120)
    after = before.copy()
    owners = [f"d{number // 6}" for number in range(120)]
    after[:6] = 1
    assert compare.accuracy(Pair(before, after), owners, 4, Draws(2000, 0.95, 1))["improved"] is False
