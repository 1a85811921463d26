"""Does a server say the same as transformers? Greedy text of ten prompts, token by token.

`python -m containers.serving.equality --input MODEL --base-url URL --output FILE`; exit code 0 if all are equal, 1 if one differs.

Both sides must compute in float32. Two engines add up in different orders, so two tokens whose logits differ by less than
rounding can change places: such a first difference is called a tie, counted apart, and shown with its gap.
"""

import argparse
import json
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

import torch
from transformers.utils import logging as transformers_logging

from containers.common.entry import DONE, FAILED, INTERRUPTED, WRONG_INPUT, StepFailed, UserError
from containers.common.progress import progress
from containers.common.store import open_store
from containers.serving.model_folder import require_model_folder
from containers.serving.prompts import PROMPTS
from containers.serving.transformers_engine.language_model import LanguageModel

MAX_TOKENS = 32
TIE = 1e-4  # in logits: float32 sums of a few hundred terms differ by 1e-6 to 1e-5
TIMEOUT_S = 120
NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Mismatch:
    """Where the server left the reference's way.

    Args:
        prompt: its index.
        position: the first token that differs, from 0.
        served: the server's token; None where it had ended.
        reference: transformers' token; None where it had ended.
        gap: how much likelier the reference's token is for transformers, in logits.
        is_tie: is the gap below rounding?
    """

    prompt: int
    position: int
    served: int | None
    reference: int | None
    gap: float
    is_tie: bool


def compare(model: LanguageModel, ask: Callable[[str], tuple[str, list[int]]], prompts: Sequence[str] = PROMPTS) -> dict[str, Any]:
    """Compare a server with the model it serves.

    Args:
        model: the reference, in float32.
        ask: the server: a prompt in, the greedy text and its tokens out.
        prompts: what is asked.

    Returns:
        Counts and all mismatches, as JSON.
    """
    mismatches: list[Mismatch] = []
    compared = texts = 0
    with progress("comparing the server with transformers", total=len(prompts), unit="prompts") as bar:
        for index, prompt in enumerate(prompts):
            (text, served), reference = ask(prompt), _greedy(model, prompt)
            compared += len(reference)
            found = _first_difference(model, index, prompt, served, reference)
            mismatches += [found] if found else []
            texts += text == model.tokenizer.decode(served, skip_special_tokens=True).rstrip("\ufffd")
            bar.advance()
    different = sum(not mismatch.is_tie for mismatch in mismatches) + len(prompts) - texts
    return {
        "prompts": len(prompts),
        "tokens": compared,
        "equal": len(prompts) - len(mismatches),
        "ties": sum(mismatch.is_tie for mismatch in mismatches),
        "texts_that_fit_their_tokens": texts,
        "holds": different == 0,
        "mismatches": [asdict(mismatch) for mismatch in mismatches],
    }


def served_by(base_url: str) -> Callable[[str], tuple[str, list[int]]]:
    """Ask an OpenAI-compatible server that knows `return_token_ids` (vLLM, and ours).

    Raises:
        UserError: if it cannot be reached.
    """
    name = _call(f"{base_url}/v1/models")["data"][0]["id"]

    def ask(prompt: str) -> tuple[str, list[int]]:
        body = {"model": name, "prompt": prompt, "max_tokens": MAX_TOKENS, "temperature": 0, "return_token_ids": True}
        choice = _call(f"{base_url}/v1/completions", body)["choices"][0]
        if choice.get("token_ids") is None:
            raise StepFailed(f"{base_url}: gives no token ids; the check needs a server that knows return_token_ids")
        return choice["text"], choice["token_ids"]

    return ask


def _greedy(model: LanguageModel, prompt: str) -> list[int]:
    """The reference: transformers' own `generate`, not this package's decode loop."""
    encoded = torch.tensor([model.encode(prompt)])
    told = model.model.generate(encoded, attention_mask=torch.ones_like(encoded), do_sample=False, max_new_tokens=MAX_TOKENS)  # type: ignore[operator]
    tokens: list[int] = told[0, encoded.shape[1] :].tolist()
    return tokens


def _first_difference(model: LanguageModel, index: int, prompt: str, served: list[int], reference: list[int]) -> Mismatch | None:
    for position, (ours, theirs) in enumerate(zip_longest(served, reference)):
        if ours != theirs:
            gap = _gap(model, model.encode(prompt) + reference[:position], ours, theirs)
            return Mismatch(index, position, ours, theirs, gap, is_tie=abs(gap) < TIE)
    return None


def _gap(model: LanguageModel, context: list[int], served: int | None, reference: int | None) -> float:
    """The reference's logit less the served token's; infinite where one of the two had already ended."""
    if served is None or reference is None:
        return float("inf")
    with torch.inference_mode():
        logits = model.model(input_ids=torch.tensor([context])).logits[0, -1].double()
    return float(logits[reference] - logits[served])


def _call(url: str, body: dict[str, Any] | None = None) -> Any:  # noqa: ANN401  (any JSON value)
    data = json.dumps(body).encode() if body else None
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})  # noqa: S310  (the caller names the server)
    try:
        with NO_PROXY.open(request, timeout=TIMEOUT_S) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        raise StepFailed(f"{url}: answers {error.code}") from None
    except (urllib.error.URLError, OSError) as error:
        raise UserError(f"{url}: cannot be reached: {getattr(error, 'reason', error)}") from None


def main(argv: Sequence[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m containers.serving.equality", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--input", required=True, type=Path, help="the model folder")
    parser.add_argument("--base-url", required=True, help="the server, such as http://127.0.0.1:8000")
    parser.add_argument("--output", required=True, type=Path, help="JSON file for the result")
    arguments = parser.parse_args(argv)
    torch.set_num_threads(1)  # the server computes on the same cores, and threads that wait for each other wait long then
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        require_model_folder(arguments.input)
        ask = served_by(arguments.base_url.rstrip("/"))
        model = LanguageModel.load(arguments.input, name="reference", dtype="float32", chat_template=None, longest=None)
        result = compare(model, ask)
    except (UserError, StepFailed) as error:
        print(error, file=sys.stderr)
        return WRONG_INPUT if isinstance(error, UserError) else FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    open_store(arguments.output.parent).write_bytes(arguments.output.name, json.dumps(result, indent=1).encode() + b"\n")
    for mismatch in result["mismatches"]:
        print(mismatch, file=sys.stderr)
    print(
        f"{result['equal']} of {result['prompts']} prompts equal token by token, {result['ties']} ties, {result['tokens']} tokens",
        file=sys.stderr,
    )
    return DONE if result["holds"] else FAILED


if __name__ == "__main__":
    sys.exit(main())
