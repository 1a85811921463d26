"""A started process goes with the one that started it, and hears it."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from containers.common.children import end_with_parent

PARENT = """
import subprocess, sys, time
from containers.common.children import end_with_parent
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], preexec_fn=end_with_parent)
print(child.pid, flush=True)
time.sleep(60)
"""
WAITS = "import time\ntry:\n print('ready', flush=True)\n time.sleep(60)\nexcept KeyboardInterrupt: print('stopped')"


def deaf() -> None:
    """What a shell does to a process that it starts with `&`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def is_alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's death")
def test_a_child_ends_when_its_parent_is_killed_outright() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        assert is_alive(child)
        parent.kill()
    end = time.monotonic() + 20
    while is_alive(child) and time.monotonic() < end:
        time.sleep(0.05)
    assert not is_alive(child)


@pytest.mark.parametrize(("prepare", "said"), [(lambda: (deaf(), end_with_parent()), "stopped\n"), (deaf, "")])
def test_a_child_of_a_background_job_hears_ctrl_c_again(prepare, said: str) -> None:
    command = [sys.executable, "-c", WAITS]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, preexec_fn=prepare) as child:  # noqa: PLW1509
        assert child.stdout
        child.stdout.readline()
        child.send_signal(signal.SIGINT)
        time.sleep(0.5 if not said else 0)
        if not said:
            child.kill()
        assert child.stdout.read() == said
