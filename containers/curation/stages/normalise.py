"""Bring text into one form, so that equal texts are equal bytes.

Unicode NFC (UAX #15) is safe everywhere. NFKC is not used: it makes `m²` to `m2` and `№` to `No`, which changes what
a law or a formula says. Control, zero-width and soft-hyphen characters go; no-break and wide spaces become spaces.
"""

import re
import unicodedata

import pyarrow as pa

from containers.common.canonical import sha256_of
from containers.common.ledger import Decision
from containers.curation.document import with_column
from containers.curation.settings import Normalising
from containers.curation.stages.stage import Outcome, stage
from containers.curation.unwrap import unwrap

VERSION = 1

# C0 and C1 controls but tab and newline; zero-width characters but the joiners, which Arabic, Indic scripts and emoji need;
# soft hyphen, byte-order mark, directional overrides, non-characters.
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
SPACES = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f]")
LINE_TAILS = re.compile(r" +(?=\n|\Z)")
EMPTY_LINES = re.compile(r"\n{3,}")
FRONT_MATTER = re.compile(r"\A---\n(?P<body>.{0,20000}?)\n---[ ]*(?:\n|\Z)", re.DOTALL)
TITLE = re.compile(r"^title:[ ]*(?P<title>.+(?:\n[ ]+.+)*)", re.IGNORECASE | re.MULTILINE)


@stage("normalise")
def normalise(batch: pa.RecordBatch, rule: Normalising) -> Outcome:
    """Normalise every text; a document whose text changes gets a row with the hashes before and after."""
    texts, titles, decisions = [], [], []
    for row in batch.to_pylist():
        title, text, steps = normalised(row["text"], rule)
        texts.append(text)
        titles.append(row["title"] or title)
        if steps:
            decisions.append(_decision(row, text, steps))
    return Outcome(with_column(with_column(batch, "text", texts), "title", titles), decisions)


def _decision(row: dict[str, str], text: str, steps: list[str]) -> Decision:
    return Decision(
        doc_id=row["doc_id"],
        source_hash=row["source_hash"],
        stage="normalise",
        rule="form",
        version=VERSION,
        action="keep",
        reason=f"changed: {' '.join(steps)}",
        before=sha256_of(row["text"]),
        after=sha256_of(text),
    )


def normalised(text: str, rule: Normalising) -> tuple[str, str, list[str]]:
    """Normalise one text; returns a title that its front matter names (or ""), the text, and the names of the steps that changed it."""
    steps: list[str] = []

    def step(name: str, after: str) -> None:
        nonlocal text
        if after != text:
            steps.append(name)
            text = after

    step("unicode", unicodedata.normalize("NFC", text))
    step("lines", LINE_ENDS.sub("\n", text))
    step("controls", CONTROLS.sub("", text))
    title = ""
    if rule.front_matter == "remove" and (found := FRONT_MATTER.match(text)):
        named = TITLE.search(found["body"])
        title = " ".join(named["title"].split()).strip("\"'") if named else ""
        step("front-matter", text[found.end() :])
    step("spaces", EMPTY_LINES.sub("\n\n", LINE_TAILS.sub("", SPACES.sub(" ", text))).strip("\n"))
    if rule.unwrap:
        step("unwrapped", unwrap(text))
    return title, text, steps
