from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from containers.training.loader import WindowLoader
from containers.training.packing import TokenFile


def loader(windows: int, *, rank: int = 0, world_size: int = 1, sequences: int = 2, seed: int = 7) -> WindowLoader:
    """A loader over `windows` windows of one prediction, so that a window's first id is its number."""
    tokens = TokenFile(np.arange(windows + 1, dtype=np.uint16), np.array([0, windows + 1], dtype=np.uint64))
    return WindowLoader(tokens, length=1, sequences=sequences, rank=rank, world_size=world_size, seed=seed)


@given(windows=st.integers(1, 40), sequences=st.integers(1, 5), world_size=st.integers(1, 3), epochs=st.integers(1, 3))
def test_all_ranks_together_see_every_window_once_an_epoch(windows: int, sequences: int, world_size: int, epochs: int) -> None:
    ranks = [loader(windows, rank=rank, world_size=world_size, sequences=sequences) for rank in range(world_size)]
    seen: list[int] = []
    while len(seen) < windows * epochs:
        seen += [int(number) for mine in ranks for number in mine.next_batch()[:, 0]]
    counts = Counter(seen[: windows * epochs])
    assert counts == dict.fromkeys(range(windows), epochs)


@given(windows=st.integers(1, 40), before=st.integers(0, 30), after=st.integers(1, 10))
def test_a_resumed_loader_gives_what_the_unbroken_one_gives(windows: int, before: int, after: int) -> None:
    unbroken = loader(windows)
    for _ in range(before):
        unbroken.next_batch()
    resumed = loader(windows)
    resumed.load_state_dict(unbroken.state_dict())
    assert [resumed.next_batch().tolist() for _ in range(after)] == [unbroken.next_batch().tolist() for _ in range(after)]


def test_another_epoch_and_another_seed_have_another_order() -> None:
    first = loader(50, sequences=50)
    one, two, other = first.next_batch(), first.next_batch(), loader(50, sequences=50, seed=8).next_batch()
    assert one.tolist() != two.tolist()
    assert one.tolist() != other.tolist()


@pytest.mark.parametrize("strange", [loader(9), loader(8, seed=8)])
def test_the_state_of_another_order_is_refused(strange: WindowLoader) -> None:
    with pytest.raises(ValueError, match="another data order"):
        loader(8).load_state_dict(strange.state_dict())
