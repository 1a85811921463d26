"""All scanners at once over one assembly, and what their findings come to."""

import os
import subprocess
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from assurance.evidence.assembly import Assembly
from assurance.evidence.scanners import cfn_lint, checkov
from assurance.evidence.scanners.acknowledgements import Acknowledgement, unused
from assurance.evidence.scanners.places import Places
from assurance.evidence.scanners.scan import Scan, ScannerFinding
from assurance.evidence.scanners.silencers import silenced
from assurance.evidence.scope import Scope

LIMIT_S = 300
LAST_WORDS = 400
"""Characters of what a scanner that broke has said."""

CHECKOV_MISSING = "Checkov is not installed: there is no {python}; `make environments` makes it"

Read = Callable[[str, Places], tuple[str, str, list[ScannerFinding]]]


@dataclass(frozen=True, slots=True)
class Answered:
    """A finding that a row answers."""

    finding: ScannerFinding
    reason: str


@dataclass(frozen=True, slots=True)
class Scanned:
    """What all scanners came to."""

    scans: tuple[Scan, ...]
    open: tuple[ScannerFinding, ...]
    acknowledged: tuple[Answered, ...]
    unused: tuple[str, ...]
    seconds: float

    @property
    def passed(self) -> bool:
        """Whether every scanner ran, every finding is answered and every answer is needed."""
        return not (self.open or self.unused or any(scan.trouble for scan in self.scans))


def scan(assembly: Assembly, scope: Scope, rows: Sequence[Acknowledgement], *, checkov_python: Path) -> Scanned:
    """Run Checkov and cfn-lint side by side.

    Args:
        assembly: Whose templates.
        scope: Its own region is the one that cfn-lint holds them against where the manifest names none.
        rows: The acknowledgements.
        checkov_python: The interpreter of Checkov's environment.
    """
    start, places = perf_counter(), Places(assembly, scope.name)
    work = [partial(_checkov, places, checkov_python), *(partial(_cfn_lint, places, *region) for region in _by_region(places, scope))]
    with ThreadPoolExecutor(len(work)) as pool:
        scans = tuple(running.result() for running in [pool.submit(each) for each in work])
    found = sorted({*silenced(places), *(finding for each in scans for finding in each.findings)})
    answers = [(finding, next((row for row in rows if row.excuses(finding)), None)) for finding in found]
    return Scanned(
        scans,
        open=tuple(finding for finding, row in answers if row is None),
        acknowledged=tuple(Answered(finding, row.reason) for finding, row in answers if row),
        unused=() if any(each.trouble for each in scans) else tuple(unused(rows, found, places.all())),
        seconds=round(perf_counter() - start, 1),
    )


def _by_region(places: Places, scope: Scope) -> list[tuple[str, list[str]]]:
    def region(file: str) -> str:
        return places.template(file).region or scope.region

    return [(name, list(files)) for name, files in groupby(sorted(places.files, key=region), key=region)]


def _checkov(places: Places, python: Path) -> Scan:
    if not python.is_file():
        return Scan(checkov.NAME, "", 0.0, "nothing", trouble=CHECKOV_MISSING.format(python=python))
    return _run(checkov.NAME, checkov.command(python.absolute(), places.files), checkov.ENDS_WELL, checkov.findings, places)


def _cfn_lint(places: Places, region: str, files: Sequence[str]) -> Scan:
    remarks: tuple[str, ...] = (f"held against the schemas of {region}",)
    if cfn_lint.repeats_another_region(region):
        remarks += (f"its schemas of {region} repeat those of {cfn_lint.COPIED_FROM}: they cannot say what the region lacks",)

    def read(output: str, places: Places) -> tuple[str, str, list[ScannerFinding]]:
        version, found = cfn_lint.findings(output, places)
        return version, f"{len(files)} templates", found

    return _run(cfn_lint.NAME, cfn_lint.command(files, region), cfn_lint.ENDS_WELL, read, places, remarks)


def _run(name: str, command: list[str], ends_well: frozenset[int], read: Read, places: Places, remarks: tuple[str, ...] = ()) -> Scan:
    """One process, in an empty folder and without the caller's environment, so that no settings of anybody's reach it."""
    start = perf_counter()

    def failed(why: str) -> Scan:
        return Scan(name, "", round(perf_counter() - start, 1), "nothing", trouble=why, remarks=remarks)

    with TemporaryDirectory(prefix=f"{name}-") as home:
        environment = {"HOME": home, "PATH": os.defpath, "LANG": "C.UTF-8", "TMPDIR": home}
        try:
            done = subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, timeout=LIMIT_S, check=False)
        except subprocess.TimeoutExpired:
            return failed(f"it did not end within {LIMIT_S} s")
        except OSError as error:
            return failed(f"it cannot be started: {error}")
    if done.returncode not in ends_well:
        return failed(f"it ended with {done.returncode}: {done.stderr.strip()[-LAST_WORDS:]}")
    try:
        version, looked_at, findings = read(done.stdout, places)
    except (KeyError, TypeError, ValueError) as error:
        return failed(f"its report cannot be read: {error}")
    return Scan(name, version, round(perf_counter() - start, 1), looked_at, tuple(sorted(set(findings))), remarks=remarks)
