"""Bits per byte of held-out text.

    bits per byte = - sum over documents of ln p(document) / (ln 2 x sum over documents of its UTF-8 bytes)

with p(document) the product of p(token | tokens before it in the window), the end of the document included where it is reached. The
divisor is bytes, not tokens, so models with other tokenizers can be compared, and a tokenizer cannot look better by cutting the
text into fewer pieces (Gao et al. 2020, The Pile, section 3.1). The untrained model gives about log2(vocabulary) bits a token.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from containers.common.progress import Bar
from containers.evaluation.corpus import Document
from containers.evaluation.recipe import BitsPerByte


@dataclass(frozen=True)
class Window:
    """Token ids that are read at once, of which only those from `first` on are scored (those before it are context)."""

    document: int
    ids: list[int]
    first: int


def sample(documents: Sequence[Document], told: BitsPerByte) -> list[str]:
    """The beginnings of the first documents: bounded, and the same every time."""
    return [document.text[: told.characters] for document in documents[: told.documents]]


def windows(document: int, ids: list[int], size: int) -> list[Window]:
    """Cut one document's ids so that each but the first is scored once, after `size - size // 2` others, if there are so many."""
    stride = size // 2
    cuts, scored = [], 1
    while scored < len(ids):
        begin = max(0, scored - (size - stride))
        end = min(len(ids), begin + size)
        cuts.append(Window(document, ids[begin:end], scored - begin))
        scored = end
    return cuts


def bits_of_documents(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, texts: Sequence[str], told: BitsPerByte, bar: Bar
) -> NDArray[np.float64]:
    """The bits that `model` needs for each text: shape (texts,)."""
    bits = np.zeros(len(texts))
    cuts = [cut for index, text in enumerate(texts) for cut in windows(index, _ids(tokenizer, text), told.window)]
    cuts.sort(key=lambda cut: len(cut.ids), reverse=True)
    for start in range(0, len(cuts), told.batch):
        together = cuts[start : start + told.batch]
        for cut, nats in zip(together, _nats(model, together), strict=True):
            bits[cut.document] += nats / math.log(2)
        bar.update(len(texts) * min(len(cuts), start + told.batch) / len(cuts))
    return bits


def _ids(tokenizer: PreTrainedTokenizerBase, text: str) -> list[int]:
    return [tokenizer.bos_token_id, *tokenizer.encode(text, add_special_tokens=False)]


@torch.no_grad()
def _nats(model: PreTrainedModel, cuts: Sequence[Window]) -> list[float]:
    """Negative log likelihood of each window's scored ids. Padding stands on the right, where a causal model cannot see it."""
    longest = max(len(cut.ids) for cut in cuts)
    ids = torch.tensor([cut.ids + [0] * (longest - len(cut.ids)) for cut in cuts])
    logits = model(input_ids=ids[:, :-1], use_cache=False).logits.float()
    nats = functional.cross_entropy(logits.transpose(1, 2), ids[:, 1:], reduction="none")
    return [float(row[cut.first - 1 : len(cut.ids) - 1].double().sum()) for row, cut in zip(nats, cuts, strict=True)]
