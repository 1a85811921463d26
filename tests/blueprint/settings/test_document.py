"""What is refused of a file before its fields are looked at, and how plain values are read."""

from pathlib import Path

import pytest
import yaml

from blueprint.settings import DeploymentError
from blueprint.settings.document import LARGEST_BYTES, MalformedError, read
from blueprint.settings.load import parse

REFUSED = [
    ("nothing", b"", "file", "a mapping"),
    ("a comment alone", b"# later\n", "file", "a mapping"),
    ("a word", b"hello", "line 1, column 1", "a mapping"),
    ("a list", b"- a\n", "line 1, column 1", "a mapping"),
    ("an open bracket", b"name: [a\n", "line 2, column 1", "expected"),
    ("a tab for indentation", b"a:\n\tb: 1\n", "line 2, column 1", "token"),
    ("a wrong dedent", b"a:\n    b: 1\n  c: 2\n", "line 3, column 3", "expected"),
    ("an anchor", b"a: &x 1\n", "line 1, column 4", "write the value out"),
    ("an alias", b"a: 1\nb: *x\n", "line 2, column 4", "write the value out"),
    ("a merge of an alias", b"a: &x {b: 1}\nc: {<<: *x}\n", "line 1, column 4", "write the value out"),
    ("a tag that runs code", b"a: !!python/object/apply:os.system [ls]\n", "line 1, column 4", "no tag"),
    ("a second document", b"a: 1\n---\nb: 2\n", "line 2, column 1", "one deployment a file"),
    ("a mapping as a key", b"{a: 1}: 2\n", "line 1, column 1", "a word as a key"),
    ("bytes that are not UTF-8", b"name: \xff\xfe\n", "byte 6", "UTF-8 text"),
    ("a control character", b"name: a\x07b\n", "character 7", "control characters are not allowed"),
    ("a thousand brackets", b"a: " + b"[" * 1000, "line 1, column 19", "at most 16 levels"),
    ("a file of a megabyte", b"a: " + b"x" * LARGEST_BYTES, "file", "at most"),
]


@pytest.mark.parametrize(("content", "field", "says"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_is_not_one_plain_mapping_is_refused_with_its_place(content, field, says) -> None:
    with pytest.raises(DeploymentError) as refused:
        parse(content, Path("x.yaml"))
    (problem,) = refused.value.problems
    assert problem.field == field
    assert says in problem.allowed


PLAIN = [
    ("no", "no"),
    ("off", "off"),
    ("true", True),
    ("False", False),
    ("~", None),
    ("null", None),
    ("12", 12),
    ("-3", -3),
    ("010", 10),
    ("0x10", "0x10"),
    ("1_000", "1_000"),
    ("1:30", "1:30"),
    ("1.5", 1.5),
    ("1e3", 1000.0),
    (".inf", ".inf"),
    ("1e400", "1e400"),
    (".nan", ".nan"),
    ("2026-11-22", "2026-11-22"),
    ('"12"', "12"),
    ("'true'", "true"),
    ("1" * 400, "1" * 400),
]


@pytest.mark.parametrize(("written", "value"), PLAIN)
def test_plain_values_follow_yaml_1_2(written, value) -> None:
    found = read(f"a: {written}\n".encode()).root["a"]
    assert (type(found), found) == (type(value), value)


def test_a_key_given_twice_is_told_with_both_places_and_the_first_value_counts() -> None:
    document = read(b"a: {b: 1}\nc: 2\na: {d: 3}\n")
    (problem,) = document.problems
    assert (problem.field, problem.value) == ("a", "again at line 3, column 1")
    assert problem.allowed.endswith("the first is at line 1")
    assert document.root == {"a": {"b": 1}, "c": 2}


def test_what_is_read_equals_what_pyyaml_reads_of_the_example(example) -> None:
    content = yaml.safe_dump(example, sort_keys=False).encode()
    assert read(content).root == example


def test_a_byte_order_mark_is_no_content() -> None:
    assert read(b"\xef\xbb\xbfa: 1\n").root == {"a": 1}


def test_malformed_says_its_place() -> None:
    with pytest.raises(MalformedError, match="line 1, column 4"):
        read(b"a: &x 1\n")
