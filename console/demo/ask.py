"""Asks the served model through the official `openai` client, streamed and whole, and writes down what it answered.

`python -m console.demo.ask --base-url URL --corpus FOLDER --output FILE`. The prompts are beginnings of held-out
documents, which the curation has freed of personal data.
"""

import argparse
import importlib.metadata
import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import openai
import pyarrow.parquet as pq

from containers.common.entry import DONE, FAILED, INTERRUPTED
from containers.common.store import open_store

PROMPTS = 3
_PROMPT_CHARACTERS = 90
_MOST_TOKENS = 48


def main(argv: Sequence[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m console.demo.ask", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--base-url", required=True, help="the server, such as http://127.0.0.1:8000")
    parser.add_argument("--corpus", type=Path, required=True, help="output of the curation")
    parser.add_argument("--output", type=Path, required=True, help="JSON file for the answers")
    arguments = parser.parse_args(argv)
    try:
        # No proxy from the environment, no key from it: the server is on this machine.
        with openai.DefaultHttpxClient(trust_env=False, timeout=120) as http:
            client = openai.OpenAI(base_url=f"{arguments.base_url.rstrip('/')}/v1", api_key="none", http_client=http, max_retries=0)
            found = ask(client, list(beginnings(arguments.corpus)))
    except openai.OpenAIError as error:
        print(f"failed: the server at {arguments.base_url} did not answer: {type(error).__name__}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    open_store(str(arguments.output.parent)).write_bytes(arguments.output.name, json.dumps(found, indent=1).encode() + b"\n")
    print(f"{len(found['answers'])} prompts answered, streamed and whole {'equal' if found['streamed_equals_whole'] else 'not equal'}")
    return DONE


def ask(client: openai.OpenAI, prompts: Sequence[str]) -> dict[str, Any]:
    """Ask every prompt twice, greedily: streamed and whole; and once as a chat."""
    model = client.models.list().data[0].id
    answers = [streamed(client, model, prompt) | {"whole": whole(client, model, prompt)} for prompt in prompts]
    chat = client.chat.completions.create(
        model=model, messages=[{"role": "user", "content": prompts[0]}], max_tokens=_MOST_TOKENS, temperature=0
    )
    return {
        "model": model,
        "client": f"openai {importlib.metadata.version('openai')}",
        "answers": answers,
        "chat": {"prompt": prompts[0], "answer": chat.choices[0].message.content or ""},
        "streamed_equals_whole": all(answer["answer"] == answer["whole"] for answer in answers),
    }


def streamed(client: openai.OpenAI, model: str, prompt: str) -> dict[str, Any]:
    """One answer in pieces, with the time to the first."""
    began = time.perf_counter()
    pieces, first_s = [], None
    for event in client.completions.create(model=model, prompt=prompt, max_tokens=_MOST_TOKENS, temperature=0, stream=True):
        if event.choices and event.choices[0].text:
            first_s = first_s or time.perf_counter() - began
            pieces.append(event.choices[0].text)
    return {
        "prompt": prompt,
        "answer": "".join(pieces),
        "pieces": len(pieces),
        "first_piece_ms": None if first_s is None else round(1000 * first_s, 1),
    }


def whole(client: openai.OpenAI, model: str, prompt: str) -> str:
    """One answer in one piece."""
    return client.completions.create(model=model, prompt=prompt, max_tokens=_MOST_TOKENS, temperature=0).choices[0].text


def beginnings(corpus: Path) -> Iterator[str]:
    """The first words of some held-out documents, cut at a space."""
    table = pq.read_table(sorted((corpus / "documents" / "test").glob("*.parquet")), columns=["text"])
    texts = [text.strip() for text in table.column("text").to_pylist() if len(text.strip()) > 2 * _PROMPT_CHARACTERS]
    every = max(1, len(texts) // PROMPTS)
    for text in texts[::every][:PROMPTS]:
        yield text[:_PROMPT_CHARACTERS].rsplit(" ", 1)[0]


if __name__ == "__main__":
    sys.exit(main())
