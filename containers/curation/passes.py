"""The passes over the corpus: what one worker does to one shard.

There are three, because the whole corpus must be seen in between: `clean` (normalise, personal data, fingerprints) before copies are known,
 `judge` (copies, quality) before the byte models can learn, `finish` (perplexity, classes) after they have.
Each reads a shard, writes its result beside it and gives nothing back.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from containers.common.ledger import Decision
from containers.curation.duplicates import Verdict
from containers.curation.fingerprints import content_hash, shingles, signatures
from containers.curation.settings import Curation, NearDuplicates
from containers.curation.shards import Shards
from containers.curation.stages.classify import classify
from containers.curation.stages.duplicates import exact, near
from containers.curation.stages.normalise import normalise
from containers.curation.stages.perplexity import Bounds, Reference, perplexity
from containers.curation.stages.personal import personal
from containers.curation.stages.quality import quality
from containers.curation.stages.stage import ORDER, Outcome, passed

REJECTS = pa.schema([("doc_id", pa.string()), ("stage", pa.string()), ("reason", pa.string()), ("text", pa.string())])
REMOVED = {"drop", "quarantine"}


@dataclass
class Account:
    """What a pass keeps beside the documents: decisions, rejects, and what went in and out of each stage."""

    decisions: list[Decision] = field(default_factory=list)
    rejects: list[dict[str, str]] = field(default_factory=list)
    stages: dict[str, dict[str, float]] = field(default_factory=dict)

    def run(self, batch: pa.RecordBatch, work: Callable[[pa.RecordBatch], Outcome]) -> pa.RecordBatch:
        """Run one stage over a batch, and note all of it."""
        started = time.process_time()
        outcome = work(batch)
        seconds = time.process_time() - started
        name = passed(outcome.kept)[-1]
        self.note(name, batch, outcome.kept, seconds)
        self.decisions += outcome.decisions
        removed = {decision.doc_id: decision for decision in outcome.decisions if decision.action in REMOVED}
        if len(removed) != batch.num_rows - outcome.kept.num_rows:
            raise AssertionError(f"{name}: every document that goes must have one decision that says why")
        if removed:
            self.rejects += list(_rejected(batch, name, removed))
        return outcome.kept

    def note(self, name: str, given: pa.RecordBatch, kept: pa.RecordBatch, seconds: float) -> None:
        """Note what went in and out of a stage."""
        self.stages[name] = {
            "documents_in": given.num_rows,
            "documents_out": kept.num_rows,
            "bytes_in": text_bytes(given),
            "bytes_out": text_bytes(kept),
            "seconds": seconds,
        }

    def facts(self) -> dict[str, Any]:
        """All but the rejects as JSON."""
        return {"decisions": [decision.row() for decision in self.decisions], "stages": self.stages}

    def rejected(self) -> pa.RecordBatch:
        """The rejects as columns."""
        return pa.RecordBatch.from_pylist(self.rejects, schema=REJECTS)


def text_bytes(batch: pa.RecordBatch) -> int:
    """The size of a batch's texts in UTF-8."""
    return int(pc.sum(pc.binary_length(batch["text"])).as_py() or 0)


def _rejected(batch: pa.RecordBatch, stage_name: str, removed: dict[str, Decision]) -> Iterator[dict[str, str]]:
    """The removed documents; their text only where personal data has already gone from it."""
    is_clean = ORDER.index(stage_name) > ORDER.index("personal")
    for row in batch.select(["doc_id", "text"]).to_pylist():
        if row["doc_id"] in removed:
            decision = removed[row["doc_id"]]
            reason = f"{decision.rule}: {decision.reason}"
            yield {"doc_id": row["doc_id"], "stage": stage_name, "reason": reason, "text": row["text"] if is_clean else ""}


def clean(folder: Path, number: int, recipe: Curation) -> None:
    """Normalise a shard's documents, take personal data out of them, and take their fingerprints."""
    shards, account = Shards(folder), Account()
    batch = shards.batch("read", number, "documents")
    batch = account.run(batch, lambda given: normalise(given, recipe.normalise))
    batch = account.run(batch, lambda given: personal(given, recipe.personal))
    started = time.process_time()
    prints = fingerprints(batch, recipe.near)
    facts = {**account.facts(), "fingerprint_seconds": time.process_time() - started}
    shards.save("clean", number, {"documents": batch, "rejects": account.rejected(), "prints": prints}, facts)


def fingerprints(batch: pa.RecordBatch, rule: NearDuplicates) -> pa.RecordBatch:
    """What documents are compared by: content hash, length, whether a licence is stated, MinHash signature, shingles."""
    texts = batch["text"].to_pylist()
    sets = [shingles(text, rule.shingle) for text in texts]
    matrix = signatures(sets, rule.permutations, rule.seed)
    offsets = np.concatenate([[0], np.cumsum([len(one) for one in sets])]).astype(np.int32)
    flat = np.concatenate([*sets, np.zeros(0, dtype=np.uint64)])
    columns = {
        "doc_id": batch["doc_id"],
        "content": pa.array([content_hash(text) for text in texts], pa.string()),
        "characters": pc.utf8_length(batch["text"]).cast(pa.int64()),
        "is_licensed": pc.not_equal(batch["license"], ""),
        "signature": pa.FixedSizeListArray.from_arrays(pa.array(matrix.ravel()), rule.permutations),
        "shingles": pa.ListArray.from_arrays(pa.array(offsets), pa.array(flat)),
    }
    return pa.RecordBatch.from_pydict(columns)


def judge(folder: Path, number: int, recipe: Curation, exact_verdicts: dict[str, Verdict], near_verdicts: dict[str, Verdict]) -> None:
    """Drop a shard's copies, then what the quality rules drop."""
    shards, account = Shards(folder), Account()
    batch = shards.batch("clean", number, "documents")
    batch = account.run(batch, lambda given: exact(given, exact_verdicts))
    batch = account.run(batch, lambda given: near(given, near_verdicts))
    batch = account.run(batch, lambda given: quality(given, recipe.quality))
    shards.save("judge", number, {"documents": batch, "rejects": account.rejected()}, account.facts())


def score(folder: Path, number: int, recipe: Curation) -> None:
    """Score a shard's documents by the byte models."""
    shards = Shards(folder)
    batch = shards.batch("judge", number, "documents")
    started = time.process_time()
    reference = Reference.load(folder)
    ids = batch["doc_id"].to_pylist()
    scores = [reference.score(doc_id, text, recipe.perplexity) for doc_id, text in zip(ids, batch["text"].to_pylist(), strict=True)]
    table = pa.RecordBatch.from_pydict({"doc_id": batch["doc_id"], "language": batch["language"], "score": pa.array(scores, pa.float64())})
    shards.save("score", number, {"scores": table}, {"seconds": time.process_time() - started})


def finish(folder: Path, number: int, recipe: Curation, bounds: dict[str, Bounds], kin: dict[str, str], large: frozenset[str]) -> None:
    """Drop what is too likely or too unlikely, and classify and split the rest."""
    shards, account = Shards(folder), Account()
    batch = shards.batch("judge", number, "documents")
    table = shards.batch("score", number, "scores").to_pydict()
    scores = dict(zip(table["doc_id"], table["score"], strict=True))
    batch = account.run(batch, lambda given: perplexity(given, scores, bounds))
    account.stages["perplexity"]["seconds"] += shards.facts("score", number)["seconds"]
    batch = account.run(batch, lambda given: classify(given, kin, large, recipe.classify))
    shards.save("finish", number, {"documents": batch, "rejects": account.rejected()}, account.facts())
