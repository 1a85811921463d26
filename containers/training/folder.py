"""Where the parts of a training output lie, and the lock that keeps two runs out of one folder."""

import contextlib
import fcntl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from containers.common.errors import StepFailed, UserError
from containers.common.store import FolderStore, Store


@dataclass(frozen=True)
class RunFolder:
    """The output of one run (`docs/architecture.md`, row training)."""

    root: Path

    @classmethod
    def of(cls, store: Store) -> "RunFolder":
        """The folder behind an output store.

        Raises:
            UserError: for a bucket: ranks write one checkpoint together, which takes a file system (on AWS: FSx for Lustre, which
                exports to the bucket by its data repository association).
        """
        if not isinstance(store, FolderStore):
            raise UserError(
                f"--output {store.uri}: training writes to a mounted file system, not to a bucket; allowed: a path or file:///PATH"
            )
        return cls(store.folder)

    @property
    def store(self) -> FolderStore:
        """The whole output as a store."""
        return FolderStore(self.root)

    @property
    def tokenizer(self) -> Path:
        """The Hugging Face tokenizer folder."""
        return self.root / "tokenizer"

    @property
    def tokens(self) -> Path:
        """The packed splits."""
        return self.root / "tokens"

    @property
    def checkpoints(self) -> Path:
        """One folder a checkpoint."""
        return self.root / "checkpoints"

    @property
    def losses(self) -> Path:
        """One line a step."""
        return self.root / "losses.jsonl"

    @property
    def events(self) -> Path:
        """One line an event."""
        return self.root / "events.jsonl"

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder for this process; the kernel lets go of it when the process ends, however it ends.

        Raises:
            StepFailed: if another run holds it.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / ".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise StepFailed(f"{self.root}: another run is writing here; wait for it or choose another --output") from None
            yield
