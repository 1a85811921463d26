"""What a curation recipe can say."""

import os
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from containers.common.personal import PACKS
from containers.common.recipe import Recipe

Share = float  # of 1
KINDS = tuple(pack.kind for pack in PACKS)


def _known(kinds: tuple[str, ...]) -> tuple[str, ...]:
    unknown = sorted(set(kinds) - set(KINDS))
    if unknown:
        raise ValueError(f"unknown {', '.join(unknown)}; allowed: {', '.join(sorted(KINDS))}")
    return kinds


class Reading(Recipe):
    """What is taken of the corpus.

    The sample is taken in the order of the SHA-256 of the document ids: it does not depend on where a document stands, and a
    smaller sample is part of a larger one.
    """

    sample_mb: float | None = Field(default=None, gt=0, description="upper bound of what is read, in 10^6 bytes; none: everything")
    largest_document_mb: float = Field(default=8, gt=0, le=64, description="a larger document is quarantined")


class Normalising(Recipe):
    """How text is brought into one form."""

    unwrap: bool = Field(default=True, description="join hard-wrapped lines of a paragraph")
    front_matter: Literal["remove", "keep"] = "remove"


class PersonalData(Recipe):
    """What happens where personal data stands."""

    packs: tuple[str, ...] = Field(default=KINDS, min_length=1)
    actions: dict[str, Literal["redact", "drop", "quarantine"]] = Field(default_factory=dict, description="by kind; redact if not named")

    @field_validator("packs")
    @classmethod
    def _packs_exist(cls, packs: tuple[str, ...]) -> tuple[str, ...]:
        return _known(packs)

    @field_validator("actions")
    @classmethod
    def _kinds_exist(cls, actions: dict[str, str]) -> dict[str, str]:
        _known(tuple(actions))
        return actions


class NearDuplicates(Recipe):
    """MinHash with LSH finds candidates; the exact Jaccard similarity of their shingles decides."""

    shingle: int = Field(default=5, ge=1, le=20, description="words in a shingle; characters for Japanese and Chinese")
    permutations: int = Field(default=128, ge=16, le=512)
    bands: int = Field(default=32, ge=1)
    threshold: Share = Field(default=0.8, gt=0, le=1, description="from here on two documents are copies, and one is dropped")
    kin_threshold: Share = Field(default=0.5, gt=0, le=1, description="from here on two documents never stand in different splits")
    seed: int = 1

    @model_validator(mode="after")
    def _bands_divide(self) -> Self:
        if self.permutations % self.bands:
            raise ValueError(f"bands must divide permutations ({self.permutations})")
        if self.kin_threshold > self.threshold:
            raise ValueError("kin_threshold must not be above threshold")
        return self


class Quality(Recipe):
    """Bounds of the quality rules; the rules themselves and their sources stand in `stages/quality.py`."""

    languages: tuple[str, ...] = Field(default=(), description="ISO 639-1 codes to keep; empty: every language")
    least_language_confidence: Share = Field(default=0.3, ge=0, le=1)
    fewest_words: int = Field(default=50, ge=0)
    most_words: int = Field(default=500_000, gt=0)
    shortest_mean_word: float = 3
    longest_mean_word: float = 13
    most_symbols_per_word: float = 0.1
    most_bullet_lines: Share = 0.9
    most_ellipsis_lines: Share = 0.3
    fewest_alphabetic_words: Share = 0.6
    fewest_stop_words: int = 2
    most_duplicate_lines: Share = 0.55
    most_duplicate_line_characters: Share = 0.3
    most_top_ngram_characters: dict[int, Share] = Field(default_factory=lambda: {2: 0.20, 3: 0.18, 4: 0.16})
    most_duplicate_ngram_characters: dict[int, Share] = Field(default_factory=lambda: {5: 0.45, 10: 0.40})


class Perplexity(Recipe):
    """A byte n-gram model of the corpus itself tells how unlikely each document is; both ends are trimmed."""

    order: int = Field(default=5, ge=1, le=7, description="bytes in an n-gram")
    training_mb: float = Field(default=1.0, gt=0, le=64, description="what each of the two reference models reads")
    scored_kb: float = Field(default=16, gt=0, description="what is scored of a document: its beginning, middle and end")
    lowest_quantile: Share = Field(default=0.005, ge=0, lt=0.5, description="below it, by language: repetitive")
    highest_quantile: Share = Field(default=0.98, gt=0.5, le=1, description="above it, by language: noise")
    fewest_documents: int = Field(default=50, ge=1, description="a language with fewer is not trimmed")


class Classifying(Recipe):
    """How documents are shared out: by the hash of their kin group, so that no group stands on both sides."""

    dev_share: Share = Field(default=0.05, ge=0, lt=0.5)
    test_share: Share = Field(default=0.05, ge=0, lt=0.5)
    largest_group: Share = Field(default=0.01, gt=0, le=1, description="a larger kin group goes to train whatever its hash")


class Curation(Recipe):
    """Make a corpus fit to train on: clean, without personal data and duplicates, and with a record of every decision."""

    read: Reading = Reading()
    normalise: Normalising = Normalising()
    personal: PersonalData = PersonalData()
    near: NearDuplicates = NearDuplicates()
    quality: Quality = Quality()
    perplexity: Perplexity = Perplexity()
    classify: Classifying = Classifying()
    shard_mb: float = Field(default=1.0, gt=0, le=256, description="text that one worker holds at a time")
    workers: int = Field(default_factory=lambda: len(os.sched_getaffinity(0)), ge=1, le=1024)
