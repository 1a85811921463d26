"""What a run leaves: documents by split, and the rejects, as Parquet parts."""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as pq

from containers.common.store import Store
from containers.curation.passes import text_bytes

PART_BYTES = 64_000_000
DOCUMENT_COLUMNS = ("doc_id", "text", "language", "topic", "source", "license", "characters")
OURS = ("documents/", "rejects/", "ledger/")


class Parts:
    """Gathers batches and writes them as `<folder>/part-00000.parquet` and so on."""

    def __init__(self, store: Store, folder: str) -> None:
        self._store, self._folder = store, folder
        self._batches: list[pa.RecordBatch] = []
        self._bytes = 0
        self.paths: list[str] = []
        self.rows = 0

    def add(self, batch: pa.RecordBatch) -> None:
        """Add documents in their order."""
        self._batches.append(batch.replace_schema_metadata(None))
        self._bytes += text_bytes(batch)
        self.rows += batch.num_rows
        if self._bytes >= PART_BYTES:
            self._flush()

    def close(self) -> list[str]:
        """Write what is left; returns the paths. There is at least one part, if an empty one, so that readers find the columns."""
        if self._batches and (self._bytes or not self.paths):
            self._flush()
        return self.paths

    def _flush(self) -> None:
        path = f"{self._folder}/part-{len(self.paths):05d}.parquet"
        with self._store.writing(path) as target:
            pq.write_table(pa.Table.from_batches(self._batches), target, compression="zstd")
        self.paths.append(path)
        self._batches, self._bytes = [], 0


def clear(store: Store) -> None:
    """Remove what an earlier run left, and nothing else."""
    for path in _ours(store):
        store.delete(path)


def _ours(store: Store) -> Iterator[str]:
    return (path for path in store.list() if path.startswith(OURS))
