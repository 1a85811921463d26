"""Drop what the corpus itself finds too likely or too unlikely.

Two byte models each learn from a slice of the documents, chosen by the hash of their ids; a document is scored by a model that has not read
it. Quantiles are taken within a language, since the rarer language of a corpus is always the less expected one
(the idea is CCNet's: Wenzek et al. 2020, which needs a model of Wikipedia for each language).
"""

import functools
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from containers.common.canonical import sha256_of
from containers.common.ledger import Decision
from containers.curation.byte_model import ByteModel
from containers.curation.settings import Perplexity
from containers.curation.stages.stage import Outcome, keep_rows, stage

VERSION = 1
Bounds = tuple[float, float]


@dataclass(frozen=True)
class Reference:
    """The two models, and which of them has read a document's slice."""

    models: tuple[ByteModel, ByteModel]

    @classmethod
    def load(cls, folder: Path) -> "Reference":
        """Read the models that `save` wrote; the same folder is read once in a process."""
        return _loaded(folder)

    def save(self, folder: Path) -> None:
        """Write both models."""
        for side, model in enumerate(self.models):
            model.save(folder / f"bytes-{side}.npz")

    def score(self, doc_id: str, text: str, rule: Perplexity) -> float:
        """The perplexity of a document by the byte, by the model that did not read its slice."""
        return self.models[1 - slice_of(doc_id)].perplexity(excerpt(text, rule))


@functools.lru_cache(maxsize=1)
def _loaded(folder: Path) -> Reference:
    return Reference((ByteModel.load(folder / "bytes-0.npz"), ByteModel.load(folder / "bytes-1.npz")))


def slice_of(doc_id: str) -> int:
    """Which of the two slices a document belongs to."""
    return int(sha256_of(f"slice {doc_id}")[:8], 16) % 2


def excerpt(text: str, rule: Perplexity) -> bytes:
    """What is scored of a text: all of it, or its beginning, middle and end."""
    data = text.encode("utf-8", "replace")
    limit = int(rule.scored_kb * 1000)
    if len(data) <= limit:
        return data
    third, middle = limit // 3, (len(data) - limit // 3) // 2
    return data[:third] + data[middle : middle + third] + data[-third:]


def learn(documents: Iterable[tuple[str, str]], rule: Perplexity) -> Reference:
    """Train the two models on (id, text) pairs given in the order of `learning_order`, up to the recipe's size each."""
    texts: tuple[list[bytes], list[bytes]] = ([], [])
    left = [rule.training_mb * 1e6] * 2
    for doc_id, text in documents:
        side = slice_of(doc_id)
        if left[side] > 0:
            part = excerpt(text, rule)
            texts[side].append(part)
            left[side] -= len(part)
    return Reference((ByteModel.trained(texts[0], rule.order), ByteModel.trained(texts[1], rule.order)))


def learning_order(doc_id: str) -> str:
    """The key by which documents are offered for learning: random, and the same on every machine."""
    return sha256_of(f"learn {doc_id}")


def bounds_by_language(scores: Iterable[tuple[str, float]], rule: Perplexity) -> dict[str, Bounds]:
    """The perplexities between which a language's documents are kept; a language with few documents has none."""
    by_language: dict[str, list[float]] = defaultdict(list)
    for language, score in scores:
        by_language[language].append(score)
    quantiles = (rule.lowest_quantile, rule.highest_quantile)
    return {
        language: (float(low), float(high))
        for language, values in sorted(by_language.items())
        if len(values) >= rule.fewest_documents
        for low, high in [np.quantile(values, quantiles)]
    }


@stage("perplexity")
def perplexity(batch: pa.RecordBatch, scores: Mapping[str, float], bounds: Mapping[str, Bounds]) -> Outcome:
    """Drop documents outside their language's bounds."""
    keep, decisions = [], []
    for row in batch.to_pylist():
        score = scores[row["doc_id"]]
        low, high = bounds.get(row["language"], (0.0, float("inf")))
        keep.append(low <= score <= high)
        if not keep[-1]:
            name, bound = ("too-likely", f"< {low:.3f}") if score < low else ("too-unlikely", f"> {high:.3f}")
            reason = f"perplexity {score:.3f} {bound} of language {row['language'][:8]}"
            decisions.append(
                Decision(row["doc_id"], row["source_hash"], "perplexity", name, VERSION, "drop", reason, before=sha256_of(row["text"]))
            )
    return Outcome(keep_rows(batch, keep), decisions)
