"""Choose the engine, start it, say that it is ready, stay until told to stop."""

import json
import os
import sys
import time
from pathlib import Path
from urllib.parse import unquote, urlsplit

from containers.common.entry import StepFailed, UserError
from containers.serving import vllm
from containers.serving.child import ChildServer, EngineEnded
from containers.serving.model_folder import require_model_folder
from containers.serving.port import require_free
from containers.serving.recipe import ServingRecipe

PLAIN_CHAT = Path(__file__).parent / "templates" / "plain.jinja"


def run(recipe: ServingRecipe, source: str | None, output: str | None) -> None:  # noqa: ARG001  (a server writes no artefact)
    """Serve a model folder until the process is told to stop.

    Raises:
        UserError: for a folder that cannot be served, a taken port, or a wrong ENGINE.
        StepFailed: if the engine does not start, or ends by itself.
    """
    start = time.monotonic()
    model = _folder(source)
    engine = _wanted(recipe)
    require_model_folder(model)
    require_free(recipe.host, recipe.port)
    if engine != "transformers" and _served_by_vllm(recipe, model, start, may_fall_back=engine == "auto"):
        return
    _serve_with_transformers(recipe, model, start)


def announce(recipe: ServingRecipe, engine: str, start: float) -> None:
    """Say on standard output, as one JSON line, where the server answers; a script may wait for it.

    Args:
        recipe: the settings.
        engine: what answers.
        start: when the work began, on the monotonic clock.
    """
    seconds = time.monotonic() - start
    url = f"http://{recipe.host}:{recipe.port}"
    print(json.dumps({"ready": True, "engine": engine, "url": url, "model": recipe.model_name, "start_s": round(seconds, 1)}), flush=True)


def chat_template(recipe: ServingRecipe, model: Path) -> Path | None:
    """The Jinja file for chat: the recipe's, or the plain one where the model has none; None if the model brings its own."""
    if recipe.chat_template:
        return recipe.chat_template
    config = model / "tokenizer_config.json"
    has_own = (model / "chat_template.jinja").is_file() or (config.is_file() and "chat_template" in json.loads(config.read_text()))
    return None if has_own else PLAIN_CHAT


def _folder(source: str | None) -> Path:
    parts = urlsplit(source or "")
    if parts.scheme not in {"", "file"}:
        raise UserError(f"--input {source}: a server reads its model from a local folder; allowed: a path or file:///PATH")
    return Path(unquote(parts.path))


def _wanted(recipe: ServingRecipe) -> str:
    """The recipe's engine; where it leaves the choice open, the variable ENGINE may make it."""
    named = os.environ.get("ENGINE") or "auto"
    if named not in {"auto", "vllm", "transformers"}:
        raise UserError(f"ENGINE={named}: allowed: auto, vllm, transformers")
    return recipe.engine if recipe.engine != "auto" else named


def _served_by_vllm(recipe: ServingRecipe, model: Path, start: float, *, may_fall_back: bool) -> bool:
    """Serve with vLLM until stopped; False if it cannot be started here and another engine may be."""
    python, reason = vllm.interpreter(recipe), vllm.why_not(recipe)
    if python is None or reason:
        return _fallen_back(f"{reason}", may_fall_back=may_fall_back)
    line = vllm.command(recipe, python, model, chat_template(recipe, model))
    child = ChildServer(line, vllm.environment(recipe), recipe.log, f"http://127.0.0.1:{recipe.port}")
    try:
        try:
            child.wait_ready(recipe.ready_timeout_s)
        except EngineEnded as error:
            return _fallen_back(str(error), may_fall_back=may_fall_back)
        announce(recipe, "vllm", start)
        child.wait()
    finally:
        child.stop(recipe.drain_s)
    return True


def _fallen_back(reason: str, *, may_fall_back: bool) -> bool:
    if not may_fall_back:
        raise StepFailed(f"vLLM cannot be used: {reason}; engine=transformers does without it")
    print(f"vLLM cannot be used: {reason}; serving with transformers", file=sys.stderr, flush=True)
    return False


def _serve_with_transformers(recipe: ServingRecipe, model: Path, start: float) -> None:
    from containers.serving.transformers_engine.server import serve  # noqa: PLC0415  (torch takes seconds to import, and vLLM brings its own)

    serve(recipe, model, chat_template(recipe, model), lambda: announce(recipe, "transformers", start))
