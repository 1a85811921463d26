"""What goes wrong is told in one line, counted by kind, and leaves nothing half-written."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from geventhttpclient import HTTPClient

from containers.load.client import complete

FAST = ("shape.levels=[1]", "shape.seconds=2", "request.max_tokens=5")


FAULTS = {"500": "HTTP 500", "cut": "the stream was cut off", "error": "an error in the stream", "no usage": "no usage in the stream"}
BODY = {"prompt": "The", "max_tokens": 5}


@pytest.mark.parametrize(("fault", "kind"), FAULTS.items())
def test_a_broken_answer_is_an_error_of_its_kind(golden, fault: str, kind: str) -> None:
    with golden("--ttft", "0.01", "--itl", "0.01", "--fault", fault) as url:
        client = HTTPClient.from_url(url)
        assert [complete(client, BODY, 0.0).error for _ in range(2)] == [kind, kind]


def test_a_client_that_met_an_error_can_be_used_again(golden) -> None:
    client = HTTPClient("127.0.0.1", 1)
    assert complete(client, BODY, 0.0).error == "ConnectionRefusedError"
    with golden("--ttft", "0.01", "--itl", "0.01") as url:
        timing = complete(HTTPClient.from_url(url), BODY, 0.0)
    assert (timing.error, timing.output_tokens, len(timing.texts)) == (None, 5, 5)


def test_a_server_that_answers_nothing_well_fails_the_step(golden, load, tmp_path: Path) -> None:
    with golden("--fault", "500") as url:
        done = load(url, tmp_path / "out", *FAST)
    assert done.returncode == 1
    assert "no request was answered (HTTP 500)" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_server_that_is_not_there_is_bad_input(load, tmp_path: Path) -> None:
    done = load("http://127.0.0.1:1", tmp_path / "out")
    assert (done.returncode, done.stderr) == (2, "http://127.0.0.1:1: cannot be reached: [Errno 111] Connection refused\n")
    assert not (tmp_path / "out").exists()


def test_locusts_own_command_says_once_that_no_server_is_there() -> None:
    command = [sys.executable, "-m", "locust", "-f", "tests/load/locustfile.py", "--headless", "--host", "http://127.0.0.1:1"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert done.stderr.count("http://127.0.0.1:1: cannot be reached: [Errno 111] Connection refused") == 1
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("url", ["127.0.0.1:8000", "ftp://127.0.0.1", "http://127.0.0.1:8000/v1"])
def test_what_is_no_base_url_is_refused(load, tmp_path: Path, url: str) -> None:
    done = load(url, tmp_path / "out")
    assert done.returncode == 2
    assert "allowed: http://HOST:PORT" in done.stderr


def test_every_wrong_setting_is_told_at_once(load, tmp_path: Path) -> None:
    done = load("http://127.0.0.1:1", tmp_path, "shape.levels=[0]", "shape.name=zigzag", "request.max_tokens=1", "users=3")
    assert done.returncode == 2
    assert "4 problems" in done.stderr


def test_ctrl_c_stops_with_130_and_writes_nothing(golden, tmp_path: Path) -> None:
    with golden("--ttft", "0.1", "--itl", "0.01") as url:
        command = [sys.executable, "-m", "containers.load", "--recipe", "containers/load/recipes/spine.yaml", "--input", url]
        process = subprocess.Popen([*command, "--output", str(tmp_path / "out")], stderr=subprocess.PIPE, text=True)
        assert process.stderr
        assert "load: 5" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        start = time.monotonic()
        rest = process.communicate(timeout=30)[1]
    assert process.returncode == 130, rest
    assert "Traceback" not in rest
    assert time.monotonic() - start < 25
    assert not (tmp_path / "out").exists()


def test_a_finished_measurement_of_the_same_model_is_not_repeated(golden, load, sent, tmp_path: Path) -> None:
    with golden("--ttft", "0.05", "--itl", "0.01") as url:
        assert load(url, tmp_path, *FAST, "served=abc").returncode == 0
        before = sent(url)
        assert load(url, tmp_path, *FAST, "served=abc").returncode == 0
        assert sent(url) == before
        assert before["requests"] > 0


def test_the_locust_command_runs_the_suite_and_writes_the_same_report(golden, tmp_path: Path) -> None:
    report = tmp_path / "load.json"
    with golden("--ttft", "0.05", "--itl", "0.01") as url:
        options = [
            "--headless",
            "--shape",
            "spike",
            "--levels",
            "1,3",
            "--level-seconds",
            "2",
            "--max-tokens",
            "5",
            "--report",
            str(report),
        ]
        locust = [str(Path(sys.executable).parent / "locust"), "-f", "tests/load/locustfile.py", "--host", url, *options]
        done = subprocess.run(locust, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    levels = json.loads(report.read_text())["levels"]
    assert [level["users"] for level in levels] == [1, 3, 1]
    assert all(level["count"] and not level["errors"] for level in levels)
