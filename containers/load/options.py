"""The same settings on Locust's command line and web page as in the recipe."""

import argparse
from typing import Any

from containers.load.recipe import LoadRecipe

GIVEN = "load_recipe"
LOOPBACK = "127.0.0.1"


def with_recipe(recipe: LoadRecipe) -> argparse.Namespace:
    """Options that carry a recipe, for Locust as a library."""
    return argparse.Namespace(headless=False, **{GIVEN: recipe})


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add ours to Locust's. Its web page listens on loopback unless told otherwise, and the last answers are read to their end."""
    default = LoadRecipe()
    parser.set_defaults(web_host=LOOPBACK, stop_timeout=default.request.timeout_s)
    ours = parser.add_argument_group("completions under load")
    ours.add_argument("--shape", choices=["step", "steady", "spike"], default=default.shape.name, help="course of the test")
    levels = ",".join(map(str, default.shape.levels))
    ours.add_argument("--levels", default=levels, help="numbers of users, with commas between")
    ours.add_argument("--level-seconds", type=float, default=default.shape.seconds, help="length of one level")
    ours.add_argument("--served-model", default="", help="the model's name; the server's first one if empty")
    ours.add_argument("--max-tokens", type=int, default=default.request.max_tokens, help="length of an answer")
    ours.add_argument("--ignore-eos", choices=["yes", "no"], default="yes", help="answers of exactly that length (vLLM and ours)")
    ours.add_argument("--prompts-file", default="", help="one prompt a line; neutral ones if empty")
    ours.add_argument("--report", default="", help="write load.json here at the end")


def recipe_of(options: Any) -> LoadRecipe:  # noqa: ANN401  (argparse's or configargparse's namespace)
    """The recipe that the options carry or spell.

    Raises:
        pydantic.ValidationError: for a value outside what the recipe allows.
    """
    given = getattr(options, GIVEN, None)
    if isinstance(given, LoadRecipe):
        return given
    shape = {"name": options.shape, "levels": [part.strip() for part in options.levels.split(",")], "seconds": options.level_seconds}
    request = {
        "model": options.served_model or None,
        "prompts": options.prompts_file or None,
        "max_tokens": options.max_tokens,
        "ignore_eos": options.ignore_eos == "yes",
    }
    return LoadRecipe.model_validate({"shape": shape, "request": request})
