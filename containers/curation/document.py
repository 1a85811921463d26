"""A document as the stages see it, and one that could not be read."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields

import pyarrow as pa

from containers.common.canonical import sha256_of
from containers.common.personal import find

LONGEST_ID = 200


@dataclass(frozen=True, slots=True)
class Document:
    """One document: `source_hash` is the SHA-256 of what was read, the rest is what its source says of it (or empty)."""

    doc_id: str
    source_hash: str
    text: str
    title: str = ""
    language: str = ""
    source: str = ""
    license: str = ""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A document that could not be read, and why in a rule's words."""

    doc_id: str
    source_hash: str
    reason: str


SCHEMA = pa.schema([(field.name, pa.string()) for field in fields(Document)])


def batch_of(documents: Iterable[Document]) -> pa.RecordBatch:
    """Lay documents out in columns."""
    rows = [astuple(document) for document in documents]
    columns = zip(*rows, strict=True) if rows else [[] for _ in SCHEMA]
    return pa.RecordBatch.from_arrays([pa.array(column, pa.string()) for column in columns], schema=SCHEMA)


def with_column(batch: pa.RecordBatch, name: str, values: Iterable[object], kind: pa.DataType | None = None) -> pa.RecordBatch:
    """Put a column in the place of the one of that name, or add it; what the schema says of the batch stays."""
    column = pa.array(list(values), kind or pa.string())
    if name in batch.schema.names:
        return batch.set_column(batch.schema.get_field_index(name), name, column)
    return batch.append_column(name, column)


class Names:
    """Gives every document an id that is unique and holds no personal data, since ids stand in the ledger."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def take(self, name: str) -> str:
        """The name itself where it can be; its hash where it is too long or holds an address; numbered where it is taken."""
        base = (
            name
            if name and len(name) <= LONGEST_ID and name.isprintable() and not find(name)
            else f"sha256-{sha256_of(name.encode('utf-8', 'replace'))[:32]}"
        )
        taken, number = base, 2
        while taken in self._seen:
            taken, number = f"{base}#{number}", number + 1
        self._seen.add(taken)
        return taken
