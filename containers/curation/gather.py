"""The first step: read the corpus, or the stated sample of it, into shards; what cannot be read is quarantined with its reason."""

import time
from typing import Any

from containers.common.ledger import Decision
from containers.common.progress import progress
from containers.curation.document import Document, Unreadable, batch_of
from containers.curation.passes import Account
from containers.curation.readers.corpus import Corpus, Sample, take_sample
from containers.curation.settings import Curation
from containers.curation.shards import Shards
from containers.curation.stages.stage import stamped

VERSION = 1
WHOLE = "corpus"


def gather(corpus: Corpus, shards: Shards, recipe: Curation) -> dict[str, Any]:
    """Read the corpus into shards of the recipe's size; returns the number of shards and what the sample is."""
    if shards.has(WHOLE, 0):
        return shards.facts(WHOLE, 0)
    sample = take_sample(corpus, recipe.read.sample_mb)
    writer = _Writer(shards, recipe)
    with progress("curation: reading", total=sample.documents, unit="documents") as bar:
        for item in corpus.documents(sample):
            writer.add(item)
            bar.advance()
    return _finished(writer, sample, shards)


def _finished(writer: "_Writer", sample: Sample, shards: Shards) -> dict[str, Any]:
    facts = {"shards": writer.close(), "documents": writer.documents, "sample": sample.told()}
    shards.save(WHOLE, 0, {}, facts)
    return facts


class _Writer:
    """Cuts the stream of documents into shards."""

    def __init__(self, shards: Shards, recipe: Curation) -> None:
        self._shards, self._limit = shards, recipe.shard_mb * 1e6
        self._count, self.documents = 0, 0
        self._begin()

    def _begin(self) -> None:
        self._documents: list[Document] = []
        self._account = Account()
        self._characters = 0
        self._started = time.process_time()

    def add(self, item: Document | Unreadable) -> None:
        """Take one document, or note why it is none."""
        if isinstance(item, Document):
            self._documents.append(item)
            self._characters += len(item.text)
        else:
            self._account.decisions.append(Decision(item.doc_id, item.source_hash, "read", "readable", VERSION, "quarantine", item.reason))
            self._account.rejects.append({"doc_id": item.doc_id, "stage": "read", "reason": item.reason, "text": ""})
        if self._characters >= self._limit:
            self._flush()

    def close(self) -> int:
        """Write what is left; returns the number of shards."""
        if self._documents or self._account.decisions:
            self._flush()
        return self._count

    def _flush(self) -> None:
        batch = stamped(batch_of(self._documents), "read")
        self._account.note("read", batch, batch, time.process_time() - self._started)
        self._account.stages["read"]["documents_in"] += len(self._account.rejects)
        self.documents += batch.num_rows
        self._shards.save("read", self._count, {"documents": batch, "rejects": self._account.rejected()}, self._account.facts())
        self._count += 1
        self._begin()
