import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from containers.common.canonical import canonical_json, hash_file, hash_of, sha256_of

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_the_canonical_spelling_says_the_same(value: object) -> None:
    assert json.loads(canonical_json(value)) == value


@given(st.dictionaries(st.text(st.characters(codec="utf-8")), st.integers()))
def test_the_order_of_keys_does_not_matter(value: dict[str, int]) -> None:
    assert hash_of(value) == hash_of(dict(reversed(value.items())))


def test_the_spelling_is_fixed() -> None:
    assert canonical_json({"b": [1, "ü"], "a": None}) == '{"a":null,"b":[1,"ü"]}'.encode()


def test_the_hash_is_fips_180_sha256(tmp_path) -> None:
    assert sha256_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-4, example B.1
    (tmp_path / "file").write_bytes(b"abc")
    assert hash_file(tmp_path / "file") == sha256_of(b"abc")


def test_what_json_has_not_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical_json(float("nan"))
