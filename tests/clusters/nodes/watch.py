"""Runs a command where no network is, and writes down each attempt of it or its children to reach one.

Two things hold together. The command runs in a network namespace of its own, in which loopback alone is up: what it tries, fails. And a
seccomp filter tells this process of each connect, sendto, sendmsg and sendmmsg before the kernel does it, whoever makes the call: curl,
Python, bash's /dev/tcp, glibc asking for a name. So an attempt is seen even where the script hides its failure (`curl … || true`), and
while the calling process still waits: who called it, and from which line of which script, can be read.

The line comes from bash itself: BASH_ENV has every bash that runs a script note each command before it starts it.
"""

import errno
import os
import select
import signal
import socket
import struct
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple

from tests.clusters.nodes import seccomp

RESOLVER = "/run/systemd/resolve/"
"""Where the local sockets lie behind which systemd asks for a name."""
CACHE = ("/run/nscd/", "/var/run/nscd/")
"""Those of glibc's cache of users and names: it is refused, so that the process itself asks, and is seen where it asks for a name."""
NAME_SERVICE = 53
NOTE_LINES = """\
exec {WATCH_FD}>>"$WATCH_LINES"
set -o functrace
trap 'printf "%s %s:%s\\n" "$BASHPID" "${BASH_SOURCE[0]:-bash -c}" "$LINENO" >&"$WATCH_FD"' DEBUG
"""


class Attempt(NamedTuple):
    """One attempt to leave: from where in which script, by which command, to which address, by which call."""

    line: str
    command: str
    address: str
    call: str

    def __str__(self) -> str:
        return f"{self.line}: `{self.command}` wanted to reach {self.address} ({self.call})"


@dataclass
class Ran:
    """How a command ended, which bash scripts ran, and what of it wanted to leave."""

    code: int
    output: str
    errors: str
    attempts: list[Attempt] = field(default_factory=list)
    scripts: frozenset[Path] = frozenset()


