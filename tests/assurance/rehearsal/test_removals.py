"""Whatever the rehearsal can make, it can remove."""

from assurance.rehearsal.removals import REMOVALS
from assurance.rehearsal.types import MODELLED


def test_every_modelled_type_has_a_removal() -> None:
    assert sorted(set(MODELLED) - set(REMOVALS)) == []
