"""The golden server, and a load test run as its users run it: as a process."""

import contextlib
import json
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

GOLDEN = Path(__file__).parent / "golden.py"
RECIPE = "containers/load/recipes/spine.yaml"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def golden_server(*options: str) -> Iterator[str]:
    port = free_port()
    process = subprocess.Popen([sys.executable, str(GOLDEN), str(port), *options], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def golden() -> Callable[..., contextlib.AbstractContextManager[str]]:
    return golden_server


def sent_by(url: str) -> dict[str, int]:
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"{url}/sent") as answer:
        return json.load(answer)


@pytest.fixture
def sent() -> Callable[[str], dict[str, int]]:
    return sent_by


Load = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def load() -> Load:
    def run(url: str, output: Path, *settings: str) -> subprocess.CompletedProcess[str]:
        overrides = [part for setting in settings for part in ("--set", setting)]
        command = [sys.executable, "-m", "containers.load", "--recipe", RECIPE, "--input", url, "--output", str(output), *overrides]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)

    return run


@pytest.fixture(scope="session")
def measured(load: Load, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A step profile of 1 and 4 readers against a server of 200 ms to the first token and 50 ms between tokens."""
    output = tmp_path_factory.mktemp("load")
    with golden_server("--ttft", "0.2", "--itl", "0.05") as url:
        done = load(url, output, "shape.levels=[1, 4]", "shape.seconds=4", "request.max_tokens=9")
        assert done.returncode == 0, done.stderr
        told = sent_by(url)
    report = json.loads((output / "load.json").read_text())
    manifest = json.loads((output / "manifest.json").read_text())
    return {"report": report, "sent": told, "manifest": manifest, "stderr": done.stderr}
