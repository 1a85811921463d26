"""Starting and stopping: the engine that is chosen, what is refused before anything slow, and one clear line for each."""

import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any

import pytest

from containers.common.recipe import read_recipe
from containers.serving import vllm
from containers.serving.recipe import ServingRecipe
from containers.serving.run import PLAIN_CHAT, chat_template

NO_VLLM = "vllm.python=/nowhere/python"


def test_a_taken_port_is_named(serve, model_folder: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = serve(model_folder, tmp_path / "log", f"port={port}")
        out, errors = process.communicate(timeout=60)
    assert (process.returncode, out) == (2, "")
    assert errors == f"port {port} on 127.0.0.1: Address already in use; stop what listens there or choose another with --set port=NUMBER\n"


def test_a_folder_that_is_no_model_is_bad_input(serve, tmp_path: Path) -> None:
    process = serve(tmp_path, tmp_path / "log")
    assert "3 problems" in process.communicate(timeout=60)[1]
    assert process.returncode == 2
    assert not (tmp_path / "log").exists()


def test_a_bucket_is_not_a_local_folder(serve, tmp_path: Path) -> None:
    process = serve("s3://models/base", tmp_path / "log")
    assert "allowed: a path or file:///PATH" in process.communicate(timeout=60)[1]
    assert process.returncode == 2


def test_an_unknown_engine_in_the_environment_is_bad_input(serve, model_folder: Path, tmp_path: Path) -> None:
    process = serve(model_folder, tmp_path / "log", environment={**os.environ, "ENGINE": "steam"})
    assert process.communicate(timeout=60)[1] == "ENGINE=steam: allowed: auto, vllm, transformers\n"
    assert process.returncode == 2


def test_vllm_that_was_asked_for_and_is_not_there_fails(serve, model_folder: Path, tmp_path: Path) -> None:
    process = serve(model_folder, tmp_path / "log", "engine=vllm", NO_VLLM, "port=47111")
    assert "there is no /nowhere/python; engine=transformers does without it" in process.communicate(timeout=60)[1]
    assert process.returncode == 1


def test_without_vllm_one_line_says_so_and_sigterm_ends_the_other_engine(serve, model_folder: Path, tmp_path: Path, free_port) -> None:
    process = serve(model_folder, tmp_path / "log", NO_VLLM, f"port={free_port()}")
    assert '"engine": "transformers"' in process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    errors = process.communicate(timeout=60)[1]
    assert "vLLM cannot be used: there is no /nowhere/python; serving with transformers\n" in errors
    assert process.returncode == 130


@pytest.fixture
def broken_vllm(tmp_path: Path) -> Path:
    """An interpreter that has a module called vllm, which cannot be imported."""
    module = tmp_path / "site" / "vllm" / "entrypoints" / "openai"
    module.mkdir(parents=True)
    (tmp_path / "site" / "vllm" / "__init__.py").write_text("raise ImportError('operator torchvision::nms does not exist')")
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nPYTHONPATH={tmp_path / "site"} exec {sys.executable} "$@"\n')
    python.chmod(0o755)
    return python


def test_vllm_that_cannot_be_imported_is_left_for_transformers(
    serve, model_folder: Path, tmp_path: Path, broken_vllm: Path, free_port
) -> None:
    process = serve(model_folder, tmp_path / "log", f"vllm.python={broken_vllm}", f"port={free_port()}")
    assert '"engine": "transformers"' in process.stdout.readline()
    process.send_signal(signal.SIGINT)
    errors = process.communicate(timeout=60)[1]
    assert "the server ended with code 1: ImportError: operator torchvision::nms does not exist" in errors
    assert process.returncode == 130


def recipe(name: str = "spine", *settings: str) -> ServingRecipe:
    return read_recipe(ServingRecipe, f"containers/serving/recipes/{name}.yaml", settings)


def test_vllm_logs_no_request_and_calls_nobody() -> None:
    line = vllm.command(recipe(), "python", Path("model"), PLAIN_CHAT)
    assert {"--no-enable-log-requests", "--disable-fastapi-docs", "--enforce-eager"} <= set(line)
    assert line[line.index("--host") + 1] == "127.0.0.1"
    told = vllm.environment(recipe(), {})
    assert [told[name] for name in ("VLLM_NO_USAGE_STATS", "DO_NOT_TRACK", "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")] == ["1"] * 4
    assert told["VLLM_HOST_IP"] == "127.0.0.1"


def test_on_an_accelerator_nothing_of_the_cpu_build_is_set() -> None:
    accelerator = recipe("sagemaker")
    assert not {"OMP_NUM_THREADS", "VLLM_CPU_KVCACHE_SPACE", "VLLM_ENABLE_V1_MULTIPROCESSING"} & set(vllm.environment(accelerator, {}))
    assert "--enforce-eager" not in vllm.command(accelerator, "python3", Path("model"), None)
    assert (accelerator.host, accelerator.port, accelerator.engine) == ("0.0.0.0", 8080, "vllm")


@pytest.mark.parametrize("host", ["192.0.2.1", "::", "example.org"])
def test_only_loopback_or_the_containers_own_network_can_be_listened_on(host: str) -> None:
    with pytest.raises(Exception, match="host"):
        recipe("spine", f"host={host}")


def test_the_models_own_chat_template_wins_over_the_plain_one(model_folder: Path, tmp_path: Path) -> None:
    assert chat_template(recipe(), model_folder) == PLAIN_CHAT
    (tmp_path / "tokenizer_config.json").write_text('{"chat_template": "{{ messages }}"}')
    assert chat_template(recipe(), tmp_path) is None
    mine = tmp_path / "mine.jinja"
    assert chat_template(recipe("spine", f"chat_template={mine}"), tmp_path) == mine


def test_the_server_says_where_it_answers(server: dict[str, Any]) -> None:
    assert (server["engine"], server["model"], server["ready"]) == ("transformers", "spine", True)
