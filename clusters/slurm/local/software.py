"""Slurm's programs: unpacked by tools/slurm into `.slurm`."""

import os
from dataclasses import dataclass
from pathlib import Path

UNPACKED = Path(__file__).parents[3] / ".slurm"
LIBRARIES = "usr/lib/x86_64-linux-gnu"


class NoSlurmError(RuntimeError):
    """There is no Slurm to run here, with the reason."""


@dataclass(frozen=True)
class Software:
    """An unpacked Slurm."""

    root: Path

    @classmethod
    def found(cls, unpacked: Path = UNPACKED) -> "Software":
        """What tools/slurm left.

        Raises:
            NoSlurmError: It left nothing, or says why it could not.
        """
        missing = unpacked / "missing"
        if missing.is_file():
            raise NoSlurmError(missing.read_text("utf-8").strip())
        if not (unpacked / ".made").is_file():
            raise NoSlurmError(f"{unpacked} is not there: tools/slurm makes it")
        return cls(unpacked / "root")

    @property
    def plugins(self) -> Path:
        """Slurm's plugins."""
        return self.root / LIBRARIES / "slurm-wlm"

    def program(self, name: str) -> str:
        """The path of a daemon or a command."""
        places = (self.root / folder / name for folder in ("usr/sbin", "usr/bin"))
        return str(next(path for path in places if path.exists()))

    def environment(self, configuration: Path) -> dict[str, str]:
        """This process's environment, with these programs before the host's."""
        paths = (str(self.root / "usr/bin"), str(self.root / "usr/sbin"), os.environ.get("PATH", ""))
        libraries = (str(self.root / LIBRARIES), str(self.plugins), os.environ.get("LD_LIBRARY_PATH", ""))
        return {
            **os.environ,
            "PATH": ":".join(paths),
            "LD_LIBRARY_PATH": ":".join(filter(None, libraries)),
            "SLURM_CONF": str(configuration),
        }
