"""A machine on this machine: a network, a host name and processes of its own, in namespaces."""

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import IO

REAPER = 'hostname "$0"; ip link set lo up; while :; do sleep 3600 & wait $!; done'
"""The first process: a shell, since it takes in the processes whose parents are gone; to Slurm a zombie looks like a task that runs on."""

APPEARS_WITHIN_S = 10.0


class NoNamespacesError(RuntimeError):
    """This system lets nobody here make namespaces."""


class Machine:
    """Runs until it is switched off, or this process ends."""

    def __init__(self, name: str, environment: dict[str, str]) -> None:
        """Start it, without a network.

        Raises:
            NoNamespacesError: The system grants none.
        """
        self.name = name
        self._environment = environment
        # With the death of this process unshare dies (setpriv), with unshare its child, and with that, the first process, all others.
        start = ["setpriv", "--pdeathsig", "KILL", "unshare", "--net", "--uts", "--pid", "--fork", "--mount-proc", "--kill-child"]
        self._unshare = subprocess.Popen([*start, "bash", "-c", REAPER, name], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.first = self._first_process()

    def command(self, *words: str) -> list[str]:
        """A command line that runs `words` in there."""
        return ["nsenter", "--target", str(self.first), "--net", "--uts", "--pid", "--mount", "--wdns=/", *words]

    def start(self, *words: str, log: IO[bytes] | int = subprocess.DEVNULL, **more: str) -> subprocess.Popen[bytes]:
        """Start a program in there."""
        environment = self._environment | more
        return subprocess.Popen(self.command(*words), env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def run(self, *words: str, stdin: str | None = None, check: bool = True, **more: str) -> str:
        """Run a program in there to its end; returns what it said on standard output.

        Raises:
            RuntimeError: It failed; with what it said.
        """
        environment = self._environment | more
        done = subprocess.run(self.command(*words), env=environment, input=stdin, capture_output=True, text=True, check=False)
        if check and done.returncode:
            raise RuntimeError(f"{self.name}: {' '.join(words)} ended with {done.returncode}: {done.stderr.strip() or done.stdout.strip()}")
        return done.stdout

    def network(self, *commands: str) -> None:
        """Run commands of `ip` on its network, seen from outside: where other machines are processes with a number."""
        batch = "\n".join(commands) + "\n"
        subprocess.run(["nsenter", "--target", str(self.first), "--net", "ip", "-batch", "-"], input=batch, text=True, check=True)

    def cut(self) -> None:
        """Take its cable out: nothing that it says arrives any more, not even that a connection is closed."""
        self.network("link set eth0 down")

    def off(self) -> None:
        """Switch it off: all its processes are gone at once."""
        if self._unshare.poll() is None:
            os.kill(self.first, signal.SIGKILL)
            self._unshare.wait()
        if self._unshare.stderr:
            self._unshare.stderr.close()

    def _first_process(self) -> int:
        children = Path(f"/proc/{self._unshare.pid}/task/{self._unshare.pid}/children")
        until = time.monotonic() + APPEARS_WITHIN_S
        while time.monotonic() < until:
            if self._unshare.poll() is not None:
                said = self._unshare.stderr.read().decode() if self._unshare.stderr else ""
                raise NoNamespacesError(f"no namespaces for {self.name}: {said.strip()}")
            found = children.read_text("utf-8").split() if children.exists() else []
            if found and _is(int(found[0]), "bash"):
                return int(found[0])
            time.sleep(0.02)
        raise NoNamespacesError(f"no namespaces for {self.name} within {APPEARS_WITHIN_S:.0f} s")


def bridge(head: Machine, address: str) -> None:
    """Make the network that machines are put on, and give the head its IPv4 address there, of a /24."""
    head.network("link add bridge type bridge", f"addr add {address}/24 dev bridge", "link set bridge up")


def connect(head: Machine, machine: Machine, address: str) -> None:
    """Put a machine on the head's network, at an address of the same /24."""
    cable = f"to-{machine.name}"
    # The kernel takes its time over the cable of a machine that was switched off, and the next one of that name wants it.
    within = ["nsenter", "--target", str(head.first), "--net"]
    subprocess.run([*within, "ip", "link", "delete", cable], stderr=subprocess.DEVNULL, check=False)
    head.network(f"link add {cable} type veth peer name eth0 netns {machine.first}", f"link set {cable} master bridge up")
    machine.network(f"addr add {address}/24 dev eth0", "link set eth0 up")


def _is(process: int, name: str) -> bool:
    try:
        return Path(f"/proc/{process}/comm").read_text("utf-8").strip() == name
    except OSError:
        return False
