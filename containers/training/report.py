"""What a finished run leaves beside the model: `manifest.json` with the loss curve, the dev scores and the speed."""

import statistics
from typing import Any

from containers.common import manifest
from containers.common.store import Store
from containers.training.corpus import data_hash
from containers.training.folder import RunFolder
from containers.training.journal import Events, Losses, read_lines
from containers.training.recipe import TrainingRecipe

STEP = "training"
_CURVE_POINTS = 200


def is_done(recipe: TrainingRecipe, curated: Store, folder: RunFolder) -> bool:
    """Has this very run been finished in this folder?"""
    return manifest.is_done(folder.store, step=STEP, settings=recipe, inputs={"curation": data_hash(curated)})


def write(recipe: TrainingRecipe, curated: Store, folder: RunFolder, seconds: float) -> None:
    """Write the manifest: the last thing that a run does."""
    outputs = [path for part in ("tokenizer", "tokens", "model", "initial") for path in folder.store.list(part)]
    outputs += [path for path in folder.store.list("checkpoints") if path.endswith(manifest.NAME)]
    written = manifest.build(
        folder.store,
        step=STEP,
        settings=recipe,
        inputs={"curation": data_hash(curated)},
        outputs=[*outputs, folder.losses.name],
        metrics=metrics(recipe, folder),
        seconds=seconds,
    )
    manifest.write(folder.store, written)


def metrics(recipe: TrainingRecipe, folder: RunFolder) -> dict[str, Any]:
    """The curves and the speed, from the two journals."""
    lines = list(read_lines(Losses(folder.losses).path))
    events = Events(folder.events).all()
    thinned = lines[:: max(1, len(lines) // _CURVE_POINTS)]
    scores = [{"step": line["step"], "bits_per_byte": line["dev_bits_per_byte"]} for line in lines if "dev_bits_per_byte" in line]
    return {
        "steps": len(lines),
        "tokens": len(lines) * recipe.tokens_per_step,
        "loss_first": lines[0]["loss"],
        "loss_last": lines[-1]["loss"],
        "loss_curve": [{"step": line["step"], "loss": line["loss"]} for line in thinned],
        "dev_bits_per_byte": scores,
        "tokens_per_second": round(statistics.median(line["tokens_per_second"] for line in lines), 1),
        "kills": [event["step"] for event in events if event["event"] == "killed"],
        "resumes": [event["step"] for event in events if event["event"] == "resume"],
    }
