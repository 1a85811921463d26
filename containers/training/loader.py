"""The order in which windows of tokens are seen: a pure function of (seed, epoch, position), so a run resumes without re-reading.

Each epoch is one permutation of all windows; every rank draws the same permutation and takes its own slice of each global batch. What is
left at the end of an epoch is not dropped: the batch is filled up from the next epoch.
"""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from containers.training.packing import TokenFile


class WindowLoader:
    """Gives batches of shape (sequences, length + 1), int64, and its own state for the checkpoint (torch's `Stateful` protocol)."""

    def __init__(self, tokens: TokenFile, *, length: int, sequences: int, rank: int, world_size: int, seed: int) -> None:
        self._tokens, self._length, self._sequences = tokens, length, sequences
        self._rank, self._world_size, self._seed = rank, world_size, seed
        self._windows = tokens.windows(length)
        if self._windows == 0:
            raise ValueError(f"{len(tokens.tokens)} tokens do not fill one window of {length + 1}")
        self._epoch = self._position = 0
        self._order = self._permutation(0)

    @property
    def epoch(self) -> int:
        """The epoch of the next window."""
        return self._epoch

    def next_batch(self) -> torch.Tensor:
        """This rank's slice of the next global batch."""
        taken = self._take(self._sequences * self._world_size)
        mine = taken[self._rank * self._sequences : (self._rank + 1) * self._sequences]
        return torch.from_numpy(np.stack([self._tokens.window(int(index), self._length) for index in mine]))

    def state_dict(self) -> dict[str, Any]:
        """Where the order stands, and what it is an order of."""
        return {"seed": self._seed, "windows": self._windows, "epoch": self._epoch, "position": self._position}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from `state`. Raises ValueError where it belongs to another order (other seed, other number of windows)."""
        for name, mine in (("seed", self._seed), ("windows", self._windows)):
            if state[name] != mine:
                raise ValueError(f"the loader state is of another data order: {name} {state[name]}, this run has {mine}")
        self._epoch, self._position = int(state["epoch"]), int(state["position"])
        self._order = self._permutation(self._epoch)

    def _take(self, count: int) -> NDArray[np.int64]:
        parts = []
        while count:
            if self._position == self._windows:
                self._epoch, self._position = self._epoch + 1, 0
                self._order = self._permutation(self._epoch)
            part = self._order[self._position : self._position + count]
            parts.append(part)
            self._position += len(part)
            count -= len(part)
        return np.concatenate(parts)

    def _permutation(self, epoch: int) -> NDArray[np.int64]:
        generator = np.random.Generator(np.random.Philox(key=[self._seed, epoch]))
        return generator.permutation(self._windows)
