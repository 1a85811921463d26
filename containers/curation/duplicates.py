"""Which documents are copies of which: measured over the whole corpus, decided by a stated rule.

Exact copies have the same text but for case and spacing. Near copies have a Jaccard similarity of their shingles at or above the threshold;
MinHash and LSH banding (Broder 1997; Indyk and Motwani 1998) find the candidates, the exact similarity decides. Of a cluster of near copies
the longest text is kept, and a member is dropped only if it is itself that similar to a kept one: a chain of small changes never
drops a text that is unlike everything kept.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from containers.curation.fingerprints import Hashes, jaccard
from containers.curation.groups import Groups
from containers.curation.settings import NearDuplicates


@dataclass(frozen=True, slots=True)
class Print:
    """What is remembered of a document to compare it by."""

    doc_id: str
    content: str
    characters: int
    is_licensed: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a document is dropped: which copy is kept instead, how similar it is, how large the cluster."""

    instead: str
    similarity: float
    cluster: int


def exact_copies(prints: list[Print]) -> dict[str, Verdict]:
    """The documents to drop among equal texts: one that states a licence is kept before one that does not, then the smallest id."""
    same: dict[str, list[Print]] = defaultdict(list)
    for one in prints:
        same[one.content].append(one)
    verdicts = {}
    for copies in same.values():
        kept, *others = sorted(copies, key=lambda one: (not one.is_licensed, one.doc_id))
        verdicts.update({one.doc_id: Verdict(kept.doc_id, 1.0, len(copies)) for one in others})
    return verdicts


def candidates(signatures: npt.NDArray[np.uint32], bands: int) -> Iterator[tuple[int, int]]:
    """Pairs of documents whose signatures agree in a whole band, each once, ordered within the pair."""
    seen: set[tuple[int, int]] = set()
    rows = signatures.shape[1] // bands
    for band in range(bands):
        part = np.ascontiguousarray(signatures[:, band * rows : (band + 1) * rows])
        keys = part.view(np.dtype((np.void, part.dtype.itemsize * rows))).ravel()
        order = np.argsort(keys, kind="stable")
        edges = np.flatnonzero(keys[order][1:] != keys[order][:-1]) + 1
        for bucket in np.split(order, edges):
            members = bucket.tolist()
            for place, one in enumerate(members):
                for other in members[place + 1 :]:
                    if (one, other) not in seen:
                        seen.add((one, other))
                        yield one, other


class NearCopies:
    """Near copies and kin of a corpus.

    Args:
        prints: every document that is left after exact copies went.
        signatures: their MinHash signatures, in the same order.
        shingles_of: gives the sorted shingles of a document by its place.
        rule: thresholds and banding.
    """

    def __init__(
        self, prints: list[Print], signatures: npt.NDArray[np.uint32], shingles_of: Callable[[int], Hashes], rule: NearDuplicates
    ) -> None:
        self._prints, self._shingles_of, self._rule = prints, shingles_of, rule
        self.copies, self.kin = Groups(len(prints)), Groups(len(prints))
        self.compared = 0
        self._group(signatures)

    def _group(self, signatures: npt.NDArray[np.uint32]) -> None:
        for one, other in candidates(signatures, self._rule.bands):
            if self.copies.together(one, other):
                continue
            self.compared += 1
            similarity = jaccard(self._shingles_of(one), self._shingles_of(other))
            if similarity >= self._rule.kin_threshold:
                self.kin.join(one, other)
            if similarity >= self._rule.threshold:
                self.copies.join(one, other)

    def verdicts(self) -> dict[str, Verdict]:
        """The documents to drop, each with the kept copy that it is most similar to."""
        result: dict[str, Verdict] = {}
        for members in self.copies.members().values():
            if len(members) > 1:
                result.update(self._of_cluster(members))
        return result

    def _of_cluster(self, members: list[int]) -> Iterator[tuple[str, Verdict]]:
        order = sorted(
            members, key=lambda one: (-self._prints[one].characters, not self._prints[one].is_licensed, self._prints[one].doc_id)
        )
        kept: list[int] = []
        for one in order:
            near = max(((jaccard(self._shingles_of(one), self._shingles_of(other)), -other) for other in kept), default=(0.0, 0))
            if near[0] >= self._rule.threshold:
                yield self._prints[one].doc_id, Verdict(self._prints[-near[1]].doc_id, near[0], len(members))
            else:
                kept.append(one)

    def kin_groups(self) -> dict[str, str]:
        """For every document, the id of the first document of its kin group: those never stand in different splits."""
        return {one.doc_id: self._prints[self.kin.root(place)].doc_id for place, one in enumerate(self._prints)}
