"""Take personal data out, before anything is compared, counted or modelled.

What has a form is found (`containers.common.personal`): addresses, numbers, keys. Names and streets have none; they need a trained
recogniser and stay. The ledger gets offsets and kinds, never a value.
"""

from collections import Counter

import pyarrow as pa

from containers.common.canonical import sha256_of
from containers.common.ledger import Decision, Span
from containers.common.personal import PACKS, Finding, find, redact
from containers.curation.document import with_column
from containers.curation.settings import PersonalData
from containers.curation.stages.stage import Outcome, keep_rows, stage

VERSION = 1
SEVERITY = ("redact", "drop", "quarantine")


@stage("personal")
def personal(batch: pa.RecordBatch, rule: PersonalData) -> Outcome:
    """Put `[KIND]` in the place of personal data, or remove the document where the recipe says so for a kind."""
    packs = [pack for pack in PACKS if pack.kind in rule.packs]
    texts, titles, keep, decisions = [], [], [], []
    for row in batch.to_pylist():
        findings, text = find(row["text"], packs), row["text"]
        action = max((rule.actions.get(finding.kind, "redact") for finding in findings), key=SEVERITY.index, default=None)
        if action:
            text = redact(text, findings)
            decisions.append(_decision(row, findings, action, text))
        texts.append(text)
        titles.append(redact(row["title"], find(row["title"], packs)))
        keep.append(action in {None, "redact"})
    return Outcome(keep_rows(with_column(with_column(batch, "text", texts), "title", titles), keep), decisions)


def _decision(row: dict[str, str], findings: list[Finding], action: str, text: str) -> Decision:
    counted = Counter(finding.kind for finding in findings)
    return Decision(
        doc_id=row["doc_id"],
        source_hash=row["source_hash"],
        stage="personal",
        rule="packs",
        version=VERSION,
        action=action,  # type: ignore[arg-type]  # the recipe's model allows no other
        reason=", ".join(f"{kind} {count}" for kind, count in sorted(counted.items()))[:160],
        spans=tuple(Span(finding.start, finding.end, finding.kind) for finding in findings),
        before=sha256_of(row["text"]),
        after=sha256_of(text) if action == "redact" else None,
    )
