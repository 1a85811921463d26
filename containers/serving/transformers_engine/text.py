"""From tokens to the text that may be sent now."""

from collections.abc import Sequence

from tokenizers import Tokenizer
from tokenizers.decoders import DecodeStream


class TextStream:
    """Turns tokens into pieces of text and cuts at the first stop string.

    A piece is held back while it may be the beginning of a stop string, or half of a character.

    Args:
        tokenizer: the model's.
        stops: strings that end the text and are not part of it.
    """

    def __init__(self, tokenizer: Tokenizer, stops: Sequence[str] = ()) -> None:
        self._tokenizer, self._decoder = tokenizer, DecodeStream(skip_special_tokens=True)
        self._stops = StopStrings(stops)

    @property
    def is_stopped(self) -> bool:
        """Has a stop string been met?"""
        return self._stops.is_met

    def add(self, token: int) -> str:
        """Take a token, give the text that is now certain."""
        return self._stops.add(self._decoder.step(self._tokenizer, token) or "")

    def end(self) -> str:
        """Give what was held back for a stop string that never came; half a character stays unsaid."""
        return self._stops.end()


class StopStrings:
    """Passes text on up to the first stop string."""

    def __init__(self, stops: Sequence[str]) -> None:
        self._stops, self._held, self.is_met = [stop for stop in stops if stop], "", False

    def add(self, piece: str) -> str:
        """Take the next piece, give the text that can no longer become a stop string."""
        if self.is_met:
            return ""
        text = self._held + piece
        found = [at for stop in self._stops if (at := text.find(stop)) >= 0]
        if found:
            self.is_met, self._held = True, ""
            return text[: min(found)]
        keep = max((_overlap(text, stop) for stop in self._stops), default=0)
        self._held = text[len(text) - keep :]
        return text[: len(text) - keep]

    def end(self) -> str:
        """Give what is held back: no more text comes."""
        held, self._held = self._held, ""
        return held


def _overlap(text: str, stop: str) -> int:
    """How long is the longest end of the text that is a beginning of the stop string?"""
    return next((size for size in range(min(len(stop) - 1, len(text)), 0, -1) if stop.startswith(text[-size:])), 0)
