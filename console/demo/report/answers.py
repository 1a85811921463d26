"""What the served model answered to the official `openai` client, and whether it is the model that was trained."""

import json
from pathlib import Path
from typing import Any

from console.demo.report.facts import Facts, NotThere
from console.demo.report.files import read_json


class Answer(Facts):
    """One prompt and its streamed answer: how many pieces it came in, and when the first was there."""

    prompt: str
    answer: str
    pieces: int
    first_piece_ms: float | None


class Equality(Facts):
    """Greedy text of the server against transformers' on the same model folder, token by token.

    A tie is a first difference between two tokens that transformers finds equally likely, up to rounding.
    """

    prompts: int
    equal: int
    ties: int
    tokens: int
    holds: bool


class Answers(Facts):
    """The section."""

    engine: str
    engine_note: str
    client: str
    answers: list[Answer]
    streamed_equals_whole: bool
    equality: Equality | None
    equality_missing: str = ""


def read(folder: Path, server_log: Path) -> Answers:
    """The section from the folder of the answers and what the server said when it started.

    Raises:
        NotThere: the served model has not been asked.
    """
    found = read_json(folder / "answers.json")
    engine, note = started(server_log)
    equality, missing = _equality(folder / "equality.json")
    return Answers(
        engine=engine,
        engine_note=note,
        client=found["client"],
        answers=[Answer(**{name: each[name] for name in Answer.model_fields}) for each in found["answers"]],
        streamed_equals_whole=found["streamed_equals_whole"],
        equality=equality,
        equality_missing=missing,
    )


def started(server_log: Path) -> tuple[str, str]:
    """The engine that the server announced, and its line on why it is not vLLM, if it said one."""
    engine, note = "an engine that did not name itself", ""
    for line in server_log.read_text(errors="replace").splitlines() if server_log.exists() else ():
        if line.startswith("vLLM cannot be used"):
            note = line
        elif line.startswith('{"ready"'):
            announced: dict[str, Any] = json.loads(line)
            engine = {"vllm": "vLLM", "transformers": "transformers"}.get(announced["engine"], "an engine of another name")
    return engine, note


def _equality(path: Path) -> tuple[Equality | None, str]:
    try:
        found = read_json(path)
    except NotThere as error:
        return None, str(error)
    return Equality(**{name: found[name] for name in Equality.model_fields}), ""
