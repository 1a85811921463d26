"""From curated documents to a tokenizer and packed tokens: done once, found again by its manifest."""

import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from containers.common import manifest
from containers.common.canonical import hash_file
from containers.common.errors import UserError
from containers.common.progress import progress
from containers.common.store import FolderStore, Store
from containers.training.corpus import checked_hash, data_hash, texts
from containers.training.folder import RunFolder
from containers.training.origin import Origin, refuse_strangers
from containers.training.packing import TokenFile, open_tokens, pack
from containers.training.recipe import TrainingRecipe
from containers.training.tokenizer import load_tokenizer, save_tokenizer, train_tokenizer

STEP = "training"
_FILES = ("dev.bin", "dev.idx", "train.bin", "train.idx")


@dataclass(frozen=True)
class Prepared:
    """What the training loop reads."""

    tokenizer: Tokenizer
    train: TokenFile
    dev: TokenFile


def prepare(recipe: TrainingRecipe, curated: Store, folder: RunFolder) -> None:
    """Train the tokenizer and pack both splits, unless that has been done for these documents and settings.

    Raises:
        UserError: with everything that is wrong with the input; then nothing has been written.
    """
    known = {key: value for key, value in recipe.trajectory().items() if key != "precision"}  # `auto` is decided by the workers
    folder.root.mkdir(parents=True, exist_ok=True)
    try:
        refuse_strangers(folder.checkpoints, Origin(inputs={"curation": data_hash(curated)}, trajectory=known))
        if not _is_prepared(recipe, curated, folder):
            _prepare(recipe, curated, folder)
    except UserError:
        _remove_if_empty(folder.root)
        raise


def _prepare(recipe: TrainingRecipe, curated: Store, folder: RunFolder) -> None:
    started = time.monotonic()
    checked = checked_hash(curated)
    with tempfile.TemporaryDirectory(prefix=".preparing-", dir=folder.root) as name:
        scratch = Path(name)
        _write(recipe, curated, scratch)
        inputs = {"curation": checked, "tokenizer": hash_file(scratch / "tokenizer" / "tokenizer.json")}
        store, seconds = FolderStore(scratch / "tokens"), time.monotonic() - started
        written = manifest.build(store, step=STEP, settings=_settings(recipe), inputs=inputs, outputs=_FILES, metrics={}, seconds=seconds)
        manifest.write(store, written)
        for part in (folder.tokenizer, folder.tokens):
            shutil.rmtree(part, ignore_errors=True)
            (scratch / part.name).rename(part)


def open_prepared(folder: RunFolder) -> Prepared:
    """Open what `prepare` left."""
    tokenizer = load_tokenizer(folder.tokenizer)
    size = tokenizer.get_vocab_size()
    return Prepared(
        tokenizer=tokenizer, train=open_tokens(folder.tokens / "train.bin", size), dev=open_tokens(folder.tokens / "dev.bin", size)
    )


def _settings(recipe: TrainingRecipe) -> dict[str, int]:
    return {"vocab_size": recipe.vocab_size, "context": recipe.model.context}


def _is_prepared(recipe: TrainingRecipe, curated: Store, folder: RunFolder) -> bool:
    tokenizer = folder.tokenizer / "tokenizer.json"
    if not tokenizer.exists():
        return False
    inputs = {"curation": data_hash(curated), "tokenizer": hash_file(tokenizer)}
    is_done = manifest.is_done(FolderStore(folder.tokens), step=STEP, settings=_settings(recipe), inputs=inputs)
    if is_done:
        _check_sizes(recipe, open_prepared(folder))
    return is_done


def _write(recipe: TrainingRecipe, curated: Store, scratch: Path) -> None:
    with progress("tokenizer and tokens", total=3, unit="parts") as bar:
        tokenizer = train_tokenizer(texts(curated, "train"), recipe.vocab_size)
        bar.advance(note="tokenizer")
        learned = tokenizer.get_vocab_size()
        if learned < recipe.vocab_size:
            raise UserError(f"vocab_size {recipe.vocab_size}: the train split has text for {learned} tokens; allowed: up to {learned}")
        save_tokenizer(tokenizer, scratch / "tokenizer", recipe.model.context)
        (scratch / "tokens").mkdir()
        train = pack(texts(curated, "train"), tokenizer, scratch / "tokens" / "train.bin")
        bar.advance(note="train")
        dev = pack(texts(curated, "dev"), tokenizer, scratch / "tokens" / "dev.bin")
        bar.advance(note="dev")
    _check_sizes(recipe, Prepared(tokenizer, train, dev))


def _check_sizes(recipe: TrainingRecipe, prepared: Prepared) -> None:
    length = recipe.batch.length
    available = prepared.train.windows(length) * length
    wanted = recipe.steps * recipe.tokens_per_step
    problems = []
    if wanted > available * recipe.max_epochs:
        possible = available * recipe.max_epochs // recipe.tokens_per_step
        problems.append(
            f"  steps {recipe.steps}: want {wanted:,} tokens; the train split has {available:,}, "
            f"which max_epochs {recipe.max_epochs} may repeat; allowed: up to {possible} steps"
        )
    if prepared.dev.windows(length) < recipe.processes:
        problems.append(
            f"  dev split: {len(prepared.dev.tokens):,} tokens; allowed: at least {recipe.processes * length + 1:,}, one sequence a process"
        )
    if problems:
        raise UserError("\n".join(["the corpus is too small for this recipe", *problems]))


def _remove_if_empty(folder: Path) -> None:
    if {found.name for found in folder.iterdir()} <= {".lock"}:
        shutil.rmtree(folder)
