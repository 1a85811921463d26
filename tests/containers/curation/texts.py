"""Texts to test with: made up here, so that no person's data stands in the project."""

# ruff: noqa: SIM905  (a list of words is read as a line of words)

import random
from collections.abc import Iterable
from pathlib import Path

NOUNS = (
    "authority register permit reason applicant decision council document fee district map notice period archive record office person "
    "river bridge harvest market teacher village winter engine library garden letter doctor forest island journey kitchen language machine "
    "mountain neighbour ocean painter quarry railway season station theatre university valley window factory border captain"
).split()
VERBS = "keeps finds gives opens reads carries builds follows leaves answers measures brings paints repairs watches changes".split()
KINDS = "old new small wide quiet heavy early public narrow useful distant careful empty northern simple broken".split()


def prose(seed: int, sentences: int = 20) -> str:
    """A text of its own for every seed: English sentences of random words, a line each."""
    chance = random.Random(seed)

    def sentence() -> str:
        noun, kind, verb = (lambda: chance.choice(NOUNS)), (lambda: chance.choice(KINDS)), (lambda: chance.choice(VERBS))
        return chance.choice(
            (
                f"The {kind()} {noun()} {verb()} what the {noun()} of this {noun()} {verb()} for a {kind()} {noun()}.",
                f"With every {noun()} that a {kind()} {noun()} {verb()}, the {noun()} {verb()} to be {kind()} and {kind()}.",
                f"When a {noun()} {verb()} its {kind()} {noun()}, no {kind()} {noun()} {verb()} it in the {noun()}.",
                f"To the {noun()} came {kind()} people, and one {noun()} {verb()} their {noun()} by the {kind()} {noun()}.",
            )
        )

    return "\n".join(sentence() for _ in range(sentences))


def folder_of(root: Path, texts: Iterable[tuple[str, bytes]]) -> Path:
    """A folder with these files."""
    for name, data in texts:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root
