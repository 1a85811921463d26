"""Words inside a template that make a scanner look away. There is one place for an acknowledgement, and it is not here."""

from collections.abc import Iterator
from typing import Any

from assurance.evidence.scanners.places import RESOURCES, Places
from assurance.evidence.scanners.scan import ScannerFinding

SILENCERS = {"checkov": "checkov", "bridgecrew": "checkov", "cfn-lint": "cfn-lint"}
"""Metadata key to the scanner that obeys it (Checkov, Suppressing and Skipping Policies; cfn-lint, Metadata)."""

RULE = "silenced"


def silenced(places: Places) -> Iterator[ScannerFinding]:
    """Every such word, at the template or at the resource that holds it."""
    for file in places.files:
        template = places.template(file)
        for key in _silencers({"Metadata": template.section("Metadata")}):
            yield _finding(key, places.place(file, "Metadata", key), "")
        for name, resource in template.section(RESOURCES).items():
            for key in _silencers(resource):
                yield _finding(key, places.place(file, RESOURCES, name), places.type(file, RESOURCES, name))


def _silencers(holder: dict[str, Any]) -> Iterator[str]:
    metadata = holder.get("Metadata")
    yield from (key for key in SILENCERS if isinstance(metadata, dict) and key in metadata)


def _finding(key: str, place: str, of_type: str) -> ScannerFinding:
    sentence = f"The template's own metadata ({key}) tell the scanner to look away; acknowledgements.yaml is the place to say why."
    return ScannerFinding(SILENCERS[key], RULE, place, of_type, sentence)
