"""The list of what the simulator leaves out: it shrinks, or a test fails."""

from assurance.rehearsal.result import Rehearsal
from assurance.rehearsal.types import MODELLED
from assurance.rehearsal.unmodelled import unmodelled
from assurance.rehearsal.verify import Checked

MOST = 1


def rehearsal(*kinds: str) -> Rehearsal:
    resources = tuple(Checked("stack", f"R{at}", kind, "id", is_modelled=kind in MODELLED) for at, kind in enumerate(kinds))
    return Rehearsal({"name": "example"}, resources, (), {})


def test_the_list_does_not_grow() -> None:
    assert len(unmodelled()) <= MOST, "model the type, or show why it makes nothing; raising this number is the last resort"


def test_every_entry_has_a_reason_and_is_not_modelled_after_all() -> None:
    assert all(len(reason) > 20 for reason in unmodelled().values())
    assert not set(unmodelled()) & set(MODELLED)


def test_more_than_one_type_in_ten_left_out_is_a_problem() -> None:
    left_out, *_ = unmodelled()
    modelled = sorted(MODELLED)
    assert rehearsal(left_out, *modelled[:9]).problems == []
    assert rehearsal(left_out, *modelled[:8]).problems == ["1 of 9 types are not modelled: more than one in ten"]
