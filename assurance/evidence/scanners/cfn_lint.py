"""cfn-lint: AWS' own linter, which holds the templates against the registry schemas of the region that they go to."""

import sys
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from json import loads
from pathlib import Path

from assurance.evidence.scanners.places import Places
from assurance.evidence.scanners.scan import ScannerFinding, sentence

NAME = "cfn-lint"
ENDS_WELL = frozenset({0, 2, 4, 6, 8, 10, 12, 14})
"""Bits: 2 errors, 4 warnings, 8 hints. Anything else is a crash."""

HINTS = ("I3011", "I3042")
"""Of its hints, those that are about us: a store whose end nobody decided, a partition written out."""

COPIED_FROM = "us-east-1"


def command(files: Sequence[str], region: str) -> list[str]:
    """How it is called: errors, warnings, and two of its hints."""
    program = str(Path(sys.executable).with_name("cfn-lint"))
    return [program, "--format", "json", "--regions", region, "--include-checks", *HINTS, "--template", *files]


def findings(output: str, places: Places) -> tuple[str, list[ScannerFinding]]:
    """Read its report: its version, and the findings. It lists what is wrong alone, so it cannot say what it looked at."""
    return version("cfn-lint"), list(_findings(output, places))


@cache
def repeats_another_region(region: str) -> bool:
    """Whether its schemas for a region are those of us-east-1, byte for byte: then they cannot say what the region lacks."""
    spec = find_spec("cfnlint")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("cfn-lint is not installed (pip install '.[rehearsal]')")
    folder = Path(spec.origin).parent / "data" / "schemas" / "providers"
    own, copied = folder / f"{region}.json", folder / f"{COPIED_FROM}.json"
    return region != COPIED_FROM and own.is_file() and own.read_bytes() == copied.read_bytes()


def _findings(output: str, places: Places) -> Iterator[ScannerFinding]:
    for match in loads(output):
        file = str(match["Filename"])
        section, name = ([str(part) for part in (match["Location"].get("Path") or [])] + ["", ""])[:2]
        where = places.place(file, section, name), places.type(file, section, name)
        yield ScannerFinding(NAME, str(match["Rule"]["Id"]), *where, sentence(str(match["Message"])))
