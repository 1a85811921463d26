"""The audit as files: JSON for programs, CSV for spreadsheets, one self-contained HTML page for auditors."""

from collections.abc import Iterator
from csv import writer
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from io import StringIO
from json import dumps
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from yaml import safe_load

from assurance.evidence.audit import Audit

COLUMNS = ("claim", "verdict", "kind", "resource", "type", "sentence", "path")
ARROW = " → "


def write_report(audit: Audit, folder: Path, *, at: datetime | None = None) -> tuple[Path, ...]:
    """Write `audit.json`, `audit.csv` and `audit.html`; each file appears whole or not at all.

    Args:
        audit: What to write.
        folder: Made if it is missing.
        at: The time that the report carries; now by default.

    Returns:
        The three files.
    """
    folder.mkdir(parents=True, exist_ok=True)
    content = as_json(audit, at or datetime.now(UTC))
    files = {
        "audit.json": dumps(content, indent=2, ensure_ascii=False) + "\n",
        "audit.csv": as_csv(audit),
        "audit.html": as_html(content),
    }
    return tuple(_put(folder / name, text) for name, text in files.items())


def as_json(audit: Audit, at: datetime) -> dict[str, Any]:
    """The audit as plain JSON."""
    scope = asdict(audit.scope) | {"services": sorted(audit.scope.services)}
    return {
        "schema": 1,
        "date": at.isoformat(timespec="seconds"),
        "scope": scope,
        "stacks": list(audit.stacks),
        "resources": audit.resources,
        "holds": audit.holds,
        "claims_hold": audit.claims_hold,
        "claims": [asdict(result) | {"verdict": str(result.verdict)} for result in audit.results],
        "nag": asdict(audit.nag) | {"passed": audit.nag.passed} if audit.nag else None,
        "scanners": asdict(audit.scanners) | {"passed": audit.scanners.passed} if audit.scanners else None,
    }


def as_csv(audit: Audit) -> str:
    """One row a claim, a finding and a remark; then one a scanner and a finding of its, with the reason where it may stand."""
    text = StringIO()
    table = writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    for result in audit.results:
        verdict = str(result.verdict)
        table.writerow((result.name, verdict, "claim", "", "", result.statement, ""))
        for finding in result.findings:
            row = (finding.resource, finding.type, finding.sentence, ARROW.join(finding.path))
            table.writerow((result.name, verdict, "finding", *map(_cell, row)))
        for remark in result.remarks:
            table.writerow((result.name, verdict, "remark", _cell(remark.subject), "", _cell(remark.sentence), ""))
    table.writerows(_scanner_rows(audit))
    return text.getvalue()


def as_html(content: dict[str, Any]) -> str:
    """The page; it names no outside host and needs no script."""
    environment = Environment(
        loader=PackageLoader("assurance.evidence", "."),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.j2").render(content, arrow=ARROW, remedies=remedies())


@cache
def remedies() -> dict[str, str]:
    """What to do where a claim is broken, by its name; `default` where nobody has written more."""
    texts: dict[str, str] = safe_load((files("assurance.evidence") / "remedies.yaml").read_text(encoding="utf-8"))
    return {name: " ".join(text.split()) for name, text in texts.items()}


def _scanner_rows(audit: Audit) -> Iterator[tuple[str, ...]]:
    if audit.scanners is None:
        return
    verdict = "nothing open" if audit.scanners.passed else "open"
    for scan in audit.scanners.scans:
        yield (scan.scanner, verdict, "scanner", "", "", _cell(scan.trouble or f"{scan.version}: {scan.looked_at}"), "")
    for finding in audit.scanners.open:
        yield (finding.scanner, verdict, "finding", _cell(finding.place), finding.type, _cell(finding.sentence), finding.rule)
    for sentence in audit.scanners.unused:
        yield ("acknowledgements", verdict, "finding", "", "", _cell(sentence), "")
    for finding, reason in ((each.finding, each.reason) for each in audit.scanners.acknowledged):
        yield (finding.scanner, verdict, "acknowledged", _cell(finding.place), finding.type, _cell(reason), finding.rule)


def _cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def _put(path: Path, text: str) -> Path:
    partial = path.with_name(path.name + ".partial")
    try:
        partial.write_text(text, encoding="utf-8")
        return partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
