"""The local Slurm: a head with the controller and its database, and nodes, from one model."""

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from blueprint.settings.slurm import Slurm
from clusters.slurm.accounts import accounts_script
from clusters.slurm.files import Site, files
from clusters.slurm.local import database
from clusters.slurm.local.machine import Machine, bridge, connect
from clusters.slurm.local.software import Software
from clusters.slurm.model import Nodes
from clusters.slurm.plan import Means, Scripts, cluster

HEAD = "head"
NETWORK = "10.77.0"
ANSWERS_WITHIN_S = 30.0
HEALTH_CHECK = """#!/bin/sh
# A stand-in for the nodes' own health check, which looks at GPUs that this machine has not: a node is bad whose name stands in the folder.
# A job is not left on a bad node: what a broken GPU computes is worth nothing.
[ -e "{sick}/$(hostname)" ] || exit 0
node=$(hostname)
scontrol update "nodename=$node" state=drain reason="health: said to be bad"
squeue --noheader --states=running --nodelist="$node" --format=%A | xargs -r -n 1 scontrol requeue
"""
HEALTH_CHECK_EVERY_S = 10
"""Longer than a silent node holds up a round of checks (MessageTimeout): with 2 the rounds followed each other without a gap, the
controller's own pings came late, and a lost node was down after 33 s instead of 25 (one run each, 2026-11-24). Deployments have 60."""


@dataclass(frozen=True)
class Wanted:
    """What local Slurm to run.

    Attributes:
        slurm: The model, as in the deployment file.
        nodes: Its groups of nodes, with this machine's share for each; addresses are given here.
        scripts: What Slurm runs around jobs; by default a health check alone, for which `fall_sick` makes a node bad.
        accounting: Whether slurmdbd and its database run too.
    """

    slurm: Slurm
    nodes: tuple[Nodes, ...]
    scripts: Scripts | None = None
    accounting: bool = False


