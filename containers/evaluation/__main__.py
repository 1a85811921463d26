"""`python -m containers.evaluation`: results of a training output on the test split of the curation output behind it."""

import json
import sys
import tempfile
import time
from pathlib import Path

from containers.common import manifest
from containers.common.entry import connect, main
from containers.common.errors import UserError
from containers.common.store import Store
from containers.evaluation import cloze
from containers.evaluation.corpus import documents, held_out
from containers.evaluation.offline import stay_offline
from containers.evaluation.recipe import EvaluationRecipe

STEP = "evaluation"
RESULTS = "results.json"


def run(recipe: EvaluationRecipe, source: str | None, target: str | None) -> None:
    """Evaluate, unless this very evaluation has been done."""
    started = time.monotonic()
    trained, curated, output = connect(source or ""), connect(recipe.curated), connect(target or "")
    inputs = {"training": manifest.read(trained).hash, "curation": manifest.read(curated).hash}
    _check_chain(trained, curated)
    if manifest.is_done(output, step=STEP, settings=recipe, inputs=inputs):
        print(f"{output.uri}: this evaluation is finished already", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        stay_offline(scratch)
        results, written = _evaluate(recipe, trained, curated, output, scratch)
    output.write_bytes(RESULTS, json.dumps(results, indent=1).encode() + b"\n")
    told = manifest.build(
        output,
        step=STEP,
        settings=recipe,
        inputs=inputs,
        outputs=[*written, RESULTS],
        metrics=results,
        seconds=time.monotonic() - started,
    )
    manifest.write(output, told)


def _evaluate(
    recipe: EvaluationRecipe, trained: Store, curated: Store, output: Store, scratch: Path
) -> tuple[dict[str, object], list[str]]:
    from containers.evaluation import bits, harness  # noqa: PLC0415  (they import libraries that read `offline.SETTINGS` when imported)
    from containers.evaluation.measure import Questions, measure  # noqa: PLC0415

    found = held_out(curated)
    items = cloze.build(found, lambda: documents(curated, "train"), recipe.cloze, recipe.seed)
    texts = bits.sample(found, recipe.bits_per_byte)
    written = harness.write_task(output, items)
    return measure(recipe, trained.local(), Questions(texts, items, output.local(harness.ITEMS_FILE)), scratch), written


def _check_chain(trained: Store, curated: Store) -> None:
    """The test split is held out only from a model that was trained on this very curation."""
    theirs, ours = manifest.read(trained).inputs.get("curation"), manifest.read(curated).hash
    if theirs != ours:
        raise UserError(
            f"curated {curated.uri}: its manifest is {ours[:12]}, the model was trained on {(theirs or '(none)')[:12]}; "
            "its test split may hold text that the model has seen; allowed: the curation output of the training"
        )


if __name__ == "__main__":
    sys.exit(main(EvaluationRecipe, run, needs=("input", "output")))
