"""The trace report finds every attempt to leave the machine, and nothing else."""

import subprocess
import sys
from pathlib import Path

import pytest

TOOL = Path(__file__).resolve().parents[2] / "tools" / "trace_report.py"
LOOPBACK = '12 connect(3, {sa_family=AF_INET, sin_port=htons(8000), sin_addr=inet_addr("127.0.0.1")}, 16) = 0'


def report(tmp_path, *lines):
    trace = tmp_path / "trace.txt"
    trace.write_text("\n".join(lines) + "\n")
    return subprocess.run([sys.executable, TOOL, trace], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "line",
    [
        '7 connect(3, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("192.0.2.7")}, 16) = -1 ENETUNREACH',
        '7 connect(3, {sa_family=AF_INET6, sin6_port=htons(443), inet_pton(AF_INET6, "2001:db8::1", &sin6_addr)}, 28) = -1',
        '7 sendto(3, "x"..., 9, 0, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("198.51.100.2")}, 16) = 9',
        '7 connect(3, {sa_family=AF_INET6, inet_pton(AF_INET6, "::ffff:192.0.2.1", &sin6_addr)}, 28) = -1',
    ],
)
def test_an_attempt_outside_fails_the_report(tmp_path, line):
    done = report(tmp_path, LOOPBACK, line)
    assert done.returncode == 1
    assert "2 attempts, 1 outside this machine" in done.stdout


@pytest.mark.parametrize(
    "line",
    [
        LOOPBACK,
        '7 connect(3, {sa_family=AF_INET6, sin6_port=htons(9), inet_pton(AF_INET6, "::1", &sin6_addr)}, 28) = 0',
        '7 connect(3, {sa_family=AF_UNIX, sun_path="/run/x"}, 110) = 0',
        "7 sendto(3, [{nlmsg_len=20}], 20, 0, {sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, 12) = 20",
        '7 connect(3, {sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr("0.0.0.0")}, 16) = 0',
    ],
)
def test_loopback_and_local_sockets_stay_inside(tmp_path, line):
    assert report(tmp_path, line).returncode == 0


def test_an_empty_trace_proves_nothing(tmp_path):
    assert report(tmp_path).returncode == 1
