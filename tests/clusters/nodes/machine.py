"""A node on a folder: a root of its own, commands that only write down how they were called, and no way out.

Scripts see on their PATH the stand-ins, then the plain tools that every image has, and nothing else of this machine: a command that a
script uses and neither has is as missing here as it would be there.
"""

import shutil
from collections.abc import Mapping
from pathlib import Path

from clusters.nodes.folder import files
from clusters.nodes.node import Node
from tests.clusters.nodes.watch import Ran, watched

TOOLS = tuple(
    "awk base64 bash basename cat chmod cp cut date dirname env false find flock grep gzip head hostname id install ln ls mkdir mktemp mv "  # noqa: SIM905
    "printf python3 readlink rm rmdir sed seq sh sort stat tail tar tee test timeout touch tr true uname wc xargs".split()
)
"""What every image has: coreutils, findutils, grep, sed, awk, tar, gzip, util-linux, bash and Python."""
STAND_INS = {
    "sleep": "",
    "systemctl": "",
    "mount": "",
    "modprobe": "",
    "lctl": "",
    "mountpoint": "exit 1",
    "mount.lustre": "",
    "lnetctl": "echo '    - net type: efa'",
    "chown": "",
    "scontrol": '[ "$2" != show ] || echo "NodeName=$4 State=IDLE"',
    "ps": "",
    "squeue": "",
    "pkill": "exit 1",
    "dmesg": "",
}
"""Commands that touch the machine, and what each answers by default; all of them end well unless they say otherwise."""


class Machine:
    """One node.

    Attributes:
        root: What stands for `/`, in NODE_ROOT.
        home: What stands for /opt/sovereign.
    """

    def __init__(self, folder: Path) -> None:
        self.root, self.home, self._commands, self._tools, self._calls = (
            folder / n for n in ("root", "home", "commands", "tools", "calls")
        )
        for each in (self.root / "etc", self.root / "dev/shm", self.home, self._commands, self._tools):
            each.mkdir(parents=True)
        self._calls.touch()
        for tool in TOOLS:
            if found := shutil.which(tool):
                (self._tools / tool).symlink_to(found)
        self.has(**STAND_INS)

    def has(self, **commands: str) -> "Machine":
        """Puts commands on the PATH: each writes down its call, then does what its `sh` text says."""
        for name, body in commands.items():
            file = self._commands / name
            file.write_text(f'#!/bin/sh\nprintf "%s\\n" "{name}${{*:+ }}$*" >>"{self._calls}"\n{body}\n')
            file.chmod(0o755)
        return self

    def lacks(self, *commands: str) -> "Machine":
        """Takes commands away."""
        for name in commands:
            (self._commands / name).unlink(missing_ok=True)
        return self

    def holds(self, files: Mapping[str, str], under: Path | None = None) -> "Machine":
        """Writes files below the root, or elsewhere."""
        for name, text in files.items():
            file = (under or self.root) / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        return self

    def has_efa(self, count: int, driver: str = "efa") -> "Machine":
        """Shows EFA devices, or another driver's, where the kernel shows them."""
        for number in range(count):
            device = self.root / f"sys/class/infiniband/{driver}{number}/device"
            device.mkdir(parents=True)
            (device / "driver").symlink_to(f"../../../../bus/pci/drivers/{driver}")
        return self

    def is_node(self, node: Node, *, slurm: bool = False, **settings: str) -> "Machine":
        """Installs a node's folder; its log, state, scratch and mount point lie in this machine's own root."""
        made = files(node, slurm=slurm)
        own = self.settings | ({"NODE_SCRATCH": str(self.scratch)} if "NODE_SCRATCH" in node.settings else {})
        own |= {"LUSTRE_MOUNT_POINT": str(self.lake)} if node.lustre else {}
        made["node.conf"] += "".join(f"{name}='{value}'\n" for name, value in (own | settings).items())
        return self.holds(made, self.home)

    @property
    def settings(self) -> dict[str, str]:
        """What leads a script of ours into this machine's root."""
        return {
            "NODE_ROOT": str(self.root),
            "NODE_LOG": str(self.root / "var/log/node.log"),
            "NODE_STATE": str(self.root / "run/node"),
            "NODE_CONSOLE": str(self.root / "dev/console"),
        }

    @property
    def environment(self) -> dict[str, str]:
        """What a script finds around it."""
        return {"PATH": f"{self._commands}:{self._tools}", "HOME": str(self.root), "LC_ALL": "C.UTF-8", "NODE_ROOT": str(self.root)}

    @property
    def scratch(self) -> Path:
        """The instance store's folder."""
        return self.root / "scratch"

    @property
    def lake(self) -> Path:
        """Where the file system is mounted."""
        return self.root / "lake"

    @property
    def log(self) -> str:
        """What the steps wrote down."""
        file = self.root / "var/log/node.log"
        return file.read_text() if file.exists() else ""

    def run(self, script: Path | str, *arguments: str, may_leave: bool = False, timeout_s: float = 60, **environment: str) -> Ran:
        """Runs a script of this machine, by its path or by its name in `home`.

        Raises:
            AssertionError: It wanted to leave the node; each attempt is named with the script's line.
        """
        command = ["bash", str(self.home / script), *arguments]
        ran = watched(command, environment=self.environment | environment, folder=self.root, timeout_s=timeout_s)
        if ran.attempts and not may_leave:
            raise AssertionError("\n".join(["a script wanted to leave the node:", *map(str, ran.attempts)]))
        return ran

    def calls(self, *names: str) -> list[str]:
        """How stand-ins were called, in order: of these commands, or of all."""
        made = self._calls.read_text().splitlines()
        return [call for call in made if not names or call.split(" ")[0] in names]
