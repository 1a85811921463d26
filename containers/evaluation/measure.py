"""Runs both measurements on both models."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedModel, PreTrainedTokenizerBase
from transformers.utils.logging import disable_progress_bar

from containers.common.errors import UserError
from containers.common.progress import progress
from containers.evaluation import bits, compare, harness
from containers.evaluation.cloze import Item
from containers.evaluation.intervals import Bootstrap
from containers.evaluation.recipe import EvaluationRecipe

FOLDERS = {"before": "initial", "after": "model"}


@dataclass(frozen=True)
class Candidate:
    """A model under measurement."""

    name: str
    model: PreTrainedModel
    tokenizer: PreTrainedTokenizerBase


@dataclass(frozen=True)
class Questions:
    """What both models are asked: texts for bits per byte, and the cloze as the harness reads it."""

    texts: Sequence[str]
    items: Sequence[Item]
    items_file: Path


def measure(recipe: EvaluationRecipe, models: Path, asked: Questions, scratch: Path) -> dict[str, Any]:
    """Measure both models of a training output and compare them; `scratch` is where the harness may keep its caches."""
    torch.set_num_threads(recipe.threads)
    disable_progress_bar()  # type: ignore[no-untyped-call]
    before, after = (_load(name, models / folder, recipe) for name, folder in FOLDERS.items())
    on_text = _compare_bits(recipe, before, after, asked.texts)
    by_metric = _compare_answers(recipe, before, after, asked, scratch)
    counts, *others = harness.METRICS
    return {
        "confidence": recipe.confidence,
        "bits_per_byte": on_text,
        "cloze": {"metric": counts, **by_metric[counts], "other_metrics": {metric: by_metric[metric] for metric in others}},
        "improved": bool(on_text["improved"] and by_metric[counts]["improved"]),
    }


def _load(name: str, folder: Path, recipe: EvaluationRecipe) -> Candidate:
    if not (folder / "config.json").exists():
        raise UserError(f"--input {folder.parent}: has no {folder.name}/ with a model; allowed: a finished training output")
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    takes, window = model.config.max_position_embeddings, recipe.bits_per_byte.window
    if window > takes:
        raise UserError(f"bits_per_byte.window {window}: the model takes sequences of up to {takes} tokens; allowed: up to {takes}")
    return Candidate(name, model.train(mode=False), AutoTokenizer.from_pretrained(folder))


def _compare_bits(recipe: EvaluationRecipe, before: Candidate, after: Candidate, texts: Sequence[str]) -> dict[str, Any]:
    needed = []
    for candidate in (before, after):
        with progress(f"bits per byte {candidate.name} training", total=len(texts), unit="documents") as bar:
            needed.append(bits.bits_of_documents(candidate.model, candidate.tokenizer, texts, recipe.bits_per_byte, bar))
    size = np.array([len(text.encode()) for text in texts], dtype=np.float64)
    bootstrap = Bootstrap(len(texts), recipe.resamples, recipe.confidence, recipe.seed)
    return compare.bits_per_byte(compare.Pair(*needed), size, bootstrap)


def _compare_answers(
    recipe: EvaluationRecipe, before: Candidate, after: Candidate, asked: Questions, scratch: Path
) -> dict[str, dict[str, Any]]:
    right = []
    for candidate in (before, after):
        with progress(f"cloze {candidate.name} training", total=len(asked.items), unit="items") as bar:
            found = harness.run(
                candidate.model,
                candidate.tokenizer,
                asked.items_file,
                scratch / candidate.name,
                batch=recipe.cloze.batch,
                window=recipe.bits_per_byte.window,
            )
            right.append(found)
            bar.advance(len(asked.items))
    owners = [item.doc_id for item in asked.items]
    draws = compare.Draws(recipe.resamples, recipe.confidence, recipe.seed)
    return {
        metric: compare.accuracy(
            compare.Pair(*(np.array(answers[metric], dtype=np.float64) for answers in right)), owners, recipe.cloze.choices, draws
        )
        for metric in harness.METRICS
    }
