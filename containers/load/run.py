"""Run the load test in this process, with Locust as a library: no web page, no telemetry, no files but ours."""

import json
import time
from typing import Any

import gevent  # type: ignore[import-untyped]
from locust.env import Environment

from containers.common import manifest
from containers.common.canonical import hash_of
from containers.common.entry import StepFailed, connect
from containers.common.progress import progress
from containers.load.options import with_recipe
from containers.load.prompts import read_prompts
from containers.load.recipe import LoadRecipe
from containers.load.recorder import Recorder
from containers.load.server import base_url, first_model
from containers.load.shapes import PlannedShape
from containers.load.table import table
from containers.load.user import CompletionUser

STEP = "load"
REPORT = "load.json"


class Reader(CompletionUser):
    """The one kind of user."""


class Course(PlannedShape):
    """The one shape."""


def run(recipe: LoadRecipe, source: str | None, output: str | None) -> None:
    """Measure a server and write `load.json` and the manifest.

    Raises:
        UserError: for a server that is not there.
        StepFailed: if no request was answered.
    """
    url, store = base_url(source), connect(output or "")
    read_prompts(recipe.request.prompts)
    model = recipe.request.model or first_model(url)
    first_model(url)
    inputs = {"server": hash_of([url, model]), **({"served": recipe.served} if recipe.served else {})}
    if recipe.served and manifest.is_done(store, step=STEP, settings=recipe, inputs=inputs):
        return
    start = time.monotonic()
    named = recipe.model_copy(update={"request": recipe.request.model_copy(update={"model": model})})
    report = {"schema": 1, "url": url, "model": model, "shape": recipe.shape.model_dump(), "max_tokens": recipe.request.max_tokens}
    measured = measure(named, url)
    if measured["totals"]["requests"] == measured["totals"]["errors"]:
        raise StepFailed(f"{url}: no request was answered ({', '.join(measured['totals']['error_kinds']) or 'none ended'})")
    manifest.begin(store)
    store.write_bytes(REPORT, json.dumps({**report, **measured}, indent=1).encode() + b"\n")
    made = manifest.build(
        store, step=STEP, settings=recipe, inputs=inputs, outputs=[REPORT], metrics=_metrics(measured), seconds=time.monotonic() - start
    )
    manifest.write(store, made)
    print(table(measured["levels"]))


def measure(recipe: LoadRecipe, url: str) -> dict[str, Any]:
    """Run the whole course; returns the recorder's report.

    Args:
        recipe: what to do.
        url: the server's base URL.
    """
    shape = Course()
    timeout = recipe.request.timeout_s
    environment = Environment(user_classes=[Reader], shape_class=shape, host=url, parsed_options=with_recipe(recipe), stop_timeout=timeout)
    recorder = Recorder(environment)
    runner = environment.create_local_runner()
    try:
        runner.start_shape()
        _show(shape, recorder, runner.shape_greenlet)
        runner.greenlet.join(timeout=0)
    finally:
        runner.quit()
    return recorder.report()


def _show(shape: Course, recorder: Recorder, running: Any) -> None:  # noqa: ANN401  (gevent's greenlet has no static type)
    with progress("load", total=shape.progress()[1], unit="s") as bar:
        while not running.ready():
            gevent.sleep(0.5)
            failed = sum(timing.error is not None for timing in recorder.timings)
            bar.update(round(shape.progress()[0], 1), f"{len(recorder.timings)} requests, {failed} errors")
        bar.update(shape.progress()[1])


def _metrics(measured: dict[str, Any]) -> dict[str, Any]:
    by_level = {str(level["users"]): level["output_tokens_per_s"] for level in measured["levels"]}
    return {"requests": measured["totals"]["requests"], "errors": measured["totals"]["errors"], "output_tokens_per_s": by_level}
