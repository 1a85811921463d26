"""Batches that are due at a stage, and whole runs."""

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from containers.common.canonical import sha256_of
from containers.curation.document import Document, batch_of
from containers.curation.run import run
from containers.curation.settings import Curation
from containers.curation.stages.stage import ORDER, stamped


@pytest.fixture
def batch() -> Callable[..., pa.RecordBatch]:
    """Make a batch that is due at a stage: of texts, by id."""

    def make(due: str, texts: dict[str, str], **fields: str) -> pa.RecordBatch:
        made = batch_of(Document(doc_id, sha256_of(text), text, **fields) for doc_id, text in texts.items())
        for name in ORDER[: ORDER.index(due)]:
            made = stamped(made, name)
        return made

    return make


@pytest.fixture
def curate(tmp_path: Path) -> Callable[..., Path]:
    """Curate a corpus; returns the output's folder."""

    def start(corpus: Path, name: str = "out", **settings: object) -> Path:
        run(Curation(**{"workers": 1, **settings}), str(corpus), str(tmp_path / name))
        return tmp_path / name

    return start
