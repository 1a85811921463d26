"""One tiny model and one server for all tests of this folder."""

import contextlib
import json
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openai
import pytest
import torch

from containers.serving.transformers_engine.language_model import LanguageModel
from tests.containers.serving import tiny_model

RECIPE = "containers/serving/recipes/spine.yaml"
Serve = Callable[..., "subprocess.Popen[str]"]


def open_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_model.write(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="session")
def language_model(model_folder: Path) -> LanguageModel:
    torch.set_num_threads(1)  # the server under test computes on the same cores
    return LanguageModel.load(model_folder, name="spine", dtype="float32", chat_template=None, longest=None)


@pytest.fixture(scope="session")
def free_port() -> Callable[[], int]:
    return open_port


def start(model: Path, log: Path, *settings: str, environment: dict[str, str] | None = None) -> "subprocess.Popen[str]":
    overrides = [part for setting in [f"log={log}", *settings] for part in ("--set", setting)]
    command = [sys.executable, "-m", "containers.serving", "--recipe", RECIPE, "--input", str(model), *overrides]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


@contextlib.contextmanager
def until_ctrl_c(model: Path, log: Path, *settings: str) -> Iterator[dict[str, Any]]:
    """A server, from its ready line until Ctrl-C, which must end it with 130."""
    process = start(model, log, f"port={open_port()}", *settings)
    try:
        assert process.stdout
        line = process.stdout.readline()
        assert line, process.communicate()[1]
        yield {**json.loads(line), "pid": process.pid, "log": log}
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 130, errors
        assert "Traceback" not in errors
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="session")
def server(model_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    log = tmp_path_factory.mktemp("serving") / "engine.log"
    with until_ctrl_c(model_folder, log, "engine=transformers", "transformers.most_requests=3") as told:
        yield told


@pytest.fixture(scope="session")
def client(server: dict[str, Any]) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{server['url']}/v1", api_key="none", max_retries=0)


@pytest.fixture(scope="session")
def serve() -> Serve:
    return start


@pytest.fixture(scope="session")
def running() -> Callable[..., contextlib.AbstractContextManager[dict[str, Any]]]:
    return until_ctrl_c
