"""A demo that is killed leaves nobody behind."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

STARTS_ONE = """
import sys, time
from pathlib import Path
from console.demo.running import Running
from console.demo.step import Process
running = Running.start(Process("sleeper", "Sleep", (sys.executable, "-c", "import time; time.sleep(60)")), Path(sys.argv[1]))
print(running.popen.pid, flush=True)
time.sleep(60)
"""


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's death")
def test_a_step_ends_with_a_demo_that_is_killed_outright(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", STARTS_ONE, str(tmp_path)], stdout=subprocess.PIPE, text=True) as demo:
        assert demo.stdout
        step = int(demo.stdout.readline())
        assert is_alive(step)
        demo.kill()
    end = time.monotonic() + 10
    while is_alive(step) and time.monotonic() < end:
        time.sleep(0.05)
    survived = is_alive(step)
    if survived:
        os.kill(step, 9)
    assert not survived
