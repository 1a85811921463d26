"""Find the copies of the whole corpus from the shards' fingerprints, and tell each shard its verdicts."""

import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from containers.common.progress import progress
from containers.curation.duplicates import NearCopies, Print, Verdict, exact_copies
from containers.curation.fingerprints import Hashes
from containers.curation.settings import NearDuplicates
from containers.curation.shards import Shards

EXAMPLE_MEMBERS = 5
SNIPPET_CHARACTERS = 160


@dataclass
class Copies:
    """What was found: verdicts of both kinds, kin groups, and where each document lies."""

    exact: dict[str, Verdict]
    near: dict[str, Verdict]
    kin: dict[str, str]
    shard_of: dict[str, int]
    compared: int
    seconds: float

    def verdicts_of(self, number: int) -> tuple[dict[str, Verdict], dict[str, Verdict]]:
        """The verdicts on one shard's documents: exact copies, near copies."""
        exact = {doc_id: verdict for doc_id, verdict in self.exact.items() if self.shard_of[doc_id] == number}
        return exact, {doc_id: verdict for doc_id, verdict in self.near.items() if self.shard_of[doc_id] == number}

    def kin_of(self, number: int) -> dict[str, str]:
        """The kin groups of one shard's documents."""
        return {doc_id: group for doc_id, group in self.kin.items() if self.shard_of[doc_id] == number}

    def large_groups(self, documents: list[str], share: float) -> frozenset[str]:
        """The kin groups that hold more than a share of the documents that are left."""
        sizes = Counter(self.kin[doc_id] for doc_id in documents)
        return frozenset(group for group, size in sizes.items() if size > max(1.0, share * len(documents)))

    def told(self, shards: Shards) -> dict[str, Any]:
        """The figures, and one cluster of near copies as an example."""
        clusters = Counter(verdict.instead for verdict in self.near.values())
        return {
            "exact": len(self.exact),
            "near": len(self.near),
            "near_clusters": len(clusters),
            "pairs_compared": self.compared,
            "rule": "of equal texts the one that states a licence is kept; of near copies the longest; then the smallest id",
            "example": self._example(shards, clusters),
        }

    def _example(self, shards: Shards, clusters: Counter[str]) -> dict[str, Any] | None:
        """The cluster of two to five that is most alike without being equal, as somebody would want to see it."""
        fitting = [kept for kept, size in clusters.items() if size < EXAMPLE_MEMBERS] or list(clusters)
        if not fitting:
            return None
        of = {kept: sorted((v.similarity, doc_id) for doc_id, v in self.near.items() if v.instead == kept) for kept in fitting}
        kept = min(fitting, key=lambda one: (-len(of[one]), -of[one][-1][0], one))
        members = [(1.0, kept), *reversed(of[kept])][:EXAMPLE_MEMBERS]
        return {
            "documents": clusters[kept] + 1,
            "members": [self._shown(shards, doc_id, value, doc_id == kept) for value, doc_id in members],
        }

    def _shown(self, shards: Shards, doc_id: str, similarity: float, is_kept: bool) -> dict[str, Any]:  # noqa: FBT001, RUF100
        batch = shards.batch("clean", self.shard_of[doc_id], "documents")
        place = batch["doc_id"].to_pylist().index(doc_id)
        text = " ".join(batch["text"][place].as_py()[: 4 * SNIPPET_CHARACTERS].split())[:SNIPPET_CHARACTERS]
        return {
            "doc_id": doc_id,
            "title": batch["title"][place].as_py(),
            "kept": is_kept,
            "similarity": round(similarity, 4),
            "snippet": text,
        }


def find_copies(shards: Shards, numbers: range, rule: NearDuplicates) -> Copies:
    """Compare all documents by their fingerprints."""
    started = time.process_time()
    with progress("curation: copies", total=3, unit="steps") as bar:
        batches = [shards.batch("clean", number, "prints") for number in numbers]
        prints = [
            Print(*row.values())
            for batch in batches
            for row in batch.select(["doc_id", "content", "characters", "is_licensed"]).to_pylist()
        ]
        shard_of = {doc_id: number for number, batch in zip(numbers, batches, strict=True) for doc_id in batch["doc_id"].to_pylist()}
        exact = exact_copies(prints)
        bar.advance()
        places = [(number, row) for number, batch in enumerate(batches) for row in range(batch.num_rows)]
        left = [place for place, one in enumerate(prints) if one.doc_id not in exact]
        signatures = (
            np.concatenate([_signatures(batch, rule.permutations) for batch in batches])
            if batches
            else np.zeros((0, rule.permutations), np.uint32)
        )
        bar.advance()

        def shingles_of(place: int) -> Hashes:
            number, row = places[left[place]]
            return batches[number]["shingles"][row].values.to_numpy()  # type: ignore[no-any-return]  # pyarrow is not typed

        found = NearCopies([prints[place] for place in left], signatures[left], shingles_of, rule)
        near, kin = found.verdicts(), found.kin_groups()
        bar.advance()
    return Copies(exact, near, kin, shard_of, found.compared, time.process_time() - started)


def _signatures(batch: pa.RecordBatch, permutations: int) -> "np.typing.NDArray[np.uint32]":
    flat = batch["signature"].flatten().to_numpy()
    return flat.reshape(batch.num_rows, permutations)  # type: ignore[no-any-return]  # pyarrow is not typed
