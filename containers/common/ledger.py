"""The ledger: one row for each decision on a document, each row chained to the one before by its hash.

A row holds hashes, offsets and types, never a value: what was removed cannot be read out of it. The chain's last hash, the
root, stands in the step's manifest; whoever has it can tell that no row was changed, taken out, put in or moved. Rows hold no
time and no machine, so the same input and settings give the same root wherever they run.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from containers.common.canonical import canonical_json, sha256_of
from containers.common.store import Store

GENESIS = "0" * 64
ROWS_PER_SEGMENT = 20_000
CHAINED = ("sequence", "previous", "hash")
FOLDER = "ledger"

Action = Literal["keep", "drop", "redact", "quarantine"]

# A reason is a rule's own words and its figures. No quotation, address or long number fits through.
REASON = re.compile(r"[A-Za-z0-9 .,:;%<>=/()_-]{1,160}")
LONG_NUMBER = re.compile(r"\d[\d .-]{7,}\d")


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a text: characters from `start` up to `end`, before the change, and what kind of thing stood there."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What one rule decided on one document, and why.

    `before` and `after` are SHA-256 of the text; `instead` is the id of the copy that was kept in a dropped document's place.
    """

    doc_id: str
    source_hash: str
    stage: str
    rule: str
    version: int
    action: Action
    reason: str
    spans: tuple[Span, ...] = ()
    before: str | None = None
    after: str | None = None
    instead: str | None = None

    def __post_init__(self) -> None:
        """Refuse a reason that could carry a value out of a document."""
        if not REASON.fullmatch(self.reason) or LONG_NUMBER.search(self.reason):
            raise ValueError(f"rule {self.rule}: a reason holds a rule's words and short figures alone")

    def row(self) -> dict[str, Any]:
        """The decision as a JSON row."""
        spans = [[span.start, span.end, span.kind] for span in self.spans]
        return {
            "doc_id": self.doc_id,
            "source_hash": self.source_hash,
            "stage": self.stage,
            "rule": self.rule,
            "version": self.version,
            "action": self.action,
            "reason": self.reason,
            "spans": spans,
            "before": self.before,
            "after": self.after,
            "instead": self.instead,
        }


@dataclass(frozen=True, slots=True)
class Seal:
    """What a finished ledger is known by: the number of its rows, the last hash, and the paths of its segments."""

    rows: int
    root: str
    segments: tuple[str, ...]


class LedgerWriter:
    """Appends decisions to `ledger/rows-00000.jsonl` and so on, a segment at a time.

    The order of the calls is the order of the chain: a runner with many workers appends in the documents' order.
    """

    def __init__(self, store: Store, rows_per_segment: int = ROWS_PER_SEGMENT) -> None:
        self._store, self._rows_per_segment = store, rows_per_segment
        self._lines: list[bytes] = []
        self._segments: list[str] = []
        self._rows, self._previous = 0, GENESIS

    def append(self, decision: Decision) -> str:
        """Chain one decision; returns its hash."""
        row = {**decision.row(), "sequence": self._rows, "previous": self._previous}
        body = canonical_json(row)
        self._previous = sha256_of(body)
        self._lines.append(canonical_json({**row, "hash": self._previous}))
        self._rows += 1
        if len(self._lines) == self._rows_per_segment:
            self._flush()
        return self._previous

    def close(self) -> Seal:
        """Write what is left and give the seal."""
        if self._lines or not self._segments:
            self._flush()
        return Seal(self._rows, self._previous, tuple(self._segments))

    def _flush(self) -> None:
        path = f"{FOLDER}/rows-{len(self._segments):05d}.jsonl"
        self._store.write_bytes(path, b"".join(line + b"\n" for line in self._lines))
        self._segments.append(path)
        self._lines = []


def read(store: Store) -> Iterator[dict[str, Any]]:
    """Read the rows in their order, unchecked; `verify` checks them."""
    for path in segments(store):
        with store.open(path) as stream:
            for line in stream:
                yield json.loads(line)


def trace(store: Store, doc_id: str) -> list[dict[str, Any]]:
    """Every decision that was made on one document, in order."""
    return [row for row in read(store) if row["doc_id"] == doc_id]


def segments(store: Store) -> list[str]:
    """The paths of the ledger's segments, in order."""
    return [path for path in store.list(FOLDER) if path.startswith(f"{FOLDER}/rows-")]


def verify(store: Store, seal: Seal) -> list[str]:
    """Follow the chain from its first row to its root.

    Returns:
        What is wrong, one line each; empty if every row is there, unchanged and in its place.
    """
    problems: list[str] = []
    sequence, previous = 0, GENESIS
    for path in segments(store):
        for number, line in enumerate(store.read_bytes(path).splitlines(), 1):
            problem, digest = _broken(line, sequence, previous)
            if problem:
                problems.append(f"{path} line {number}: {problem}")
            sequence, previous = sequence + 1, digest
    if sequence != seal.rows:
        problems.append(f"{sequence} rows, sealed with {seal.rows}")
    if previous != seal.root:
        problems.append("the last hash is not the sealed root")
    return problems


def _broken(line: bytes, sequence: int, previous: str) -> tuple[str | None, str]:
    """Check one row's place and hash; returns what is wrong, and the hash that the next row must name."""
    try:
        row = json.loads(line)
        said = row.pop("hash")
    except (ValueError, KeyError, AttributeError, TypeError):
        return "is not a row", sha256_of(line)
    if sha256_of(canonical_json(row)) != said:
        return "its content does not fit its hash", said
    if row.get("previous") != previous:
        return "does not follow the row before it", said
    if row.get("sequence") != sequence:
        return f"is row {row.get('sequence')}, expected {sequence}", said
    return None, said
