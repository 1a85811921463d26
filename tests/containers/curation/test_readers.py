import io
import json
import os
from pathlib import Path

import pypdf
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from containers.common.errors import UserError
from containers.curation.document import Document, Names, Unreadable
from containers.curation.readers.corpus import Sample, take_sample
from containers.curation.readers.folder import Folder, read_document
from containers.curation.readers.html import read_html
from containers.curation.readers.jsonl import JsonLines
from containers.curation.readers.pdf import read_pdf
from containers.curation.readers.zstd_frames import is_whole
from containers.curation.sources import open_corpus
from tests.containers.curation.texts import folder_of

ALL = Sample(None, 0, 0, 0, 0)
MB = 1_000_000


def pdf(*, text: str = "", password: str = "") -> bytes:
    """A PDF of one page, written by hand, since pypdf writes no text."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length " + str(len(stream)).encode() + b" >>\nstream\n" + stream + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    body += b"xref\n0 6\n0000000000 65535 f \n" + table + f"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF".encode()
    if not password:
        return body
    writer, out = pypdf.PdfWriter(clone_from=io.BytesIO(body)), io.BytesIO()
    writer.encrypt(password, algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"\x7fELF\x00\x01\x02", "binary data"),
        ("a.md", b"broken \xff\xfe utf-8", "broken utf-8"),
        ("a.txt", "\ufeff".encode("utf-16-le") + b"\x00", "broken utf-16"),
        ("a.txt", b"  \n\t\n", "empty"),
        ("a.html", b"<html><script>only()</script></html>", "empty"),
        ("a.html", b"<div>" * 5001 + b"text", "HTML nested deeper than 5000"),
        ("a.docx", b"PK", "no reader for this kind of file"),
        ("a.pdf", b"not a pdf at all", "named PDF but is none"),
        ("a.pdf", b"%PDF-1.7\n garbage without structure", "broken PDF"),
        ("a.pdf", pdf(text=""), "PDF without text"),
        ("a.pdf", pdf(text="secret", password="locked"), "encrypted PDF"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_reason(name: str, data: bytes, reason: str) -> None:
    read = read_document("id", data, Path(name).suffix)
    assert isinstance(read, Unreadable)
    assert read.reason.startswith(reason)


@pytest.mark.parametrize("data", [b"caf\xc3\xa9", "café".encode("utf-8-sig"), "café".encode("utf-16")])
def test_text_is_read_in_the_encodings_that_say_what_they_are(data: bytes) -> None:
    read = read_document("id", data, ".TXT")
    assert isinstance(read, Document)
    assert read.text == "café"


def test_a_pdf_gives_its_text() -> None:
    assert read_pdf(pdf(text="The law on coins"))[1] == "The law on coins"


@given(st.binary(max_size=400))
def test_no_damage_to_a_pdf_is_more_than_a_reason(noise: bytes) -> None:
    whole = pdf(text="The law on coins")
    for data in (whole[: len(whole) // 2] + noise, whole[:9] + noise + whole[9 + len(noise) :]):
        assert isinstance(read_document("id", data, ".pdf"), Document | Unreadable)


def test_html_gives_what_a_reader_sees() -> None:
    page = b"""<html><head><title>The  title</title><style>p {}</style></head><body><nav>Home</nav>
    <h1>Head</h1><p>One <a href="x">link</a> in
    a paragraph.</p><ul><li>first</li><li>second</li></ul><footer>imprint</footer></body></html>"""
    title, text = read_html(page)
    assert title == "The title"
    assert [line for line in text.split("\n") if line] == ["Head", "One link in", "a paragraph.", "first", "second"]


def test_a_folder_is_read_in_the_order_of_paths_without_hidden_files(tmp_path: Path) -> None:
    folder_of(tmp_path, [("b.txt", b"bb"), ("a/c.md", b"cc"), (".git/x.txt", b"no"), ("a/.hidden.txt", b"no")])
    assert [item.doc_id for item in Folder(tmp_path, MB).documents(ALL)] == ["a/c.md", "b.txt"]


def test_a_link_to_a_file_or_a_folder_is_quarantined_and_never_followed(tmp_path: Path) -> None:
    corpus = folder_of(tmp_path / "corpus", [("b.txt", b"bb")])
    folder_of(tmp_path / "secret", [("x.txt", b"no")])
    (corpus / "file.txt").symlink_to(tmp_path / "secret" / "x.txt")
    (corpus / "folder").symlink_to(tmp_path / "secret")
    before = Folder(corpus, MB).hash()
    text, file, folder = Folder(corpus, MB).documents(ALL)
    assert text.doc_id == "b.txt"
    assert [(item.doc_id, item.reason) for item in (file, folder)] == [(name, "a link: not followed") for name in ("file.txt", "folder")]
    assert dict(Folder(corpus, MB).entries()) == {"b.txt": 2, "file.txt": 0, "folder": 0}
    (corpus / "folder").unlink()
    (corpus / "folder").symlink_to(tmp_path)
    assert Folder(corpus, MB).hash() != before


def test_a_file_above_the_bound_is_quarantined_unread(tmp_path: Path) -> None:
    folder_of(tmp_path, [("big.txt", b"x" * 2000)])
    (read,) = Folder(tmp_path, 1000).documents(ALL)
    assert read == Unreadable("big.txt", read.source_hash, "larger than 0.001 MB")


def test_a_file_that_may_not_be_opened_is_named(tmp_path: Path, monkeypatch) -> None:
    folder_of(tmp_path, [("a.txt", b"x")])

    def refuse(path: Path) -> bytes:
        raise PermissionError

    monkeypatch.setattr(Path, "read_bytes", refuse)
    (read,) = Folder(tmp_path, MB).documents(ALL)
    assert isinstance(read, Unreadable)
    assert read.reason == "cannot be opened: PermissionError"


def test_what_may_not_be_opened_stops_nothing(tmp_path: Path, monkeypatch) -> None:
    folder_of(tmp_path, [("a.txt", b"x"), ("b.txt", b"open"), ("closed/c.txt", b"x"), ("shut/d.txt", b"x")])
    listed, opened, looked_at = os.scandir, Path.open, Path.lstat

    def refuse(real, names):
        def asked(path, *arguments, **options):
            if Path(path).name in names:
                raise PermissionError(13, "Permission denied", str(path))
            return real(path, *arguments, **options)

        return asked

    monkeypatch.setattr(os, "scandir", refuse(listed, {"closed"}))
    monkeypatch.setattr(Path, "open", refuse(opened, {"a.txt", "d.txt"}))
    monkeypatch.setattr(Path, "lstat", refuse(looked_at, {"d.txt"}))
    corpus = Folder(tmp_path, MB)
    assert len(corpus.hash()) == 64
    assert [key for key, _ in corpus.entries()] == ["a.txt", "b.txt", "closed", "shut/d.txt"]
    readable = [item.doc_id for item in corpus.documents(ALL) if isinstance(item, Document)]
    assert readable == ["b.txt"]


def test_a_folders_pictures_and_giants_take_no_room_in_the_sample(tmp_path: Path) -> None:
    folder_of(tmp_path, [("photo.jpg", b"x" * 900), ("giant.txt", b"x" * 5000), ("text.txt", b"x" * 900), ("note.md", b"x" * 50)])
    assert dict(Folder(tmp_path, 1000).entries()) == {"photo.jpg": 0, "giant.txt": 0, "text.txt": 900, "note.md": 50}


LINES = [
    json.dumps({"id": "law-1", "text": "A text.", "language": "de", "source": "s", "license": "l", "title": "t"}).encode(),
    b'{"text": "Without an id."}',
    b"{broken json",
    b"",
    b'["no", "object"]',
    b'{"id": "no-text"}',
    b'{"id": "empty", "text": "  "}',
    b'{"id": "half", "text": "\\ud800"}',
    b'{"id": "bytes", "text": "\xff"}',
    b'{"id": "law-1", "text": "The same id again."}',
    b'{"id": "big", "text": "' + b"x" * 3000 + b'"}',
    b'{"id": "huge", "text": "' + b"x" * 9000 + b'"}',
    b'{"id": 7, "text": "A number as id, and no line end."}',
]
READ = [
    ("law-1", "A text."),
    ("line-0000002", "Without an id."),
    ("line-0000003", "broken JSON"),
    ("line-0000005", "not a JSON object"),
    ("no-text", "no text field"),
    ("empty", "empty"),
    ("half", "broken Unicode: half of a surrogate pair"),
    ("line-0000009", "broken utf-8"),
    ("law-1#2", "The same id again."),
    ("big", "larger than 0.001 MB"),
    ("line-0000012", "line of 0 MB"),
    ("7", "A number as id, and no line end."),
]


def said(item: Document | Unreadable) -> tuple[str, str]:
    return item.doc_id, item.text if isinstance(item, Document) else item.reason


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.zst"])
def test_json_lines_good_and_bad(tmp_path: Path, name: str) -> None:
    data = b"\n".join(LINES)
    (tmp_path / name).write_bytes(zstandard.compress(data) if name.endswith("zst") else data)
    corpus = JsonLines(tmp_path / name, 1000)
    assert [said(item) for item in corpus.documents(ALL)] == READ
    assert len(list(corpus.entries())) == len(READ)


def test_what_a_line_says_of_its_document_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(LINES[0])
    (read,) = JsonLines(tmp_path / "a.jsonl", MB).documents(ALL)
    assert isinstance(read, Document)
    assert (read.language, read.source, read.license, read.title) == ("de", "s", "l", "t")


def test_a_long_window_of_zstd_is_read(tmp_path: Path) -> None:
    parameters = zstandard.ZstdCompressionParameters(window_log=27, enable_ldm=True)
    (tmp_path / "a.jsonl.zst").write_bytes(zstandard.ZstdCompressor(compression_params=parameters).compress(LINES[0]))
    assert len(list(JsonLines(tmp_path / "a.jsonl.zst", MB).documents(ALL))) == 1


def test_a_file_that_breaks_off_gives_what_it_has_and_says_so(tmp_path: Path) -> None:
    rows = b"\n".join(json.dumps({"id": str(at), "text": os.urandom(40).hex()}).encode() for at in range(9_000))
    (tmp_path / "a.jsonl.zst").write_bytes(zstandard.compress(rows)[:-200_000])
    first, *_, last = JsonLines(tmp_path / "a.jsonl.zst", MB).documents(ALL)
    assert isinstance(first, Document)
    assert isinstance(last, Unreadable)
    assert last.reason == "the compressed file breaks off here"


@given(st.binary(max_size=2000), st.booleans(), st.data())
def test_every_cut_of_a_zstd_file_is_noticed(content: bytes, with_checksum, data) -> None:
    compressed = zstandard.ZstdCompressor(write_checksum=with_checksum).compress(content)
    skippable = b"\x50\x2a\x4d\x18\x03\x00\x00\x00abc"
    assert is_whole(io.BytesIO(compressed + skippable + compressed))
    assert not is_whole(io.BytesIO((compressed + skippable + compressed)[: -data.draw(st.integers(1, len(compressed) - 1))]))
    assert not is_whole(io.BytesIO(b"no zstd at all"))


def test_a_line_of_a_hundred_megabytes_is_not_held_in_memory(tmp_path: Path) -> None:
    with (tmp_path / "a.jsonl").open("wb") as file:
        file.write(b'{"id": "huge", "text": "')
        for _ in range(100):
            file.write(b"x" * MB)
        file.write(b'"}\n' + LINES[0])
    read = [said(item) for item in JsonLines(tmp_path / "a.jsonl", MB).documents(ALL)]
    assert read == [("line-0000001", "line of 100 MB"), ("law-1", "A text.")]


@given(st.lists(st.text(max_size=12), max_size=12))
def test_every_document_has_an_id_of_its_own(names: list[str]) -> None:
    taker = Names()
    taken = [taker.take(name) for name in names]
    assert len(set(taken)) == len(names)


def test_an_id_that_holds_an_address_becomes_its_hash() -> None:
    assert Names().take("mail-to-jane@example.org.txt").startswith("sha256-")
    assert Names().take("x" * 500).startswith("sha256-")


class Listed:
    """A corpus of which only the entries are asked for."""

    def __init__(self, entries: list[tuple[str, int]]) -> None:
        self._entries = entries

    def entries(self):
        return iter(self._entries)


@given(st.lists(st.tuples(st.uuids().map(str), st.integers(1, 400_000)), min_size=1, max_size=40, unique_by=lambda e: e[0]), st.randoms())
def test_the_sample_depends_on_no_order_and_a_smaller_one_is_part_of_a_larger(entries, chance) -> None:
    shuffled = list(entries)
    chance.shuffle(shuffled)
    small, same, large = take_sample(Listed(entries), 0.5), take_sample(Listed(shuffled), 0.5), take_sample(Listed(entries), 1.5)
    assert small == same
    assert all(key in large for key, _ in entries if key in small)
    assert small.keys is None or small.bytes <= 500_000 or small.documents == 1
    assert small.documents >= 1


def test_the_sample_says_what_it_is() -> None:
    told = take_sample(Listed([("a", 400_000), ("b", 400_000), ("c", 400_000)]), 0.9).told()
    assert (told["documents"], told["bytes"], told["corpus_documents"], told["corpus_bytes"]) == (2, 800_000, 3, 1_200_000)
    assert "SHA-256" in told["rule"]
    assert take_sample(Listed([("a", 5)]), None).told()["rule"] == "everything"


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda root: root / "none", "no such folder or file"),
        (lambda root: root, "holds no file to read"),
        (lambda root: folder_of(root, [("a.csv", b"x")]) / "a.csv", "allowed: a folder, or a file that ends in .jsonl"),
        (lambda root: folder_of(root, [("a.jsonl", b"")]) / "a.jsonl", "is empty"),
    ],
)
def test_an_input_that_is_no_corpus_is_a_users_mistake(tmp_path: Path, make, says: str) -> None:
    with pytest.raises(UserError, match=says):
        open_corpus(str(make(tmp_path)), MB)


def test_a_file_uri_names_a_corpus(tmp_path: Path) -> None:
    folder_of(tmp_path / "my corpus", [("a.jsonl", LINES[0]), ("b.txt", b"x")])
    assert isinstance(open_corpus((tmp_path / "my corpus").as_uri(), MB), Folder)
    assert isinstance(open_corpus((tmp_path / "my corpus" / "a.jsonl").as_uri(), MB), JsonLines)
