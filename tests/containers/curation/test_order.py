import pytest

from containers.curation.settings import NearDuplicates, Normalising, PersonalData, Quality
from containers.curation.stages.duplicates import exact, near
from containers.curation.stages.normalise import normalise
from containers.curation.stages.personal import personal
from containers.curation.stages.quality import quality
from containers.curation.stages.stage import ORDER, OutOfOrder, passed, stamped


def test_the_order_is_the_specified_one() -> None:
    assert ORDER == ("read", "normalise", "personal", "exact", "near", "quality", "perplexity", "classify")


@pytest.mark.parametrize(
    ("due", "work"),
    [
        ("personal", lambda given: normalise(given, Normalising())),
        ("normalise", lambda given: personal(given, PersonalData())),
        ("personal", lambda given: exact(given, {})),
        ("exact", lambda given: near(given, {})),
        ("near", lambda given: quality(given, Quality())),
    ],
)
def test_a_stage_refuses_a_batch_that_is_not_due(batch, due: str, work) -> None:
    with pytest.raises(OutOfOrder, match="is due"):
        work(batch(due, {"a": "text"}))


def test_a_batch_tells_what_it_has_passed(batch) -> None:
    outcome = normalise(batch("normalise", {"a": "text"}), Normalising())
    assert passed(outcome.kept) == ("read", "normalise")


def test_after_the_last_stage_none_is_due(batch) -> None:
    whole = stamped(batch("classify", {"a": "text"}), "classify")
    with pytest.raises(OutOfOrder, match="none is due"):
        stamped(whole, "classify")


def test_settings_that_contradict_themselves_are_refused() -> None:
    with pytest.raises(ValueError, match="must divide permutations"):
        NearDuplicates(bands=30)
    with pytest.raises(ValueError, match="kin_threshold"):
        NearDuplicates(threshold=0.4)
    with pytest.raises(ValueError, match="unknown shoe_size; allowed: access_token"):
        PersonalData(packs=("shoe_size",))
    with pytest.raises(ValueError, match="unknown shoe_size"):
        PersonalData(actions={"shoe_size": "drop"})
