"""Events come out of a byte stream whatever the pieces in which it arrives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from containers.load.sse import EventParser

lines = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=20)
events = st.lists(st.lists(lines, min_size=1, max_size=3), max_size=6)
ends = st.sampled_from(["\n", "\r\n", "\r"])


def spelled(event: list[str], end: str) -> str:
    return "".join(f"data: {line}{end}" for line in event) + end


@given(events, ends, st.lists(st.integers(1, 7), min_size=1, max_size=20), lines)
def test_what_was_spelled_is_read_back_however_it_was_cut(events: list[list[str]], end: str, cuts: list[int], comment: str) -> None:
    # A last comment, so that no bare carriage return stands at the very end, where it may still be half of a line end.
    stream = ("".join(spelled(event, end) for event in events) + f":{comment}\n").encode()
    parser, found, at = EventParser(), [], 0
    while at < len(stream):
        size = cuts[at % len(cuts)]
        found += parser.feed(stream[at : at + size])
        at += size
    assert found == ["\n".join(event) for event in events]


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        (b"data:no space\n\n", ["no space"]),
        (b"data:  two\n\n", [" two"]),
        (b"event: x\nid: 1\ndata: a\nretry: 3\n\n", ["a"]),
        (b": ping\n\n\n", []),
        (b"data\n\n", [""]),
        (b"data: a\n", []),
    ],
    ids=["no space", "one space is taken", "other fields", "comments", "an empty field", "an unfinished event"],
)
def test_the_standards_cases(stream: bytes, expected: list[str]) -> None:
    assert EventParser().feed(stream) == expected
