"""What a corpus is, and how the sample is taken of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from containers.common.canonical import sha256_of
from containers.curation.document import Document, Unreadable


class Corpus(Protocol):
    """Something that documents are read from, the same in the same order each time."""

    def hash(self) -> str:
        """The SHA-256 that stands in the manifest for what was read."""
        ...

    def entries(self) -> Iterator[tuple[str, int]]:
        """The key and the size in bytes of every document, without reading more than that needs."""
        ...

    def documents(self, chosen: "Sample") -> Iterator[Document | Unreadable]:
        """Read the chosen documents, in the corpus' order."""
        ...


@dataclass(frozen=True)
class Sample:
    """Which documents of a corpus are read: all of them (`keys` is None), or those with these keys."""

    keys: frozenset[str] | None
    documents: int
    bytes: int
    corpus_documents: int
    corpus_bytes: int

    def __contains__(self, key: str) -> bool:
        return self.keys is None or key in self.keys

    def told(self) -> dict[str, object]:
        """What the manifest says of the sample."""
        rule = "everything" if self.keys is None else "documents in the order of the SHA-256 of their keys, as many as fit the bound"
        return {
            "rule": rule,
            "documents": self.documents,
            "bytes": self.bytes,
            "corpus_documents": self.corpus_documents,
            "corpus_bytes": self.corpus_bytes,
        }


def take_sample(corpus: Corpus, sample_mb: float | None) -> Sample:
    """Choose documents in the order of the hash of their keys until the next one would pass the bound; at least one.

    The order depends on nothing but the key: a document is in the sample or not wherever it stands in the corpus.
    """
    entries = list(corpus.entries())
    total = sum(size for _, size in entries)
    if sample_mb is None or total <= sample_mb * 1e6:
        return Sample(None, len(entries), total, len(entries), total)
    chosen: set[str] = set()
    taken = count = 0
    for key, size in sorted(entries, key=lambda entry: (sha256_of(entry[0].encode("utf-8", "surrogatepass")), entry)):
        if chosen and taken + size > sample_mb * 1e6:
            break
        chosen.add(key)
        taken, count = taken + size, count + 1
    return Sample(frozenset(chosen), count, taken, len(entries), total)