class LocalCluster:
    """A running local Slurm; `running` makes one."""

    def __init__(self, wanted: Wanted, folder: Path) -> None:
        """Lay out its folders and render its files; nothing runs yet."""
        self.software, self.folder = Software.found(), folder
        first = 11
        groups = []
        for group in wanted.nodes:
            addresses = tuple(f"{NETWORK}.{first + number}" for number in range(group.count))
            groups.append(replace(group, addresses=addresses, gpu_files=self._gpus(group)))
            first += group.count
        self.addresses = {name: at for group in groups for name, at in zip(group.each, group.addresses, strict=True)}
        self.wanted = replace(wanted, nodes=tuple(groups))
        self.machines: dict[str, Machine] = {}
        self._render()

    @property
    def head(self) -> Machine:
        """The machine of the controller."""
        return self.machines[HEAD]

    @property
    def environment(self) -> dict[str, str]:
        """Of programs on its machines."""
        return self.software.environment(self.folder / "slurm.conf")

    def start(self) -> None:
        """Start the head and all nodes; returns when every node is idle.

        Raises:
            NoNamespacesError: This system grants no namespaces.
            RuntimeError: Slurm does not come up, with the end of the controller's log.
        """
        self.machines[HEAD] = Machine(HEAD, self.environment)
        bridge(self.head, f"{NETWORK}.1")
        self._start_munge()
        if self.wanted.accounting:
            self._start_database()
        self.start_controller()
        if self.wanted.accounting:
            # Only now does the database know GPUs as something to limit: the controller told it, by AccountingStorageTRES.
            self.head.run("sh", "-s", stdin=accounts_script(self.wanted.slurm))
            self.head.run("scontrol", "reconfigure")
        for name in self.addresses:
            self.start_node(name)
        self.wait(lambda: self.states() == dict.fromkeys(self.addresses, "idle"), "the nodes to be idle")

    def start_controller(self) -> None:
        """Start slurmctld, which finds the state that it saved."""
        self._daemon(self.head, "slurmctld", "slurmctld", "-D")
        self.wait(lambda: "UP" in self.head.run("scontrol", "ping", check=False), "the controller to answer")

    def stop_controller(self) -> None:
        """Kill slurmctld, as a crash would."""
        self.head.run("pkill", "-KILL", "-x", "slurmctld")

    def start_node(self, name: str) -> None:
        """Start a node, new or again, with an empty process table and the node's own address."""
        node = Machine(name, self.environment)
        self.machines[name] = node
        connect(self.head, node, self.addresses[name])
        self._daemon(node, f"slurmd-{name}", "slurmd", "-D", "-N", name, "-d", self.software.program("slurmstepd"))

    def lose_node(self, name: str) -> None:
        """Take a node's cable out and switch it off: its peers hear nothing of it."""
        self.machines[name].cut()
        self.machines[name].off()

    def fall_sick(self, name: str) -> None:
        """Make a node bad for the health check."""
        (self.folder / "sick" / name).touch()

    def states(self) -> dict[str, str]:
        """Each node's state, in sinfo's word, such as `idle`, `alloc`, `drain` or `down*`."""
        said = self.head.run("sinfo", "--noheader", "--Node", "--format=%N %t", check=False)
        return dict(line.split()[:2] for line in said.splitlines())

    def wait(self, until: Callable[[], bool], what: str, within_s: float = ANSWERS_WITHIN_S) -> float:
        """Wait for something; returns the seconds that it took.

        Raises:
            RuntimeError: It did not come, with the end of the controller's log.
        """
        began = time.monotonic()
        while not until():
            if time.monotonic() - began > within_s:
                raise RuntimeError(f"waited {within_s:.0f} s for {what}; {self.states()}; slurmctld: {self._end_of_log('slurmctld')}")
            time.sleep(0.1)
        return time.monotonic() - began

    def stop(self) -> None:
        """Switch all machines off."""
        for machine in reversed(self.machines.values()):
            machine.off()

    def _render(self) -> None:
        for name in ("munge", "state", "spool", "logs", "run", "database", "sick"):
            (self.folder / name).mkdir(mode=0o711)
        site = Site(
            name="local",
            controller=f"{HEAD}({NETWORK}.1)",
            database=f"{HEAD}({NETWORK}.1)",
            user="root",
            state=str(self.folder / "state"),
            spool=str(self.folder / "spool"),
            logs=str(self.folder / "logs"),
            run=str(self.folder / "run"),
            munge_socket=str(self.folder / "munge" / "socket"),
            plugins=str(self.software.plugins),
            database_login=database.LOGIN,
        )
        # A laptop's cgroups belong to its own service manager: processes are found in /proc, and nothing confines them.
        means = Means(cgroups=False, accounting=self.wanted.accounting)
        model = cluster(self.wanted.slurm, self.wanted.nodes, self.wanted.scripts or self._health_check(), means)
        for name, text in files(model, site).items():
            (self.folder / name).write_text(text, "utf-8")
            (self.folder / name).chmod(0o600 if name == "slurmdbd.conf" else 0o644)

    def _gpus(self, group: Nodes) -> str:
        """Files that stand for the GPUs of each node: Slurm counts what it finds, and on a laptop it finds none."""
        folder = self.folder / "gpus"
        folder.mkdir(exist_ok=True)
        for number in range(group.gpus):
            (folder / f"gpu{number}").touch()
        return f"{folder}/gpu[0-{group.gpus - 1}]" if group.gpus else ""

    def _health_check(self) -> Scripts:
        script = self.folder / "health-check.sh"
        # slurmd gives its scripts a bare environment.
        exports = "".join(f"export {name}='{self.environment[name]}'\n" for name in ("PATH", "LD_LIBRARY_PATH", "SLURM_CONF"))
        first, rest = HEALTH_CHECK.format(sick=self.folder / "sick").split("\n", 1)
        script.write_text(f"{first}\n{exports}{rest}", "utf-8")
        script.chmod(0o755)
        return Scripts("", "", "", str(script), HEALTH_CHECK_EVERY_S)

    def _start_munge(self) -> None:
        munge = self.folder / "munge"
        (munge / "key").write_bytes(os.urandom(1024))
        (munge / "key").chmod(0o400)
        places = {"key-file": "key", "socket": "socket", "pid-file": "pid", "log-file": "log", "seed-file": "seed"}
        options = [f"--{option}={munge / name}" for option, name in places.items()]
        self._daemon(self.head, "munged", "munged", "--foreground", "--force", *options)
        self.wait((munge / "socket").exists, "munge")

    def _start_database(self) -> None:
        database.start(self.software, self.head, self.folder)
        self.wait(lambda: database.is_ready(self.folder), "MariaDB")
        self._daemon(self.head, "slurmdbd", "slurmdbd", "-D")
        self.wait(lambda: self.head.run("sacctmgr", "--noheader", "show", "qos", check=False) != "", "the accounting database")
        self.head.run("sacctmgr", "--immediate", "add", "cluster", "local")

    def _daemon(self, machine: Machine, name: str, *words: str) -> None:
        with (self.folder / "logs" / f"{name}.out").open("ab") as log:
            machine.start(self.software.program(words[0]), *words[1:], log=log.fileno())

    def _end_of_log(self, name: str) -> str:
        log = self.folder / "logs" / f"{name}.log"
        return " | ".join(log.read_text("utf-8").splitlines()[-5:]) if log.is_file() else "has no log"


@contextlib.contextmanager
def running(wanted: Wanted) -> Iterator[LocalCluster]:
    """A local Slurm, in a folder that goes with it.

    Raises:
        NoSlurmError: There is no Slurm to run here.
        NoNamespacesError: This system grants no namespaces.
    """
    # Sockets' paths may have 107 characters: a short folder of its own.
    folder = Path(tempfile.mkdtemp(prefix="slurm-"))
    made = None
    try:
        made = LocalCluster(wanted, folder)
        made.start()
        yield made
    finally:
        if made:
            made.stop()
        shutil.rmtree(folder, ignore_errors=True)
