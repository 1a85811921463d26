"""Nothing that Checkov or cfn-lint finds in our deployments is left unanswered, and no answer is left without a finding."""

import pytest

from assurance.evidence.assembly import read_assembly, scope_of
from assurance.evidence.scanners.acknowledgements import acknowledgements
from assurance.evidence.scanners.run import Scanned, scan
from tests.conftest import ALL_WAYS, DEPLOYMENTS, OWN_KEYS

ALL = (*DEPLOYMENTS, ALL_WAYS, OWN_KEYS)


@pytest.fixture(scope="module")
def scanned(synthesise, checkov_python):
    """By deployment, each once."""
    made: dict[str, Scanned] = {}

    def once(name: str) -> Scanned:
        if name not in made:
            assembly = read_assembly(synthesise(name))
            made[name] = scan(assembly, scope_of(assembly), acknowledgements(), checkov_python=checkov_python)
        return made[name]

    return once


@pytest.mark.parametrize("name", ALL)
def test_nothing_is_open_and_every_acknowledgement_excuses_something(scanned, name):
    result = scanned(name)
    assert [each.trouble for each in result.scans if each.trouble] == []
    assert result.open == ()
    assert result.unused == ()


def test_every_row_is_needed_by_one_deployment_at_least(scanned):
    found = [each.finding for name in ALL for each in scanned(name).acknowledged]
    assert [row for row in acknowledgements() if not any(row.excuses(finding) for finding in found)] == []


def test_every_reason_is_a_sentence():
    assert [row.rule for row in acknowledgements() if len(row.reason) < 60 or not row.reason.endswith(".")] == []
