"""The text of a PDF that has any."""

import io
import logging

import pypdf
from pypdf.errors import PdfReadError

from containers.curation.readers.plain import NotReadable

MOST_PAGES = 5000

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it repeats content; what matters becomes a reason


def read_pdf(data: bytes) -> tuple[str, str]:
    """Read a PDF; returns its title and its text, pages parted by an empty line.

    Raises:
        NotReadable: if it is no PDF, encrypted, broken, endless, or has no text (a scan).
    """
    if b"%PDF-" not in data[:1024]:
        raise NotReadable("named PDF but is none")
    try:
        return _read(data)
    except NotReadable:
        raise
    except RecursionError:
        raise NotReadable("broken PDF: endless structure") from None
    except Exception as error:  # noqa: BLE001  (a hostile file makes pypdf raise nearly anything; the name of the class is the reason)
        raise NotReadable(f"broken PDF: {type(error).__name__}") from None


def _read(data: bytes) -> tuple[str, str]:
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise NotReadable("encrypted PDF")
    except PdfReadError:
        raise NotReadable("broken PDF: no readable structure") from None
    if len(reader.pages) > MOST_PAGES:
        raise NotReadable(f"PDF of more than {MOST_PAGES} pages")
    text = "\n\n".join(page.extract_text() for page in reader.pages).strip()
    if not text:
        raise NotReadable("PDF without text: a scan needs character recognition first")
    title = reader.metadata.title if reader.metadata else None
    return title or "", text
