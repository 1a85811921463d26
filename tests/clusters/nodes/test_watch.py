"""The harness itself: it sees a script that wants to leave, however it tries and whether or not it says so."""

from pathlib import Path

import pytest

from tests.clusters.nodes.machine import Machine

PYTHON = "import socket; s = socket.socket(); s.connect_ex(('198.51.100.9', 443))"
ASKS_UDP = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('198.51.100.9', 123))"
SENDS = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendmsg([b'x'], [], 0, ('198.51.100.9', 123))"
NAME = "import socket; socket.getaddrinfo('example.org', 443)"

LEAVING = {
    "curl": ("/usr/bin/curl -s -m 5 https://192.0.2.7/setup.sh || true", "192.0.2.7 port 443"),
    "curl over IPv6": ("/usr/bin/curl -s -m 5 -g 'http://[2001:db8::1]/' || true", "2001:db8::1 port 80"),
    "a python socket": (f'python3 -c "{PYTHON}" || true', "198.51.100.9 port 443"),
    "a datagram": (f'python3 -c "{ASKS_UDP}" 2>/dev/null || true', "198.51.100.9 port 123"),
    "a message": (f'python3 -c "{SENDS}" 2>/dev/null || true', "198.51.100.9 port 123"),
    "bash itself": ("(exec 3<>/dev/tcp/203.0.113.5/80) 2>/dev/null || true", "203.0.113.5 port 80"),
    "instance metadata": ("(exec 3<>/dev/tcp/169.254.169.254/80) 2>/dev/null || true", "169.254.169.254 port 80"),
    "a name": (f'python3 -c "{NAME}" 2>/dev/null || true', "a name, by "),
}


def script(machine: Machine, *lines: str) -> Path:
    file = machine.home / "script.sh"
    file.write_text("\n".join(["#!/bin/bash", "set -euo pipefail", *lines]) + "\n")
    return file


@pytest.mark.parametrize("way", LEAVING)
def test_whoever_wants_to_leave_is_named_with_the_scripts_line(machine: Machine, way: str) -> None:
    line, address = LEAVING[way]
    if way.startswith("curl") and not Path("/usr/bin/curl").exists():
        pytest.skip("this machine has no curl")
    file = script(machine, "echo begins", line, "echo ends")
    ran = machine.run(file, may_leave=True)
    assert ran.output.splitlines()[-1] == "ends"
    assert {(attempt.line, attempt.address.startswith(address)) for attempt in ran.attempts} == {(f"{file}:4", True)}


@pytest.mark.parametrize(
    "lines",
    [("leave() {", f'  python3 -c "{PYTHON}"', "}", "leave"), ("echo x | while read -r _; do", f'  python3 -c "{PYTHON}"', "done", "true")],
    ids=["a function", "a pipe"],
)
def test_the_line_is_the_one_that_calls_not_the_one_that_encloses(machine: Machine, lines: tuple[str, ...]) -> None:
    file = script(machine, *lines)
    assert [attempt.line for attempt in machine.run(file, may_leave=True).attempts] == [f"{file}:4"]


def test_a_script_that_a_script_starts_is_watched_too(machine: Machine) -> None:
    inner = machine.home / "inner.sh"
    inner.write_text(f'python3 -c "{PYTHON}"\n')
    file = script(machine, f"bash {inner} &", "wait")
    assert [attempt.line for attempt in machine.run(file, may_leave=True).attempts] == [f"{inner}:1"]


def test_an_attempt_fails_the_test_that_runs_the_script(machine: Machine) -> None:
    file = script(machine, f'python3 -c "{PYTHON}"')
    with pytest.raises(AssertionError, match=rf"{file}:3: .*python3.* wanted to reach 198\.51\.100\.9 port 443"):
        machine.run(file)


def test_the_node_may_talk_to_itself(machine: Machine) -> None:
    talk = "import socket as s; l = s.create_server(('127.0.0.1', 0)); s.create_connection(l.getsockname()); s.socket(s.AF_UNIX).bind('s')"
    assert machine.run(script(machine, f'python3 -c "{talk}"')).code == 0


def test_nothing_leaves_even_by_a_call_that_is_not_watched(machine: Machine) -> None:
    """The namespace has no route and no interface but loopback: two locks, either of which holds."""
    ran = machine.run(script(machine, "cat /proc/net/route", "ls /sys/class/net 2>/dev/null || true", "cat /proc/net/dev"))
    interfaces = [line.split(":")[0].strip() for line in ran.output.splitlines() if ":" in line]
    assert interfaces == ["lo"]


def test_a_command_that_a_node_does_not_have_is_not_found(machine: Machine) -> None:
    ran = machine.run(script(machine, "curl --version"))
    assert ran.code == 127