def watched(
    command: Sequence[str], *, environment: Mapping[str, str], folder: Path | None = None, stdin: str = "", timeout_s: float = 60
) -> Ran:
    """Runs a command.

    Args:
        command: The command; a script as `["bash", script]`.
        environment: All of its environment.
        folder: Where it starts.
        stdin: What it reads.
        timeout_s: Seconds after which it and its children are ended.

    Raises:
        subprocess.SubprocessError: The system grants no namespace or no filter: nothing would be proved. Or it did not end in time.
    """
    with tempfile.TemporaryDirectory(prefix="watch-") as scratch:
        lines, notes = Path(scratch, "lines"), Path(scratch, "notes.bash")
        lines.touch()
        notes.write_text(NOTE_LINES)
        watcher = _Watcher(lines)
        try:
            process = subprocess.Popen(
                list(command),
                cwd=folder,
                env={**environment, "BASH_ENV": str(notes), "WATCH_LINES": str(lines)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                start_new_session=True,
                preexec_fn=watcher.take_in,  # noqa: PLW1509 - the watching thread alone runs beside it, and holds no lock that it needs
            )
            try:
                output, errors = process.communicate(stdin, timeout=timeout_s)
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.communicate()
        finally:
            watcher.end()
        scripts = frozenset(Path(line.split(" ", 1)[1].rpartition(":")[0]) for line in lines.read_text(errors="replace").splitlines())
    return Ran(process.returncode, output, errors, watcher.attempts, scripts)


class _Watcher:
    """Answers the filter's messages from a thread, from the child's start to its end."""

    def __init__(self, lines: Path) -> None:
        self.attempts: list[Attempt] = []
        self._lines = lines
        self._program = seccomp.program()
        self._told, self._tell = os.pipe()
        self._heard, self._hear = os.pipe()
        self._ended, self._end = os.pipe()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def take_in(self) -> None:
        """In the child, before it becomes the command: leaves the network, and is watched from then on."""
        seccomp.leave_the_network()
        listener = seccomp.be_watched(self._program)
        os.write(self._tell, struct.pack("ii", os.getpid(), listener))
        os.read(self._heard, 1)

    def end(self) -> None:
        """Whatever still runs of the command is no longer answered."""
        os.write(self._end, b"x")
        self._thread.join()
        for descriptor in (self._told, self._tell, self._heard, self._hear, self._ended, self._end):
            os.close(descriptor)

    def _watch(self) -> None:
        ready, _, _ = select.select([self._told, self._ended], [], [])
        if self._told not in ready:
            return
        listener = seccomp.taken_over(*struct.unpack("ii", os.read(self._told, 8)))
        os.write(self._hear, b"x")
        waiting = select.poll()
        waiting.register(listener, select.POLLIN)
        waiting.register(self._ended, select.POLLIN)
        while True:
            events = dict(waiting.poll())
            if events.get(listener, 0) & select.POLLIN:
                if call := seccomp.received(listener):
                    self._judge(listener, call)
            elif listener in events or self._ended in events:
                break
        os.close(listener)

    def _judge(self, listener: int, call: seccomp.Call) -> None:
        try:
            named = list(_addresses(call))
        except OSError:
            named = []  # its process ended meanwhile
        outside = [address for raw in named if (address := _leaves(raw))]
        for address in outside:
            attempt = Attempt(self._line(call.thread), _command(call.thread), address, call.name)
            if attempt not in self.attempts:
                self.attempts.append(attempt)
        is_cache = any(raw[2:].startswith(tuple(path.encode() for path in CACHE)) for raw in named)
        seccomp.answer(listener, call, errno.ENETUNREACH if outside else errno.ENOENT if is_cache else 0)

    def _line(self, thread: int) -> str:
        """Where the nearest bash above a thread stands in its script."""
        at = dict(line.split(" ", 1) for line in self._lines.read_text(errors="replace").splitlines())
        process = _status(thread, "Tgid")
        while process > 1:
            if str(process) in at:
                return at[str(process)]
            process = _status(process, "PPid")
        return "no bash script"


def _addresses(call: seccomp.Call) -> Iterator[bytes]:
    """The addresses that a call names; a call on a connected socket names none."""
    _, second, third, _, fifth, sixth = call.arguments
    with Path(f"/proc/{call.thread}/mem").open("rb", buffering=0) as memory:

        def read(at: int, size: int) -> bytes:
            memory.seek(at)
            return memory.read(size)

        def of_message(at: int) -> bytes:
            name, size = struct.unpack("=QI", read(at, 12))
            return read(name, size) if name else b""

        if call.name == "connect":
            yield read(second, third)
        elif call.name == "sendto" and fifth:
            yield read(fifth, sixth & 0xFFFFFFFF)
        elif call.name == "sendmsg":
            yield of_message(second)
        elif call.name == "sendmmsg":
            yield from (of_message(second + 64 * place) for place in range(third & 0xFFFFFFFF))


def _leaves(raw: bytes) -> str:
    """The address where it lies outside the node or is a name service; empty where it is the node's own."""
    family = struct.unpack("=H", raw[:2])[0] if len(raw) >= 2 else socket.AF_UNSPEC
    if family == socket.AF_UNIX:
        path = raw[2:].split(b"\0")[0].decode(errors="replace")
        return f"a name, by {path}" if path.startswith(RESOLVER) else ""
    if family in (socket.AF_UNSPEC, socket.AF_NETLINK):
        return ""
    if family not in (socket.AF_INET, socket.AF_INET6):
        return f"an address of family {family}"
    port = struct.unpack("!H", raw[2:4])[0]
    address = ip_address(raw[4:8] if family == socket.AF_INET else raw[8:24])
    inner = getattr(address, "ipv4_mapped", None) or address
    if port == NAME_SERVICE:
        return f"a name, by {address} port {port}"
    return "" if inner.is_loopback or inner.is_unspecified else f"{address} port {port}"


def _status(process: int, name: str) -> int:
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def _command(process: int) -> str:
    try:
        words = Path(f"/proc/{process}/cmdline").read_bytes().rstrip(b"\0").split(b"\0")
    except OSError:
        return "a process that is gone"
    return b" ".join(words).decode(errors="replace")[:200]
