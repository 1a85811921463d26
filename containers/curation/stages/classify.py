"""Say what each document is, and which split it goes to.

A split is chosen by the hash of a document's kin group, so that two documents that share much of their text never stand on both sides; a
group so large that it would tilt a small split goes to train.
"""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from containers.common.canonical import sha256_of
from containers.common.ledger import Decision
from containers.curation.document import with_column
from containers.curation.settings import Classifying
from containers.curation.stages.stage import Outcome, stage
from containers.curation.topics import topic_of

VERSION = 1
SPLITS = ("train", "dev", "test")


@stage("classify")
def classify(batch: pa.RecordBatch, kin: Mapping[str, str], large: frozenset[str], rule: Classifying) -> Outcome:
    """Add topic, number of characters and split; every document that comes this far gets its last row: kept.

    Args:
        batch: what the other stages kept.
        kin: the name of each document's kin group.
        large: the names of the groups that are too large for a small split.
        rule: the shares.
    """
    topics, splits, decisions = [], [], []
    for row in batch.to_pylist():
        group = kin[row["doc_id"]]
        split = "train" if group in large else split_of(group, rule)
        topics.append(topic_of(row["text"]))
        splits.append(split)
        reason = f"split {split}, topic {topics[-1]}, language {row['language'][:8]}"
        digest = sha256_of(row["text"])
        decisions.append(
            Decision(row["doc_id"], row["source_hash"], "classify", "kin-hash", VERSION, "keep", reason, before=digest, after=digest)
        )
    characters = pc.utf8_length(batch["text"]).cast(pa.int64())
    kept = with_column(with_column(batch, "topic", topics), "split", splits).append_column("characters", characters)
    return Outcome(kept, decisions)


def split_of(group: str, rule: Classifying) -> str:
    """The split of a kin group: its hash as a number between 0 and 1 falls into a split's share."""
    place = int(sha256_of(f"split {group}")[:13], 16) / 16**13
    if place < rule.test_share:
        return "test"
    return "dev" if place < rule.test_share + rule.dev_share else "train"
