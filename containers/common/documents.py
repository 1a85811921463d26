"""Curated documents, as training and evaluation read them."""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from containers.common.errors import UserError
from containers.common.store import Store

_ROWS_AT_ONCE = 1024


def documents(curated: Store, split: str, *columns: str) -> Iterator[dict[str, Any]]:
    """The documents of a split that have a text, in the order of its files and rows, as dictionaries of the columns asked for and `text`.

    Raises:
        UserError: if a file is not Parquet or lacks a column.
    """
    for path in curated.list(f"documents/{split}"):
        if path.endswith(".parquet"):
            yield from _rows(curated, path, [*columns, "text"])


def _rows(curated: Store, path: str, columns: list[str]) -> Iterator[dict[str, Any]]:
    try:
        with pq.ParquetFile(curated.local(path)) as file:
            for batch in file.iter_batches(batch_size=_ROWS_AT_ONCE, columns=columns):
                yield from ({column: row[column] for column in columns} for row in batch.to_pylist() if row["text"])
    except (pa.ArrowInvalid, KeyError):
        raise UserError(f"{curated.uri}/{path}: is not a Parquet file with the columns {', '.join(columns)}") from None
