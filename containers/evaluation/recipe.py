"""What an evaluation is told."""

from pydantic import Field, PositiveInt

from containers.common.recipe import Recipe


class BitsPerByte(Recipe):
    """The sample of held-out text, and the windows in which it is read."""

    documents: PositiveInt = Field(default=300, description="at most so many test documents, chosen by the hash of their id")
    characters: PositiveInt = Field(default=2000, description="the beginning of each document that counts")
    window: int = Field(default=256, ge=8, description="tokens seen at once; each is scored with at least half of them as context")
    batch: PositiveInt = 16


class Cloze(Recipe):
    """The multiple choice: how many items, which words may be gaps, and how much text stands on both sides."""

    items: PositiveInt = Field(default=400, description="at most so many")
    fewest_items: int = Field(default=60, ge=0, description="with fewer the intervals say nothing, and the evaluation refuses")
    choices: int = Field(default=4, ge=2, le=10)
    per_document: PositiveInt = Field(default=10, description="at most so many items from one document")
    fewest_in_train: PositiveInt = Field(default=5, description="a gap and the words offered for it are used so often in train")
    bands: PositiveInt = Field(default=5, description="of frequency in train, each with an equal share of its running words")
    context_characters: PositiveInt = Field(default=200, description="at most so many left of the gap")
    tail_characters: PositiveInt = Field(default=80, description="at most so many right of the gap")
    batch: PositiveInt = 32


class EvaluationRecipe(Recipe):
    """Settings of `containers.evaluation`."""

    curated: str = Field(min_length=1, description="the curation output that the model was trained on: its test split is held out")
    seed: int = Field(default=1, ge=0)
    threads: PositiveInt = 2
    confidence: float = Field(default=0.95, gt=0.5, lt=1)
    resamples: int = Field(default=2000, ge=200)
    bits_per_byte: BitsPerByte = BitsPerByte()
    cloze: Cloze = Cloze()
