"""The held-out documents, and the train documents that nothing may be taken from."""

from collections.abc import Iterator
from dataclasses import dataclass

from containers.common import documents as common
from containers.common import manifest
from containers.common.canonical import sha256_of
from containers.common.errors import UserError
from containers.common.store import Store


@dataclass(frozen=True)
class Document:
    """A curated document."""

    doc_id: str
    text: str
    language: str


def held_out(curated: Store) -> list[Document]:
    """The test split, in an order that the ids' hashes decide, so that the first n are a fair and repeatable sample.

    Raises:
        UserError: if the curation did not finish, was changed since, or has no test documents.
    """
    problems = manifest.verify(curated, manifest.read(curated))
    if problems:
        raise UserError("\n".join([f"curated {curated.uri}: is not a whole curation output", *(f"  {problem}" for problem in problems)]))
    found = sorted(documents(curated, "test"), key=lambda document: sha256_of(document.doc_id))
    if not found:
        raise UserError(f"curated {curated.uri}: documents/test holds no documents")
    return found


def documents(curated: Store, split: str) -> Iterator[Document]:
    """The documents of a split, in the order of its files and rows."""
    for row in common.documents(curated, split, "doc_id", "language"):
        yield Document(row["doc_id"], row["text"], row["language"] or "")
