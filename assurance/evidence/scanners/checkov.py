"""Checkov: some three hundred policies of Palo Alto's for CloudFormation, from an environment of its own (`.venv-checkov`)."""

from collections.abc import Iterator, Sequence
from json import loads
from pathlib import Path
from typing import Any

from assurance.evidence.scanners.places import Places
from assurance.evidence.scanners.scan import ScannerFinding, sentence

NAME = "checkov"
ENDS_WELL = frozenset({0, 1})
"""1: there are findings. A crash is 2."""


def command(python: Path, files: Sequence[str]) -> list[str]:
    """How it is called. Without `--skip-download` it asks its maker's servers for policies and guidelines."""
    quiet = ["--framework", "cloudformation", "--output", "json", "--compact", "--skip-download"]
    return [str(python), "-I", "-m", "checkov.main", *quiet, "--file", *files]


def findings(output: str, places: Places) -> tuple[str, str, list[ScannerFinding]]:
    """Read its report.

    Returns:
        Its version, what it looked at, and the policies that fail.

    Raises:
        ValueError: The report says that it looked at nothing, or could not read a template.
    """
    report = loads(output)
    if "results" not in report:
        raise ValueError("it found no resource to look at")
    results, summary = report["results"], report["summary"]
    if summary["parsing_errors"]:
        raise ValueError(f"it could not read {', '.join(map(str, results.get('parsing_errors') or ['a template']))}")
    checks = summary["passed"] + summary["failed"] + summary["skipped"]
    looked_at = f"{summary['resource_count']} resources, {checks} checks"
    return str(summary["checkov_version"]), looked_at, list(_failed(results["failed_checks"], places))


def _failed(checks: list[dict[str, Any]], places: Places) -> Iterator[ScannerFinding]:
    for check in checks:
        file, name = str(check["file_abs_path"]), str(check["resource"]).rpartition(".")[2]
        yield ScannerFinding(
            NAME,
            str(check["check_id"]),
            places.place(file, "Resources", name),
            places.type(file, "Resources", name),
            sentence(str(check["check_name"])),
        )
