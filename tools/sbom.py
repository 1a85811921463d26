"""Writes a CycloneDX bill of materials for each environment, and a table of licences: `make sbom`.

Exits 1 where a package's licence is neither permissive nor reviewed (docs/licences.yaml).
"""

import csv
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
OUTPUT = ROOT / "build" / "sbom"
ENVIRONMENTS = {"main": ".venv", "vllm": ".venv-vllm", "checkov": ".venv-checkov"}
NAMES = {
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: OSI Approved :: BSD License": "BSD-3-Clause",
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: ISC License (ISCL)": "ISC",
    "License :: OSI Approved :: Python Software Foundation License": "PSF-2.0",
    "License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}


def bill_of_materials(name: str) -> dict[str, Any]:
    """Write and return the bill of one environment."""
    file = OUTPUT / f"{name}.cdx.json"
    python = ROOT / ENVIRONMENTS[name] / "bin" / "python"
    tool = Path(sys.executable).with_name("cyclonedx-py")
    subprocess.run([tool, "environment", str(python), "--of", "JSON", "--output-file", str(file)], check=True, capture_output=True)
    bill: dict[str, Any] = json.loads(file.read_text())
    return bill


def licences(component: dict[str, Any]) -> list[str]:
    """Name the licences of a component: SPDX where its metadata allow it, without trove headings that name none."""
    found = set()
    for entry in component.get("licenses", []):
        name = entry.get("expression") or entry["license"].get("id") or entry["license"].get("name", "")
        found.add(NAMES.get(name, name))
    return sorted(found - {"License :: OSI Approved"})


def is_permissive(expression: str, permissive: set[str]) -> bool:
    """Whether an SPDX expression can be met by permissive licences alone: any of an OR, all of an AND (SPDX 2.3, annex D)."""
    choices = re.split(r"\s+OR\s+", expression.strip("() "))
    return any(all(part.strip("() ") in permissive for part in re.split(r"\s+AND\s+", choice)) for choice in choices)


def rows() -> Iterator[dict[str, str]]:
    """One row a package and environment, with the verdict."""
    known = yaml.safe_load((ROOT / "docs" / "licences.yaml").read_text())
    permissive = set(known["permissive"])
    for environment, folder in ENVIRONMENTS.items():
        if not (ROOT / folder / "bin" / "python").exists():
            continue
        for component in bill_of_materials(environment)["components"]:
            found = licences(component)
            review = known["reviewed"].get(component["name"])
            fine = bool(found) and all(is_permissive(licence, permissive) for licence in found)
            verdict = "permissive" if fine else f"reviewed: {review['reason']}" if review else "NOT REVIEWED"
            licence = review["licence"] if review and not fine else " AND ".join(found)[:80]
            yield {
                "environment": environment,
                "package": component["name"],
                "version": component.get("version", ""),
                "licence": licence,
                "verdict": verdict,
            }


def main() -> int:
    """Write the bills and the table; exit 1 where a licence was never looked at."""
    OUTPUT.mkdir(parents=True, exist_ok=True)
    table = list(rows())
    with (OUTPUT / "licences.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(table[0]))
        writer.writeheader()
        writer.writerows(table)
    open_ones = [row for row in table if row["verdict"] == "NOT REVIEWED"]
    for row in open_ones:
        named = row["licence"] or "(none named)"
        print(f"{row['environment']:<6} {row['package']:<30} {named}: neither permissive nor reviewed (docs/licences.yaml)")
    print(f"{len(table)} packages, {len(open_ones)} not reviewed; build/sbom/*.cdx.json, build/sbom/licences.csv")
    return 1 if open_ones else 0


if __name__ == "__main__":
    sys.exit(main())
