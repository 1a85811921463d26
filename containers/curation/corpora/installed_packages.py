"""The default corpus: what the installed Python packages say of themselves.

Descriptions, documentation, licences and docstrings: real text with real addresses and real duplicates, on every machine that has an
environment. What is read depends on nothing but the installed packages.
"""

import hashlib
import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path

from containers.common.canonical import hash_of, sha256_of
from containers.curation.document import Document, Names, Unreadable
from containers.curation.readers.corpus import Sample
from containers.curation.readers.folder import READERS, read_document

TEXTS = {".md", ".rst", ".txt", ".html", ".htm"}
NAMED = ("LICENSE", "LICENCE", "COPYING", "NOTICE", "AUTHORS", "README", "CHANGELOG", "CHANGES", "HISTORY")
NOT_TEXT = {"RECORD", "top_level.txt", "entry_points.txt", "requirements.txt", "SOURCES.txt", "dependency_links.txt", "requires.txt"}
CODE = {".py", ".pyc", ".json", ".js", ".mjs", ".cjs", ".ts", ".map", ".toml", ".yaml", ".yml"}
NOT_DOCUMENTS = {"tests", "test", "testing", "data", "datasets", "fixtures", "templates", "static", "webui"}
DOCSTRING_SOURCE_BYTES = range(8_000, 120_000)
DOCSTRING_BUDGET_BYTES = 24_000_000
SHORTEST_DOCSTRINGS = 1500
DOCSTRING = re.compile(r'(?:\A|:[ \t]*\n)\s*[rR]?(?P<quote>"""|\'\'\')(?P<text>.{20,20000}?)(?P=quote)', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to read: a key, and where it lies; a description lies in its package's metadata."""

    key: str
    path: Path
    license: str
    kind: str
    size: int


class InstalledPackages:
    """Every distribution of this environment, by name."""

    def __init__(self, largest_bytes: int) -> None:
        self._largest_bytes = largest_bytes
        self._items: list[Item] | None = None

    def items(self) -> list[Item]:
        """All that can be read, in the order of the keys."""
        if self._items is None:
            self._items = sorted({item.key: item for item in self._found()}.values(), key=lambda item: item.key)
        return self._items

    def _found(self) -> Iterator[Item]:
        modules: list[Item] = []
        for distribution in distributions():
            name, license_ = distribution.metadata["Name"].lower(), _license(distribution)
            root = str(distribution.locate_file(""))
            for file in _files(distribution):
                if not (kind := _kind(file)):
                    continue
                path = Path(root, file)
                if path.is_file() and 0 < (size := path.stat().st_size) <= self._largest_bytes:
                    item = Item(f"{name}/{file}", path, license_, kind, size)
                    if kind == "docstrings":
                        modules.append(item)
                    else:
                        yield item
        yield from _within_budget(modules)

    def hash(self) -> str:
        """See `Corpus.hash`: keys and contents."""
        hashes = {}
        for item in self.items():
            with item.path.open("rb") as stream:
                hashes[item.key] = hashlib.file_digest(stream, "sha256").hexdigest()
        return hash_of(hashes)

    def entries(self) -> Iterator[tuple[str, int]]:
        """See `Corpus.entries`; a module counts with a third of its size, about what its docstrings are."""
        return ((item.key, item.size // 3 if item.kind == "docstrings" else item.size) for item in self.items())

    def documents(self, chosen: Sample) -> Iterator[Document | Unreadable]:
        """See `Corpus.documents`."""
        names = Names()
        for item in self.items():
            if item.key in chosen and (read := _read(item, names)):
                yield read


def _files(distribution: Distribution) -> Iterator[str]:
    """The paths in a distribution's RECORD; reading it plainly is ten times as fast as `distribution.files`."""
    for line in (distribution.read_text("RECORD") or "").splitlines():
        yield line.rsplit(",", 2)[0].strip('"')


def _kind(file: str) -> str:
    """What a file of a distribution is to this corpus; empty: nothing."""
    *folders, name = file.split("/")
    suffix = name[name.rfind(".") :].lower() if "." in name else ""
    if name == "METADATA":
        return "description"
    is_named = name.upper().startswith(NAMED) and suffix not in CODE
    if not (is_named or suffix == ".py" or suffix in TEXTS):
        return ""
    if name in NOT_TEXT or ".." in folders or not NOT_DOCUMENTS.isdisjoint(map(str.lower, folders)):
        return ""
    if suffix == ".py":
        return "" if name.startswith("test_") else "docstrings"
    return "text"


def _within_budget(modules: list[Item]) -> Iterator[Item]:
    """Modules in the order of the hash of their keys, until their sources fill the budget: parsing all of them would take minutes."""
    spent = 0
    for item in sorted(modules, key=lambda item: sha256_of(item.key)):
        if item.size in DOCSTRING_SOURCE_BYTES:
            spent += item.size
            if spent > DOCSTRING_BUDGET_BYTES:
                return
            yield item


def _read(item: Item, names: Names) -> Document | Unreadable | None:
    data = item.path.read_bytes()
    suffix = item.path.suffix if item.path.suffix.lower() in READERS else ".txt"
    if item.kind == "description":
        data = data.partition(b"\n\n")[2]
    elif item.kind == "docstrings":
        data, suffix = docstrings(data).encode(), ".txt"
    if item.kind != "text" and len(data) < (SHORTEST_DOCSTRINGS if item.kind == "docstrings" else 1):
        return None
    return read_document(names.take(item.key), data, suffix, source=item.key.partition("/")[0], license=item.license)


def docstrings(source: bytes) -> str:
    """The docstrings of a module, its classes and functions, in their order.

    They are found as the triple-quoted strings that open a file or a block: parsing the sources would take twenty times as long.
    """
    text = source.decode("utf-8", "replace")
    return "\n\n".join(inspect.cleandoc(found["text"]) for found in DOCSTRING.finditer(text))


def _license(distribution: Distribution) -> str:
    told = distribution.metadata
    stated = next((told[name] for name in ("License-Expression", "License") if name in told), "")
    classified = [value.rpartition(" :: ")[2] for value in told.get_all("Classifier") or [] if value.startswith("License ::")]
    return (stated.splitlines() or [""])[0][:80] or "; ".join(classified)[:80]
