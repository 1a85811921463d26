import pytest
from hypothesis import given
from hypothesis import strategies as st

from containers.curation.settings import Classifying
from containers.curation.stages.classify import classify, split_of
from containers.curation.topics import topic_of

RULE = Classifying()

LICENCE = "Permission is granted to any person obtaining a copy of this software; the copyright notice shall be included, without warranty."
LAW = "§ 1 Dieses Gesetz regelt die Zuständigkeit der Behörde nach Absatz 2 der Verordnung. § 2 Die Anlage gilt nach Absatz 3."
REFERENCE = "Parameters: x : int, default None. Returns: bool, True if the argument is a tuple or dict. Raises if the parameters are None."
MANUAL = (
    "To install the package use pip. The documentation has examples of the usage and of every command of the tutorial; Python is needed."
)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        (LICENCE, "licence"),
        (LAW, "law"),
        (REFERENCE, "reference"),
        (MANUAL, "documentation"),
        ("The sun shone over the hills and the sea.", "other"),
        ("", "other"),
    ],
)
def test_topics(text: str, topic: str) -> None:
    assert topic_of(text) == topic


@given(st.text(min_size=1, max_size=20))
def test_a_group_has_one_split_wherever_its_documents_stand(group: str) -> None:
    assert split_of(group, RULE) == split_of(group, RULE)
    assert split_of(group, Classifying(dev_share=0, test_share=0)) == "train"


def test_the_shares_are_kept() -> None:
    splits = [split_of(f"group-{number}", Classifying(dev_share=0.1, test_share=0.2)) for number in range(10_000)]
    # Standard errors of the binomial are 30 and 40 documents: five of them.
    assert splits.count("dev") == pytest.approx(1000, abs=150)
    assert splits.count("test") == pytest.approx(2000, abs=200)


@given(st.dictionaries(st.sampled_from([f"d{number}" for number in range(20)]), st.integers(0, 4), min_size=1))
def test_no_kin_group_straddles_splits(batch_kin: dict[str, int]) -> None:
    splits: dict[int, set[str]] = {}
    for group in batch_kin.values():
        splits.setdefault(group, set()).add(split_of(f"group {group}", Classifying(dev_share=0.3, test_share=0.3)))
    assert all(len(one) == 1 for one in splits.values())


def test_a_group_too_large_for_a_small_split_goes_to_train(batch) -> None:
    rule = Classifying(dev_share=0.49, test_share=0.49)
    name = next(f"g{number}" for number in range(100) if split_of(f"g{number}", rule) != "train")
    given_batch = batch("classify", {"a": LAW, "b": LAW}, language="de")
    outcome = classify(given_batch, {"a": name, "b": name}, frozenset({name}), rule)
    assert outcome.kept["split"].to_pylist() == ["train", "train"]


def test_every_document_gets_its_last_row(batch) -> None:
    outcome = classify(batch("classify", {"a": LAW}, language="de"), {"a": "a"}, frozenset(), RULE)
    (decision,) = outcome.decisions
    assert (decision.action, decision.before) == ("keep", decision.after)
    assert "topic law, language de" in decision.reason
    assert outcome.kept["characters"].to_pylist() == [len(LAW)]
