import pytest

from containers.common.canonical import sha256_of
from containers.curation.settings import PersonalData
from containers.curation.stages.personal import personal

MAIL = "write to jane@example.org today"
KEY = "-----BEGIN PRIVATE KEY-----\n" + "QUJD" * 20 + "\n-----END PRIVATE KEY-----"


def test_an_address_becomes_its_kind_and_the_row_holds_offsets_and_no_value(batch) -> None:
    outcome = personal(batch("personal", {"a": MAIL}), PersonalData())
    assert outcome.kept["text"].to_pylist() == ["write to [EMAIL] today"]
    (decision,) = outcome.decisions
    assert [(span.start, span.end, span.kind) for span in decision.spans] == [(9, 25, "email")]
    assert (decision.before, decision.after) == (sha256_of(MAIL), sha256_of("write to [EMAIL] today"))
    assert "jane" not in repr(decision)


def test_a_title_is_cleaned_too(batch) -> None:
    assert personal(batch("personal", {"a": "x"}, title="by jane@example.org"), PersonalData()).kept["title"].to_pylist() == ["by [EMAIL]"]


@pytest.mark.parametrize("action", ["drop", "quarantine"])
def test_a_recipe_removes_documents_by_kind(batch, action: str) -> None:
    outcome = personal(batch("personal", {"a": f"{MAIL}\n{KEY}", "b": MAIL}), PersonalData(actions={"private_key": action}))
    assert outcome.kept["doc_id"].to_pylist() == ["b"]
    assert [(row.doc_id, row.action) for row in outcome.decisions] == [("a", action), ("b", "redact")]
    assert outcome.decisions[0].reason == "email 1, private_key 1"


def test_a_pack_that_is_not_named_does_not_look(batch) -> None:
    assert personal(batch("personal", {"a": MAIL}), PersonalData(packs=("iban",))).decisions == []
