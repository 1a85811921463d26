"""A folder of documents, read by their suffixes."""

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from containers.common.canonical import hash_of, sha256_of
from containers.curation.document import Document, Names, Unreadable
from containers.curation.readers.corpus import Sample
from containers.curation.readers.html import read_html
from containers.curation.readers.pdf import read_pdf
from containers.curation.readers.plain import NotReadable, decode

Reader = Callable[[bytes], tuple[str, str]]


def read_text(data: bytes) -> tuple[str, str]:
    """Read plain text or Markdown: no title, and the text as it is."""
    return "", decode(data)


READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".md": read_text,
    ".markdown": read_text,
    ".rst": read_text,
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_html,
    ".pdf": read_pdf,
}


class Folder:
    """All files below a folder, in the order of their paths; hidden ones are not looked at, a link is never followed and is quarantined."""

    def __init__(self, root: Path, largest_bytes: int) -> None:
        self._root, self._largest_bytes = root, largest_bytes

    def files(self) -> Iterator[Path]:
        """The files that are looked at, and the folders that may not be."""
        closed: list[Path] = []
        found: list[Path] = []
        for folder, folders, names in os.walk(self._root, onerror=lambda error: closed.append(Path(error.filename))):
            folders[:] = [name for name in folders if not name.startswith(".")]
            found += [path for name in names if not name.startswith(".") and _is_file(path := Path(folder, name))]
            found += [path for name in folders if _is_link(path := Path(folder, name))]
        yield from sorted([*found, *closed])

    def _key(self, path: Path) -> str:
        return path.relative_to(self._root).as_posix()

    def hash(self) -> str:
        """See `Corpus.hash`: paths and contents."""
        return hash_of({sha256_of(self._key(path).encode("utf-8", "surrogateescape")): _digest(path) for path in self.files()})

    def entries(self) -> Iterator[tuple[str, int]]:
        """See `Corpus.entries`: what will be quarantined unread counts nothing, or pictures would fill the sample."""
        for path in self.files():
            size = _size(path)
            yield self._key(path), size if _reader_of(path.suffix) and size <= self._largest_bytes else 0

    def documents(self, chosen: Sample) -> Iterator[Document | Unreadable]:
        """See `Corpus.documents`."""
        names = Names()
        for path in self.files():
            key = self._key(path)
            if key in chosen:
                yield self._read(path, names.take(key))

    def _read(self, path: Path, doc_id: str) -> Document | Unreadable:
        if _is_link(path):
            return Unreadable(doc_id, _digest(path), "a link: not followed")
        if _size(path) > self._largest_bytes:
            return Unreadable(doc_id, _digest(path), f"larger than {self._largest_bytes / 1e6:g} MB")
        try:
            data = path.read_bytes()
        except OSError as error:
            return Unreadable(doc_id, sha256_of(b""), f"cannot be opened: {type(error).__name__}")
        return read_document(doc_id, data, path.suffix, source=doc_id)


def _is_file(path: Path) -> bool:
    """Is it a file or a link? One that may not be looked at counts as one, so that it is named; a pipe or a socket holds no text."""
    try:
        mode = path.lstat().st_mode
        return stat.S_ISREG(mode) or stat.S_ISLNK(mode)
    except OSError:
        return True


def _is_link(path: Path) -> bool:
    try:
        return path.is_symlink()
    except OSError:
        return False


def _size(path: Path) -> int:
    """How much there is to read: nothing of a link."""
    try:
        found = path.lstat()
        return found.st_size if stat.S_ISREG(found.st_mode) else 0
    except OSError:
        return 0


def _digest(path: Path) -> str:
    """The SHA-256 of a file's content, or of where a link points; that of nothing where it may not be opened."""
    try:
        if path.is_symlink():
            return sha256_of(os.fsencode(path.readlink()))
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return sha256_of(b"")


def _reader_of(suffix: str) -> Reader | None:
    return READERS.get(suffix.lower())


def read_document(doc_id: str, data: bytes, suffix: str, *, source: str = "", license: str = "") -> Document | Unreadable:  # noqa: A002  (the field's name)
    """Read one document by its suffix; whatever is wrong with it becomes a reason."""
    digest = sha256_of(data)
    reader = _reader_of(suffix)
    if reader is None:
        return Unreadable(doc_id, digest, "no reader for this kind of file")
    try:
        title, text = reader(data)
    except NotReadable as reason:
        return Unreadable(doc_id, digest, str(reason))
    if not text.strip():
        return Unreadable(doc_id, digest, "empty")
    return Document(doc_id, digest, text, title=title, source=source, license=license)
