"""Drop the copies that the whole corpus' measurement found (`containers.curation.duplicates`)."""

from collections.abc import Mapping

import pyarrow as pa

from containers.common.canonical import sha256_of
from containers.common.ledger import Decision
from containers.curation.duplicates import Verdict
from containers.curation.stages.stage import Outcome, keep_rows, stage

VERSION = 1


@stage("exact")
def exact(batch: pa.RecordBatch, verdicts: Mapping[str, Verdict]) -> Outcome:
    """Drop documents whose text, but for case and spacing, is that of a kept one."""
    return _dropped(batch, verdicts, "exact", "content-hash")


@stage("near")
def near(batch: pa.RecordBatch, verdicts: Mapping[str, Verdict]) -> Outcome:
    """Drop documents that are near copies of a kept one."""
    return _dropped(batch, verdicts, "near", "jaccard")


def _dropped(batch: pa.RecordBatch, verdicts: Mapping[str, Verdict], stage_name: str, rule: str) -> Outcome:
    keep, decisions = [], []
    for row in batch.to_pylist():
        verdict = verdicts.get(row["doc_id"])
        keep.append(verdict is None)
        if verdict:
            decisions.append(
                Decision(
                    doc_id=row["doc_id"],
                    source_hash=row["source_hash"],
                    stage=stage_name,
                    rule=rule,
                    version=VERSION,
                    action="drop",
                    reason=f"copy: similarity {verdict.similarity:.3f} to the kept one; cluster of {verdict.cluster}",
                    before=sha256_of(row["text"]),
                    instead=verdict.instead,
                )
            )
    return Outcome(keep_rows(batch, keep), decisions)
