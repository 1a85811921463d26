"""FSx for Lustre sizes, against the published rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blueprint.facts.lustre import sizes, throughputs
from blueprint.facts.table import UnknownFactError


@pytest.mark.parametrize(("capacity_gib", "accepted"), [(1200, True), (2400, True), (4800, True), (3600, False), (1300, False), (0, False)])
def test_without_efa(capacity_gib, accepted) -> None:
    assert sizes(250).accepts(capacity_gib, efa=False) is accepted


@pytest.mark.parametrize(("throughput", "smallest"), [(125, 38400), (250, 19200), (500, 9600), (1000, 4800)])
def test_with_efa_the_smallest_size_falls_with_the_throughput(throughput, smallest) -> None:
    assert sizes(throughput).accepts(smallest, efa=True)
    assert not sizes(throughput).accepts(smallest // 2, efa=True)


@given(st.sampled_from(list(throughputs())), st.integers(-10_000, 1_000_000))
def test_efa_never_accepts_what_fsx_refuses_without(throughput, capacity_gib) -> None:
    row = throughputs()[throughput]
    assert row.accepts(capacity_gib, efa=False) or not row.accepts(capacity_gib, efa=True)


def test_an_unknown_throughput_is_refused() -> None:
    with pytest.raises(UnknownFactError):
        sizes(300)
