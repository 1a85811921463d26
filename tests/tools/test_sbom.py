"""A licence that nobody looked at is found."""

import importlib.util
from pathlib import Path

import pytest

TOOL = Path(__file__).resolve().parents[2] / "tools" / "sbom.py"
spec = importlib.util.spec_from_file_location("sbom", TOOL)
assert spec
assert spec.loader
sbom = importlib.util.module_from_spec(spec)
spec.loader.exec_module(sbom)

PERMISSIVE = {"MIT", "Apache-2.0", "BSD-3-Clause"}


@pytest.mark.parametrize("expression", ["MIT", "GPL-3.0-only OR MIT", "Apache-2.0 AND MIT", "(MIT OR Apache-2.0)"])
def test_what_permissive_licences_can_meet_is_permissive(expression):
    assert sbom.is_permissive(expression, PERMISSIVE)


@pytest.mark.parametrize(
    "expression", ["GPL-3.0-only", "MIT AND LGPL-2.1-only", "LGPL-2.1-only OR MPL-2.0", "", "License :: Other/Proprietary License"]
)
def test_what_they_cannot_is_not(expression):
    assert not sbom.is_permissive(expression, PERMISSIVE)


def test_a_heading_without_a_licence_names_none():
    assert sbom.licences({"licenses": [{"license": {"name": "License :: OSI Approved"}}]}) == []
