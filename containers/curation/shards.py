"""Where unfinished work lies: what each pass made of each shard, so that a run that was killed goes on where it stopped.

A shard's result is whole or not there: its facts (`.json`) are written last. The folder is of one run: another recipe, corpus or code
starts it afresh.
"""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from containers.common.canonical import canonical_json
from containers.common.store import FolderStore

KEY = "key.json"


class Shards:
    """The work folder of one run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._store = FolderStore(folder)

    def claim(self, key: Mapping[str, Any]) -> bool:
        """Take the folder for the run of this key; returns whether an earlier run of the same key left work to go on from."""
        wanted = canonical_json(dict(key))
        if self._store.exists(KEY) and self._store.read_bytes(KEY) == wanted:
            return True
        self.clear()
        self._store.write_bytes(KEY, wanted)
        return False

    def clear(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def has(self, pass_name: str, number: int) -> bool:
        """Is this pass over this shard finished?"""
        return self._store.exists(_name(pass_name, number, "json"))

    def save(self, pass_name: str, number: int, tables: Mapping[str, pa.RecordBatch], facts: Mapping[str, Any]) -> None:
        """Keep what a pass made of a shard."""
        for name, batch in tables.items():
            with self._store.writing(_name(pass_name, number, f"{name}.arrow")) as path, pa.ipc.new_file(str(path), batch.schema) as writer:
                writer.write_batch(batch)
        self._store.write_bytes(_name(pass_name, number, "json"), canonical_json(dict(facts)))

    def batch(self, pass_name: str, number: int, table: str) -> pa.RecordBatch:
        """A table that a pass made of a shard, mapped from the disk: only what is used comes into memory."""
        source = pa.memory_map(str(self.folder / _name(pass_name, number, f"{table}.arrow")))
        return pa.ipc.open_file(source).get_batch(0)

    def facts(self, pass_name: str, number: int) -> dict[str, Any]:
        """The facts that a pass kept of a shard."""
        facts: dict[str, Any] = json.loads(self._store.read_bytes(_name(pass_name, number, "json")))
        return facts


def _name(pass_name: str, number: int, end: str) -> str:
    return f"{pass_name}-{number:05d}.{end}"
