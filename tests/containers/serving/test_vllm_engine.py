"""vLLM itself, once: it starts, streams to OpenAI's client, and its greedy text is transformers'."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest

from containers.common.recipe import read_recipe
from containers.serving import equality, vllm
from containers.serving.recipe import ServingRecipe

WHY_NOT = vllm.why_not(read_recipe(ServingRecipe, "containers/serving/recipes/spine.yaml"))

pytestmark = pytest.mark.skipif(WHY_NOT is not None, reason=f"vLLM is not installed: {WHY_NOT}")


@pytest.fixture(scope="module")
def vllm_server(running, model_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    with running(model_folder, tmp_path_factory.mktemp("vllm") / "engine.log", "engine=vllm") as told:
        yield told


def test_greedy_text_is_transformers_and_chat_streams(vllm_server: dict[str, Any], model_folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "equality.json"
    code = equality.main(["--input", str(model_folder), "--base-url", vllm_server["url"], "--output", str(output)])
    result = json.loads(output.read_text())
    assert (code, result["equal"] + result["ties"]) == (0, 10), result["mismatches"]
    client = openai.OpenAI(base_url=f"{vllm_server['url']}/v1", api_key="none")
    ask = {"model": "spine", "messages": [{"role": "user", "content": "an unmistakable prompt"}], "temperature": 0, "max_tokens": 8}
    whole = client.chat.completions.create(**ask).choices[0].message.content
    chunks = list(client.chat.completions.create(stream=True, **ask))
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices) == whole
    assert "unmistakable" not in vllm_server["log"].read_text()
