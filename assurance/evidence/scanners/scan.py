"""What a scanner found, and where."""

from dataclasses import dataclass
from textwrap import shorten

MOST_CHARACTERS = 300


@dataclass(frozen=True, slots=True, order=True)
class ScannerFinding:
    """One rule of one scanner at one place.

    Attributes:
        scanner: Its name, as in the acknowledgements.
        rule: Its rule's id: `CKV_AWS_18`, `W3010`.
        place: `part/construct path`; see `places`.
        type: CloudFormation type; empty where the place is no resource.
        sentence: What the rule says; cut where a scanner lists all that it would have allowed.
    """

    scanner: str
    rule: str
    place: str
    type: str
    sentence: str


def sentence(text: str) -> str:
    """A scanner's words on one line, as many as a reader wants."""
    return shorten(text, MOST_CHARACTERS, placeholder=" …")


@dataclass(frozen=True, slots=True)
class Scan:
    """One scanner's run over all templates.

    Attributes:
        scanner: Its name.
        version: As it says itself.
        seconds: Wall-clock time.
        looked_at: In words, what it read.
        findings: Each rule once a place.
        trouble: Why the run says nothing; empty where it ended well.
        remarks: What a reader has to know of its limits here.
    """

    scanner: str
    version: str
    seconds: float
    looked_at: str
    findings: tuple[ScannerFinding, ...] = ()
    trouble: str = ""
    remarks: tuple[str, ...] = ()
