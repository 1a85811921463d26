"""The runner: it reads, counts, keeps the ledger and the rejects, and calls the stages in their order."""

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from containers.common import manifest
from containers.common.entry import connect
from containers.common.errors import StepFailed
from containers.common.ledger import Decision, LedgerWriter, Span
from containers.common.store import FolderStore, Store
from containers.curation import outputs
from containers.curation.copies import Copies, find_copies
from containers.curation.gather import gather
from containers.curation.likelihood import Likelihood, model_likelihood
from containers.curation.passes import clean, finish, judge
from containers.curation.settings import Curation
from containers.curation.shards import Shards
from containers.curation.sources import open_corpus
from containers.curation.stages.classify import SPLITS
from containers.curation.tally import Tally
from containers.curation.workers import Workers

STEP = "curation"
WORK = "work"


def run(recipe: Curation, source: str | None, target: str | None) -> None:
    """Curate a corpus, unless this very curation has been done.

    Raises:
        UserError: if the corpus or the output cannot be used.
        StepFailed: if no document is left; the rejects and the ledger tell why.
    """
    started = time.monotonic()
    corpus = open_corpus(source, int(recipe.read.largest_document_mb * 1e6))
    store = connect(target or "")
    settings = recipe.model_dump(mode="json", exclude={"workers"})  # how many work on it changes nothing of what comes out
    inputs = {"corpus": corpus.hash()}
    if manifest.is_done(store, step=STEP, settings=settings, inputs=inputs):
        print(f"{store.uri}: this curation is finished already", file=sys.stderr)
        return
    manifest.begin(store)
    shards = Shards(_work_folder(store))
    if shards.claim({"settings": settings, "inputs": inputs, "code": manifest.code_version(STEP)}):
        print("curation: goes on from what an earlier run finished", file=sys.stderr)
    gathered = gather(corpus, shards, recipe)
    with Workers(recipe.workers) as workers:
        copies, likelihood = _passes(shards, recipe, gathered, workers)
    paths, metrics = _write(shards, range(gathered["shards"]), store, copies, likelihood)
    metrics["sample"] = gathered["sample"]
    seconds = time.monotonic() - started
    metrics["mb_per_s"] = round(metrics["stages"][0]["bytes_in"] / 1e6 / seconds, 3)
    if not metrics["splits"]["train"]["documents"]:
        shards.clear()
        raise StepFailed(f"no document is left to train on: {_most_common(metrics['reasons'])}; see rejects/ and ledger/ in {store.uri}")
    made = manifest.build(store, step=STEP, settings=settings, inputs=inputs, outputs=paths, metrics=metrics, seconds=seconds)
    manifest.write(store, made)
    shards.clear()
    print(f"curation: {_in_short(metrics)}; the rest lies in rejects/ with its reasons", file=sys.stderr)


def _work_folder(store: Store) -> Path:
    """Beside a folder's outputs, so that a killed run goes on there; a bucket's run works in a temporary folder and starts afresh."""
    return store.folder / WORK if isinstance(store, FolderStore) else Path(tempfile.mkdtemp(prefix="curation-"))


def _passes(shards: Shards, recipe: Curation, gathered: dict[str, Any], workers: Workers) -> tuple[Copies, Likelihood]:
    """Run the passes over the shards; each leaves its results there."""
    numbers, folder = range(gathered["shards"]), shards.folder

    def over_all(name: str, function: Callable[..., None], more: Callable[[int], tuple[Any, ...]]) -> None:
        tasks = [(folder, number, recipe, *more(number)) for number in numbers if not shards.has(name, number)]
        workers.run(f"curation: {name}", function, tasks)

    over_all("clean", clean, lambda _: ())
    copies = find_copies(shards, numbers, recipe.near)
    over_all("judge", judge, copies.verdicts_of)
    likelihood = model_likelihood(shards, numbers, recipe, workers)
    large = copies.large_groups(likelihood.documents, recipe.classify.largest_group)
    over_all("finish", finish, lambda number: (likelihood.bounds, copies.kin_of(number), large))
    return copies, likelihood


def _write(shards: Shards, numbers: range, store: Store, copies: Copies, likelihood: Likelihood) -> tuple[list[str], dict[str, Any]]:
    outputs.clear(store)
    tally, chain, rejects = Tally(), LedgerWriter(store), outputs.Parts(store, "rejects")
    for pass_name in ("read", "clean", "judge", "finish"):
        for number in numbers:
            facts = shards.facts(pass_name, number)
            tally.add_stages(facts["stages"])
            tally.seconds["near"] += facts.get("fingerprint_seconds", 0.0)
            for row in facts["decisions"]:
                tally.add_decision(row)
                chain.append(_decision(row))
            rejects.add(shards.batch(pass_name, number, "rejects"))
    seal = chain.close()
    splits, counts = _write_documents(shards, numbers, store)
    tally.seconds["near"] += copies.seconds
    tally.seconds["perplexity"] += likelihood.seconds
    metrics = {
        **tally.told(),
        "duplicates": copies.told(shards),
        "perplexity": likelihood.told(),
        **counts,
        "ledger": {"rows": seal.rows, "root": seal.root, "segments": len(seal.segments)},
    }
    return [*rejects.close(), *splits, *seal.segments], metrics


def _write_documents(shards: Shards, numbers: range, store: Store) -> tuple[list[str], dict[str, Any]]:
    parts = {split: outputs.Parts(store, f"documents/{split}") for split in SPLITS}
    counts: dict[str, dict[str, Counter[str]]] = {
        "languages": {},
        "topics": {},
        "splits": {split: Counter(documents=0) for split in SPLITS},
    }
    for number in numbers:
        batch = shards.batch("finish", number, "documents")
        for split, part in parts.items():
            part.add(batch.filter(pc.equal(batch["split"], split)).select(outputs.DOCUMENT_COLUMNS))
        for row in batch.select(["language", "topic", "split", "characters"]).to_pylist():
            for name, key in (("languages", "language"), ("topics", "topic"), ("splits", "split")):
                counts[name].setdefault(row[key], Counter()).update(documents=1, characters=row["characters"])
    told = {name: {key: dict(sorted(figures.items())) for key, figures in sorted(groups.items())} for name, groups in counts.items()}
    return [path for part in parts.values() for path in part.close()], told


def _decision(row: dict[str, Any]) -> Decision:
    return Decision(**{**row, "spans": tuple(Span(*span) for span in row["spans"])})


def _in_short(metrics: dict[str, Any]) -> str:
    kept, read = metrics["stages"][-1]["documents_out"], metrics["stages"][0]["documents_in"]
    return f"{kept} of {read} documents kept" + (f", most often gone: {_most_common(metrics['reasons'])}" if kept < read else "")


def _most_common(reasons: dict[str, dict[str, int]]) -> str:
    counted = Counter({f"{stage} {reason}": count for stage, group in reasons.items() for reason, count in group.items()})
    return ", ".join(f"{reason} ({count})" for reason, count in counted.most_common(5)) or "the corpus holds none"
