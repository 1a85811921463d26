"""What the simulator leaves out of the real deployments, and that no claim rests on it."""

import pytest

from assurance.evidence.assembly import read_assembly, scope_of
from assurance.evidence.audit import audit
from assurance.rehearsal.assembly import Assembly
from assurance.rehearsal.result import BY_A_TYPE_IN_TEN
from assurance.rehearsal.types import MODELLED
from assurance.rehearsal.unmodelled import unmodelled
from tests.conftest import ALL_WAYS, DEPLOYMENTS, Synthesise

NAMES = (*DEPLOYMENTS, ALL_WAYS)


def types(deployed: Assembly) -> set[str]:
    before = [template for place in deployed.places for template in deployed.before(place).values()]
    templates = [*before, *deployed.templates.values()]
    return {resource["Type"] for template in templates for resource in template["Resources"].values()}


def rests_on(looked_at: set[str], modelled: set[str]) -> list[str]:
    """Types of CloudFormation that a claim looked at and that the rehearsal does not make; what lives in a cluster has schemas."""
    return sorted(kind for kind in looked_at - modelled if kind.startswith("AWS::"))


@pytest.mark.parametrize("name", NAMES)
def test_every_type_is_modelled_or_listed_and_at_most_one_in_ten_is_listed(name: str, synthesise: Synthesise) -> None:
    found = types(Assembly(synthesise(name)))
    assert sorted(found - set(MODELLED) - set(unmodelled())) == []
    assert len(found & set(unmodelled())) <= BY_A_TYPE_IN_TEN * len(found)


@pytest.mark.parametrize("name", NAMES)
def test_no_claim_rests_on_a_type_that_is_not_modelled(name: str, synthesise: Synthesise) -> None:
    assembly = read_assembly(synthesise(name))
    looked_at = {kind for result in audit(assembly, scope_of(assembly)).results for kind in result.looked_at}
    assert len(looked_at) > 10
    assert rests_on(looked_at, set(MODELLED)) == []


def test_a_claim_on_a_type_that_is_not_modelled_is_found() -> None:
    assert rests_on({"AWS::KMS::Key", "AWS::Nowhere::Thing"}, set(MODELLED)) == ["AWS::Nowhere::Thing"]
