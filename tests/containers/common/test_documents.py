"""Curated documents are read in their order, and a file that is none is bad input."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from containers.common.documents import documents
from containers.common.errors import UserError
from containers.common.store import open_store


@pytest.fixture
def curated(tmp_path):
    folder = tmp_path / "documents" / "train"
    folder.mkdir(parents=True)
    for number, texts in enumerate((["one", ""], ["two", None, "three"])):
        table = pa.table({"doc_id": [f"{number}-{row}" for row in range(len(texts))], "text": pa.array(texts, pa.string())})
        pq.write_table(table, folder / f"part-{number:05d}.parquet")
    (folder / "notes.txt").write_text("no document")
    return open_store(str(tmp_path))


def test_documents_with_a_text_come_in_the_order_of_files_and_rows(curated):
    assert list(documents(curated, "train", "doc_id")) == [
        {"doc_id": "0-0", "text": "one"},
        {"doc_id": "1-0", "text": "two"},
        {"doc_id": "1-2", "text": "three"},
    ]


def test_a_split_without_files_has_none(curated):
    assert list(documents(curated, "dev")) == []


def test_a_missing_column_is_named(curated):
    with pytest.raises(UserError, match=r"part-00000\.parquet: is not a Parquet file with the columns language, text"):
        list(documents(curated, "train", "language"))


def test_a_file_that_only_calls_itself_parquet_is_bad_input(curated, tmp_path):
    (tmp_path / "documents/train/part-00000.parquet").write_bytes(b"PAR1 no more")
    with pytest.raises(UserError, match="is not a Parquet file"):
        list(documents(curated, "train"))
