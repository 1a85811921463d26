"""Streamed pieces of text are, put together, the text; a stop string cuts it, wherever the pieces end."""

from hypothesis import given, settings
from hypothesis import strategies as st

from containers.serving.transformers_engine.language_model import LanguageModel
from containers.serving.transformers_engine.text import StopStrings, TextStream

few = st.text("abc", max_size=30)


def cut_at_first(text: str, stops: list[str]) -> str:
    return text[: min([text.find(stop) for stop in stops if stop in text], default=len(text))]


@given(st.lists(st.text("abc", max_size=4), max_size=12), st.lists(st.text("abc", min_size=1, max_size=4), max_size=3))
@settings(max_examples=400)
def test_the_text_ends_before_its_first_stop_string_however_it_is_cut(pieces: list[str], stops: list[str]) -> None:
    stream = StopStrings(stops)
    said = ""
    for piece in pieces:
        said += stream.add(piece)
        if stream.is_met:
            break
    said += stream.end()
    text = "".join(pieces)
    # Pieces end the search: the first stop string to be complete wins, and of those complete with the same piece the earliest.
    assert text.startswith(said)
    assert not any(stop in said for stop in stops)
    assert stream.is_met == any(stop in text for stop in stops)
    if not stream.is_met:
        assert said == text
    if len(stops) == 1:
        assert said == cut_at_first(text, stops)


def test_nothing_is_held_back_without_stop_strings() -> None:
    assert StopStrings([]).add("abc") == "abc"


def test_what_may_become_a_stop_string_is_held_back_until_it_cannot() -> None:
    stream = StopStrings(["###"])
    assert [stream.add("a#"), stream.add("#"), stream.add("b"), stream.add("#"), stream.end()] == ["a", "", "##b", "", "#"]


@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40))
@settings(max_examples=100)
def test_pieces_put_together_are_the_decoded_tokens(language_model: LanguageModel, text: str) -> None:
    tokens = language_model.encode(text) if text else []
    stream = TextStream(language_model.pieces)
    assert "".join(stream.add(token) for token in tokens) + stream.end() == text


def test_half_a_character_is_not_said(language_model: LanguageModel) -> None:
    tokens = language_model.encode("書€")
    stream = TextStream(language_model.pieces)
    said = [stream.add(token) for token in tokens[:-1]]
    assert "\ufffd" not in "".join(said) + stream.end()
