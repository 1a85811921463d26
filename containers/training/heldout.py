"""Bits per byte on the dev split while training.

`bits per byte = sum of -ln p(token) / (ln 2 x bytes of text predicted)`. Bytes do not depend on the tokenizer, tokens do (Gao et al. 2020,
The Pile, section 3.1). A document's end is predicted too and costs bits, but is no byte of text.
"""

import math

import numpy as np
import torch
from torch.nn import functional

from containers.training.distributed import Group
from containers.training.packing import TokenFile


class DevScore:
    """Scores a model on a fixed, evenly spread choice of windows; each process takes its share."""

    def __init__(self, tokens: TokenFile, bytes_of_tokens: list[int], *, length: int, windows: int, group: Group) -> None:
        available = tokens.windows(length)
        chosen = min(windows, available) // group.world_size * group.world_size
        spread = np.linspace(0, available - 1, chosen).round().astype(int)
        mine = spread[group.rank :: group.world_size]
        self._windows = torch.from_numpy(np.stack([tokens.window(int(index), length) for index in mine]))
        self._bytes = torch.tensor(bytes_of_tokens)
        self._group = group

    @torch.no_grad()
    def bits_per_byte(self, model: torch.nn.Module, sequences: int) -> float:
        """The score of `model` now; every process must call it."""
        nats, size = torch.zeros((), dtype=torch.float64), torch.zeros((), dtype=torch.float64)
        for batch in torch.split(self._windows, sequences):
            inputs, targets = batch[:, :-1].to(self._group.device), batch[:, 1:].to(self._group.device)
            nats += token_loss(model(input_ids=inputs).logits, targets, reduction="sum").double().cpu()
            size += self._bytes[batch[:, 1:]].sum()
        return self._group.total(nats) / (math.log(2) * self._group.total(size))


def token_loss(logits: torch.Tensor, targets: torch.Tensor, reduction: str = "mean") -> torch.Tensor:
    """Cross entropy in nats, in float32: logits (batch, length, vocabulary), targets (batch, length)."""
    return functional.cross_entropy(logits.float().flatten(0, 1), targets.flatten(), reduction=reduction)
