import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from containers.common import ledger
from containers.common.ledger import Decision, LedgerWriter, Seal, Span
from containers.common.store import Store, open_store


def decision(number: int = 0, **changes: object) -> Decision:
    given = {
        "doc_id": f"doc-{number}",
        "source_hash": "0" * 64,
        "stage": "quality",
        "rule": "length",
        "version": 1,
        "action": "drop",
        "reason": "too short: 12 characters < 200",
        "spans": (Span(3, 9, "email"),),
    }
    return Decision(**(given | changes))


def written(folder, count: int = 5, per_segment: int = 2) -> tuple[Store, Seal]:
    store = open_store(folder)
    writer = LedgerWriter(store, per_segment)
    for number in range(count):
        writer.append(decision(number))
    return store, writer.close()


def rows_of(store: Store) -> list[bytes]:
    return [line for path in ledger.segments(store) for line in store.read_bytes(path).splitlines()]


def replaced(store: Store, rows: list[bytes]) -> None:
    first, *others = ledger.segments(store)
    store.write_bytes(first, b"\n".join(rows) + b"\n")
    for path in others:
        store.delete(path)


def rehashed(row: bytes, **changes: object) -> bytes:
    """A row that was changed by somebody who knows how the hash is made."""
    told = {key: value for key, value in json.loads(row).items() if key != "hash"} | changes
    return ledger.canonical_json({**told, "hash": ledger.sha256_of(ledger.canonical_json(told))})


def test_a_whole_ledger_is_verified_over_its_segments(tmp_path) -> None:
    store, seal = written(tmp_path)
    assert ledger.verify(store, seal) == []
    assert (seal.rows, len(seal.segments)) == (5, 3)
    assert [row["doc_id"] for row in ledger.read(store)] == [f"doc-{number}" for number in range(5)]


def test_the_root_does_not_depend_on_how_rows_are_cut_into_segments(tmp_path) -> None:
    assert written(tmp_path / "a", per_segment=2)[1].root == written(tmp_path / "b", per_segment=100)[1].root


def test_an_empty_ledger_has_a_root_too(tmp_path) -> None:
    store, seal = written(tmp_path, count=0)
    assert (seal.rows, seal.root) == (0, ledger.GENESIS)
    assert ledger.verify(store, seal) == []


@given(at=st.integers(0, 4), field=st.sampled_from(["doc_id", "action", "reason", "before", "source_hash", "version"]))
def test_a_changed_row_is_found(tmp_path_factory, at: int, field: str) -> None:
    store, seal = written(tmp_path_factory.mktemp("ledger"))
    rows = rows_of(store)
    rows[at] = rows[at].replace(f'"{field}":'.encode(), f'"{field}":"forged","was":'.encode(), 1)
    replaced(store, rows)
    assert f"line {at + 1}: its content does not fit its hash" in "\n".join(ledger.verify(store, seal))


@given(at=st.integers(0, 4))
def test_a_changed_row_with_a_new_hash_breaks_the_chain_or_the_root(tmp_path_factory, at: int) -> None:
    store, seal = written(tmp_path_factory.mktemp("ledger"))
    rows = rows_of(store)
    rows[at] = rehashed(rows[at], action="keep")
    replaced(store, rows)
    assert ledger.verify(store, seal)


@given(at=st.integers(0, 4))
def test_a_missing_row_is_found(tmp_path_factory, at: int) -> None:
    store, seal = written(tmp_path_factory.mktemp("ledger"))
    replaced(store, [row for number, row in enumerate(rows_of(store)) if number != at])
    assert "4 rows, sealed with 5" in ledger.verify(store, seal)


@given(order=st.permutations(range(5)).filter(lambda order: order != sorted(order)))
def test_reordered_rows_are_found(tmp_path_factory, order: list[int]) -> None:
    store, seal = written(tmp_path_factory.mktemp("ledger"))
    rows = rows_of(store)
    replaced(store, [rows[number] for number in order])
    assert ledger.verify(store, seal)


def test_an_inserted_line_that_is_no_row_is_found(tmp_path) -> None:
    store, seal = written(tmp_path)
    replaced(store, [b"[]", *rows_of(store)])
    assert "line 1: is not a row" in ledger.verify(store, seal)[0]


@pytest.mark.parametrize(
    "reason", ["", "found jane@ministry.example", "number 0151 2345 6789", "card 4111111111111111", "x" * 161, "line\nbreak"]
)
def test_a_reason_that_could_carry_a_value_is_refused(reason: str) -> None:
    with pytest.raises(ValueError, match="a reason holds"):
        decision(reason=reason)


def test_the_refusal_itself_does_not_repeat_the_value() -> None:
    with pytest.raises(ValueError, match="length") as refused:
        decision(reason="found jane@ministry.example")
    assert "jane" not in str(refused.value)


def test_trace_tells_the_decisions_on_one_document(tmp_path) -> None:
    store, _ = written(tmp_path)
    assert [row["sequence"] for row in ledger.trace(store, "doc-3")] == [3]
    assert ledger.trace(store, "doc-3")[0]["spans"] == [[3, 9, "email"]]
