"""Ranges: read as Python's ipaddress reads them; every overlap found, against the pairwise definition."""

from ipaddress import IPv4Network
from itertools import combinations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from blueprint.settings import cidr

NETWORKS = st.builds(
    # A small space, so that ranges often meet.
    lambda address, prefix: IPv4Network((address & 0xFFFF | 0x0A140000, prefix), strict=False),
    st.integers(0, 0xFFFF),
    st.integers(16, 32),
)


@given(st.lists(NETWORKS, max_size=12))
@example([])
@example([IPv4Network("10.20.0.0/16")] * 3)
def test_the_sweep_finds_exactly_the_pairs_that_overlap(networks) -> None:
    by_definition = {(i, j) for (i, a), (j, b) in combinations(enumerate(networks), 2) if a.overlaps(b)}
    found = list(cidr.overlapping(networks))
    assert set(found) == by_definition
    assert len(found) == len(by_definition)


@given(NETWORKS.filter(lambda network: network.prefixlen <= 28))
def test_a_right_range_is_read_as_ipaddress_reads_it(network) -> None:
    assert cidr.parse(str(network)) == network


@given(st.text(alphabet="0123456789./ abc:٣", max_size=20))
def test_any_text_is_a_range_or_a_reason(text) -> None:
    read = cidr.parse(text)
    if isinstance(read, IPv4Network):
        assert str(read) == text
        assert 16 <= read.prefixlen <= 28
    else:
        assert read


@pytest.mark.parametrize(("text", "usable"), [("10.0.0.0/28", 11), ("10.0.0.0/24", 251)])
def test_aws_keeps_five_addresses(text, usable) -> None:
    assert cidr.usable_addresses(IPv4Network(text)) == usable
