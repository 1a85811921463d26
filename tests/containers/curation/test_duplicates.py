import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from containers.curation.duplicates import NearCopies, Print, Verdict, candidates, exact_copies
from containers.curation.fingerprints import content_hash, jaccard, shingles, signatures
from containers.curation.groups import Groups
from containers.curation.settings import NearDuplicates
from containers.curation.stages.duplicates import exact, near
from tests.containers.curation.texts import prose

RULE = NearDuplicates()


def words_of(text: str, length: int = 5) -> set[tuple[str, ...]]:
    """The definition of shingles, word by word: the oracle for their hashes."""
    words = list("".join(c if c.isalnum() or c == "_" else " " for c in text.casefold()).split())
    size = max(1, min(length, len(words)))
    return {tuple(words[at : at + size]) for at in range(len(words) - size + 1)}


def exact_jaccard(one: str, other: str) -> float:
    left, right = words_of(one), words_of(other)
    return len(left & right) / len(left | right)


def changed(text: str, share: float, seed: int) -> str:
    """A copy with a share of its words replaced."""
    chance = random.Random(seed)
    return " ".join(f"new{chance.random()}".replace(".", "") if chance.random() < share else word for word in text.split())


def found(texts: list[str], rule: NearDuplicates = RULE, licensed: int | None = None) -> NearCopies:
    sets = [shingles(text, rule.shingle) for text in texts]
    prints = [Print(f"d{place}", content_hash(text), len(text), place == licensed) for place, text in enumerate(texts)]
    return NearCopies(prints, signatures(sets, rule.permutations, rule.seed), sets.__getitem__, rule)


@given(st.text("ab c", min_size=1, max_size=60), st.text("ab c", min_size=1, max_size=60))
def test_hashed_shingles_have_the_jaccard_similarity_of_the_words_themselves(one: str, other: str) -> None:
    if one.split() and other.split():
        assert jaccard(shingles(one, 5), shingles(other, 5)) == exact_jaccard(one, other)


def test_japanese_is_compared_by_characters() -> None:
    assert len(shingles("個人情報の保護に関する法律", 5)) == 9


def test_minhash_estimates_the_jaccard_similarity() -> None:
    pairs = [(prose(seed, 60), changed(prose(seed, 60), 0.03, seed)) for seed in range(30)]
    for one, other in pairs:
        left, right = signatures([shingles(one, 5), shingles(other, 5)], 512, 1)
        # The standard error of the estimate is sqrt(s (1 - s) / 512) < 0.023: four of them.
        assert float((left == right).mean()) == pytest.approx(exact_jaccard(one, other), abs=0.09)


def test_lsh_finds_nearly_all_pairs_above_the_threshold() -> None:
    texts = []
    for seed in range(60):
        texts += [prose(seed, 40), changed(prose(seed, 40), 0.015, seed)]
    sets = [shingles(text, 5) for text in texts]
    truth = {(at, at + 1) for at in range(0, 120, 2) if exact_jaccard(texts[at], texts[at + 1]) >= RULE.threshold}
    got = set(candidates(signatures(sets, 128, 1), RULE.bands))
    # 32 bands of 4: a pair at 0.8 is missed with probability (1 - 0.8^4)^32 < 1e-7.
    assert len(truth) > 30
    assert truth <= got


def test_every_pair_is_proposed_once() -> None:
    got = list(candidates(signatures([shingles("the same text", 5)] * 4, 128, 1), RULE.bands))
    assert sorted(got) == [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]


def test_the_longest_of_near_copies_is_kept_and_the_verdict_tells_the_exact_similarity() -> None:
    short, long = prose(1, 40), f"{prose(1, 40)} And one sentence more at the very end."
    verdicts = found([short, long, prose(2, 40)]).verdicts()
    assert verdicts == {"d0": Verdict("d1", exact_jaccard(short, long), 2)}


def test_of_equally_long_copies_the_licensed_one_is_kept_then_the_smallest_id() -> None:
    texts = [f"{prose(1, 40)} ending {letter * 5}" for letter in "abc"]
    assert set(found(texts, licensed=2).verdicts()) == {"d0", "d1"}
    assert set(found(texts).verdicts()) == {"d1", "d2"}


def test_a_chain_of_small_changes_drops_nothing_that_is_unlike_everything_kept() -> None:
    chain = [prose(1, 60)]
    for step in range(12):
        chain.append(changed(chain[-1], 0.01, step))
    copies = found(chain)
    dropped = copies.verdicts()
    place = {f"d{at}": text for at, text in enumerate(chain)}
    assert copies.copies.together(0, 12)
    assert exact_jaccard(chain[0], chain[12]) < RULE.threshold
    assert len(place) - len(dropped) > 1
    assert all(exact_jaccard(place[doc_id], place[verdict.instead]) >= RULE.threshold for doc_id, verdict in dropped.items())
    assert not {verdict.instead for verdict in dropped.values()} & set(dropped)


def test_kin_hang_together_though_they_are_no_copies() -> None:
    one = prose(3, 60)
    kin = changed(one, 0.04, 1)
    assert 0.5 < exact_jaccard(one, kin) < 0.8
    copies = found([one, kin, prose(4, 60)])
    assert copies.verdicts() == {}
    assert copies.kin_groups() == {"d0": "d0", "d1": "d0", "d2": "d2"}


def test_exact_copies_differ_in_case_and_spacing_only() -> None:
    assert content_hash("One  Text\n") == content_hash("one text")
    assert content_hash("one text") != content_hash("one, text")


def test_of_equal_texts_the_licensed_one_is_kept() -> None:
    prints = [Print("b", "x", 3, False), Print("a", "x", 3, False), Print("c", "x", 3, True), Print("d", "y", 3, False)]
    assert exact_copies(prints) == {"a": Verdict("c", 1.0, 3), "b": Verdict("c", 1.0, 3)}


def test_the_stages_drop_what_the_verdicts_say_and_name_the_kept_copy(batch) -> None:
    outcome = exact(batch("exact", {"a": "x", "b": "x"}), {"b": Verdict("a", 1.0, 2)})
    assert outcome.kept["doc_id"].to_pylist() == ["a"]
    assert (outcome.decisions[0].doc_id, outcome.decisions[0].instead, outcome.decisions[0].action) == ("b", "a", "drop")
    assert near(outcome.kept, {}).decisions == []


def test_nothing_to_compare_is_no_error() -> None:
    assert found([]).verdicts() == {}
    assert signatures([], 128, 1).shape == (0, 128)
    assert list(candidates(np.zeros((0, 128), np.uint32), 32)) == []


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=20))
def test_groups_are_the_connected_components(pairs: list[tuple[int, int]]) -> None:
    groups = Groups(10)
    components = [{member} for member in range(10)]
    for one, other in pairs:
        groups.join(one, other)
        merged = set.union(*(part for part in components if one in part or other in part))
        components = [part for part in components if not part & merged] + [merged]
    assert sorted(groups.members().values()) == sorted(sorted(part) for part in components)
    assert all(name == min(members) for name, members in groups.members().items())
