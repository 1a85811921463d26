"""The cloze as a local task of lm-evaluation-harness: JSON lines, a task file, and each item's outcome.

`acc` is the figure that counts: the choice with the highest log likelihood, undivided. The choices of an item share all text but one word,
so this is the word that makes the whole passage likeliest; the words are matched in UTF-8 length, so none has an advantage by being short.
`acc_bytes`, which divides by the choice's UTF-8 bytes, stands beside it and tells how much the lengths that are left matter.
"""

import contextlib
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import lm_eval
import yaml
from lm_eval.models.huggingface import HFLM
from lm_eval.tasks import TaskManager
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from containers.common.errors import UserError
from containers.common.store import Store
from containers.evaluation.cloze import Item

TASK = "held_out_cloze"
METRICS = ("acc", "acc_bytes")
ITEMS_FILE, TASK_FILE = "cloze/items.jsonl", "cloze/held_out_cloze.yaml"


def write_task(store: Store, items: Sequence[Item]) -> list[str]:
    """Write the items and the task file; anybody can run them with `lm_eval --include_path`. Returns what was written."""
    lines = "".join(json.dumps(item.as_dict(), ensure_ascii=False) + "\n" for item in items)
    store.write_bytes(ITEMS_FILE, lines.encode())
    store.write_bytes(TASK_FILE, yaml.safe_dump(task("items.jsonl"), sort_keys=False).encode())
    return [ITEMS_FILE, TASK_FILE]


def task(items: str) -> dict[str, Any]:
    """The task's configuration, in lm-evaluation-harness's words."""
    return {
        "task": TASK,
        "dataset_path": "json",
        "dataset_kwargs": {"data_files": {"test": items}},
        "test_split": "test",
        "output_type": "multiple_choice",
        "doc_to_text": "context",
        "target_delimiter": "",
        "doc_to_choice": "choices",
        "doc_to_target": "answer",
        "num_fewshot": 0,
        "metric_list": [{"metric": metric, "aggregation": "mean", "higher_is_better": True} for metric in METRICS],
        "metadata": {"version": 2},
    }


def run(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, items: Path, scratch: Path, *, batch: int, window: int
) -> dict[str, list[bool]]:
    """Ask `model` every item; returns for each metric whether each item was right, in the items' order.

    Raises:
        UserError: if a choice alone does not fit in the window. A context that does not fit is shortened from its left by the harness.
    """
    _check_window(tokenizer, items, window)
    scratch.mkdir(parents=True, exist_ok=True)
    (scratch / "task.yaml").write_text(yaml.safe_dump(task(str(items.absolute())), sort_keys=False), encoding="utf-8")
    with contextlib.redirect_stderr(io.StringIO()):  # a line for each item whose context is shortened, alike for both models
        told = lm_eval.simple_evaluate(
            model=HFLM(pretrained=model, tokenizer=tokenizer, batch_size=batch, device="cpu", add_bos_token=True, max_length=window),
            tasks=[TASK],
            task_manager=TaskManager(include_path=str(scratch), include_defaults=False),
            bootstrap_iters=0,
            log_samples=True,
        )
    if told is None:
        raise RuntimeError("lm-evaluation-harness returned nothing")
    samples = sorted(told["samples"][TASK], key=lambda asked: int(asked["doc_id"]))
    return {metric: [bool(asked[metric]) for asked in samples] for metric in METRICS}


def _check_window(tokenizer: PreTrainedTokenizerBase, items: Path, window: int) -> None:
    choices = [choice for line in items.read_text(encoding="utf-8").splitlines() for choice in json.loads(line)["choices"]]
    longest = max(len(ids) for ids in tokenizer(choices, add_special_tokens=False)["input_ids"])
    if longest >= window:
        raise UserError(f"cloze.tail_characters: a choice has {longest} tokens; allowed: less than bits_per_byte.window {window}")
