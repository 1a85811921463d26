"""A child server lives no longer than we do, and nothing of it is left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from containers.common.entry import StepFailed
from containers.serving.child import ChildServer, EngineEnded

NEVER_READY = "http://127.0.0.1:1"
FORKS = "import os, subprocess, sys, time; p = subprocess.Popen(['sleep', '300']); print(p.pid, flush=True); time.sleep(300)"


def child(log: Path, program: str) -> ChildServer:
    return ChildServer([sys.executable, "-c", program], dict(os.environ), log, NEVER_READY)


def printed_pid(log: Path) -> int:
    for _ in range(200):
        if log.exists() and log.read_text().strip():
            return int(log.read_text().split()[0])
        time.sleep(0.05)
    raise AssertionError("the child printed nothing")


def is_alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def is_gone(pid: int) -> bool:
    for _ in range(200):
        if not is_alive(pid):
            return True
        time.sleep(0.05)
    return False


def test_a_child_that_ends_before_it_is_ready_is_told_with_its_error(tmp_path: Path) -> None:
    broken = child(tmp_path / "log", "print('loading'); raise ImportError('no such kernel')")
    with pytest.raises(EngineEnded, match="ended with code 1: ImportError: no such kernel"):
        broken.wait_ready(60)
    broken.stop(0)


def test_a_child_that_is_never_ready_is_given_up(tmp_path: Path) -> None:
    slow = child(tmp_path / "log", "import time; time.sleep(300)")
    with pytest.raises(StepFailed, match=r"not ready after 0\.3 s"):
        slow.wait_ready(0.3)
    slow.stop(1)
    assert slow.process.returncode == -signal.SIGTERM


def test_a_server_that_ends_by_itself_is_a_failure(tmp_path: Path) -> None:
    ended = child(tmp_path / "log", "print('MemoryError: no room')")
    with pytest.raises(EngineEnded, match="MemoryError: no room"):
        ended.wait()
    ended.stop(0)


def test_stopping_ends_the_whole_group_even_one_that_will_not(tmp_path: Path) -> None:
    stubborn = child(tmp_path / "log", f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {FORKS}")
    grandchild = printed_pid(tmp_path / "log")
    stubborn.stop(0.2, closing_s=0)
    assert is_gone(grandchild)
    assert stubborn.process.returncode == -signal.SIGKILL


def test_a_child_dies_when_we_are_killed(tmp_path: Path) -> None:
    log = tmp_path / "log"
    print_and_sleep = "import os, time; print(os.getpid(), flush=True); time.sleep(300)"
    program = f"""
import os, pathlib, sys, time
from containers.serving.child import ChildServer
ChildServer([sys.executable, "-c", {print_and_sleep!r}], dict(os.environ), pathlib.Path({str(log)!r}), "")
time.sleep(300)
"""
    parent = subprocess.Popen([sys.executable, "-c", program])
    server = printed_pid(log)
    assert is_alive(server)
    parent.kill()
    parent.wait()
    assert is_gone(server)
