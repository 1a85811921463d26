"""A run that is stopped from outside as a whole, and one that is not heard outside."""

import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

from containers.training.journal import Events, Losses, read_lines
from tests.containers.training.tiny import command, recipe_file


def test_a_stopped_run_ends_cleanly_and_the_next_start_goes_on_bit_for_bit(unbroken_run: Path, curated: Path, tmp_path: Path) -> None:
    output = tmp_path / "run"
    started = command(recipe_file(tmp_path), curated, output)
    with subprocess.Popen(started, stderr=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + 180
        while Losses(output / "losses.jsonl").last_step() < 7 and time.monotonic() < deadline and process.poll() is None:
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "interrupted; the next run goes on" in told
    workers = [event["pid"] for event in Events(output / "events.jsonl").all() if event["event"] == "start"]
    assert [pid for pid in workers if Path(f"/proc/{pid}").exists()] == []
    assert not (output / "manifest.json").exists()
    subprocess.run(started, check=True, capture_output=True, timeout=240)
    ours, theirs = ([(line["step"], line["loss_hex"]) for line in read_lines(run / "losses.jsonl")] for run in (output, unbroken_run))
    assert ours == theirs
    assert [event["step"] for event in Events(output / "events.jsonl").all() if event["event"] == "resume"] in ([5], [10], [15])


def test_a_launcher_that_is_killed_outright_takes_its_workers_along(curated: Path, tmp_path: Path) -> None:
    output = tmp_path / "run"
    with subprocess.Popen(command(recipe_file(tmp_path), curated, output), stderr=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 180
        while Losses(output / "losses.jsonl").last_step() < 2 and time.monotonic() < deadline and process.poll() is None:
            time.sleep(0.05)
        process.kill()
    workers = [Path(f"/proc/{event['pid']}") for event in Events(output / "events.jsonl").all() if event["event"] == "start"]
    deadline = time.monotonic() + 60
    while any(worker.exists() for worker in workers) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert len(workers) == 2
    assert not any(worker.exists() for worker in workers)
    assert not (output / "manifest.json").exists()


def test_every_connection_and_every_listener_is_on_loopback_also_after_a_kill(killed_run: Path) -> None:
    trace = killed_run.parent / "trace"
    if not trace.exists():
        pytest.skip("this machine has no strace or allows no tracing")
    calls = [line for line in trace.read_text().splitlines() if "AF_INET" in line]
    assert any("bind(" in line for line in calls)
    assert [line for line in calls if not re.search(r'inet_addr\("127\.0\.0\.1"\)|"::1"', line)] == []
