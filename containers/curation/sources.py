"""Which corpus an input names."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from containers.common.entry import connect
from containers.common.errors import UserError
from containers.curation.corpora.installed_packages import InstalledPackages
from containers.curation.readers.corpus import Corpus
from containers.curation.readers.folder import READERS, Folder
from containers.curation.readers.jsonl import JsonLines

DEFAULT = "installed-packages"
JSON_LINES = (".jsonl", ".jsonl.zst")


def open_corpus(source: str | None, largest_bytes: int) -> Corpus:
    """Open what an input names: nothing or `installed-packages` is the default corpus, else a folder or a `.jsonl[.zst]` file.

    Raises:
        UserError: if it is not there, empty, or a file of another kind.
    """
    if source in {None, "", DEFAULT}:
        return InstalledPackages(largest_bytes)
    path = _local(str(source))
    if path.is_dir():
        folder = Folder(path, largest_bytes)
        if next(folder.files(), None) is None:
            raise UserError(f"{source}: holds no file to read; allowed: {', '.join(sorted(READERS))}")
        return folder
    if not path.is_file():
        raise UserError(f"{source}: no such folder or file")
    if not path.name.endswith(JSON_LINES):
        raise UserError(f"{source}: allowed: a folder, or a file that ends in {' or '.join(JSON_LINES)}")
    if path.stat().st_size == 0:
        raise UserError(f"{source}: is empty")
    return JsonLines(path, largest_bytes)


def _local(source: str) -> Path:
    """The path of a source on this machine; a bucket's is fetched."""
    parts = urlsplit(source)
    if "://" not in source:
        return Path(source)
    if parts.scheme == "file" and parts.netloc in {"", "localhost"}:
        return Path(unquote(parts.path))
    parent, _, name = source.rstrip("/").rpartition("/")
    return connect(parent).local(name) if name.endswith(JSON_LINES) else connect(source).local()
