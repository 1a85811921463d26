"""Learn the byte models from the documents that are left, score all of them, and set the bounds."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from containers.curation.passes import score
from containers.curation.settings import Curation, Perplexity
from containers.curation.shards import Shards
from containers.curation.stages.perplexity import Bounds, bounds_by_language, learn, learning_order, slice_of
from containers.curation.tally import distribution
from containers.curation.workers import Workers


@dataclass
class Likelihood:
    """Scores of the documents that are left, the bounds by language, and the seconds that learning took."""

    documents: list[str]
    scores: list[tuple[str, float]]
    bounds: dict[str, Bounds]
    rule: Perplexity
    seconds: float

    def told(self) -> dict[str, Any]:
        """The distribution and the bounds as JSON."""
        bounds = {name: [round(value, 4) for value in pair] for name, pair in self.bounds.items()}
        return {**distribution(self.scores, self.rule.fewest_documents), "bounds": bounds}


def model_likelihood(shards: Shards, numbers: range, recipe: Curation, workers: Workers) -> Likelihood:
    """Learn, score, set bounds."""
    started = time.process_time()
    left = [number for number in numbers if not shards.has("score", number)]
    if left:
        learn(_in_learning_order(shards, numbers, recipe.perplexity), recipe.perplexity).save(shards.folder)
    seconds = time.process_time() - started
    workers.run("curation: perplexity", score, [(shards.folder, number, recipe) for number in left])
    tables = [shards.batch("score", number, "scores").to_pydict() for number in numbers]
    scores = [pair for table in tables for pair in zip(table["language"], table["score"], strict=True)]
    documents = [doc_id for table in tables for doc_id in table["doc_id"]]
    return Likelihood(documents, scores, bounds_by_language(scores, recipe.perplexity), recipe.perplexity, seconds)


def _in_learning_order(shards: Shards, numbers: range, rule: Perplexity) -> Iterator[tuple[str, str]]:
    """Documents in the order of the hash of their ids, until each model has enough to read."""
    places = [
        (doc_id, number, row)
        for number in numbers
        for row, doc_id in enumerate(shards.batch("judge", number, "documents")["doc_id"].to_pylist())
    ]
    left = [rule.training_mb * 1e6] * 2
    batches = {number: shards.batch("judge", number, "documents") for number in numbers}
    for doc_id, number, row in sorted(places, key=lambda place: learning_order(place[0])):
        side = slice_of(doc_id)
        if left[side] > 0:
            text = batches[number]["text"][row].as_py()
            left[side] -= min(len(text), rule.scored_kb * 1000)
            yield doc_id, text
