"""What a node's commands say, in their documented formats: of a good node, and of nodes with one fault each.

nvidia-smi: `--help-query-gpu`, `--help-query-remapped-rows`, `nvlink --help`; the kernel's line: NVIDIA, Xid errors; dcgmi: DCGM 3 and 4,
`dcgmi diag -j`. A node here has eight GPUs with 18 links each, as an H100 has.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

BUSES = ("53", "64", "75", "86", "97", "A8", "B9", "CA")
BOOT = "[    0.000000] Linux version 6.8.0-1021-aws\n"


def bus(gpu: int) -> str:
    """A GPU's address on the bus, as nvidia-smi writes it."""
    return f"00000000:{BUSES[gpu]}:00.0"


def xid(code: int, gpu: int = 3, words: str = "pid=4711, name=python", at: int = 812) -> str:
    """One line of the kernel's log."""
    return f"[{at:5d}.123456] NVRM: Xid (PCI:0000:{BUSES[gpu].lower()}:00): {code}, {words}\n"


def dcgm_test(name: str, *results: dict[str, Any]) -> dict[str, Any]:
    """One test of a diagnosis; a pass where no result is given."""
    return {"name": name, "results": list(results) or [{"entity_group": "GPU", "entity_id": 0, "status": "Pass"}]}


@dataclass(frozen=True)
class Outputs:
    """What one node says; cells by the number of the GPU, for those that say something unusual.

    Attributes:
        missing: GPUs that do not answer.
        ecc: What stands for their uncorrected errors.
        pending, failed: GPUs with a row that waits for a reset, or could not be remapped.
        slow: GPUs that the hardware holds back.
        down: Links that are down, by GPU.
        kernel: Lines of the kernel's log after the boot's.
        fabric: What systemctl says of the fabric manager.
        dcgm: The tests of a diagnosis.
        efa: How many EFA devices show.
        silent: Commands that fail, by their names in `node_health.COMMANDS`, with what they say.
    """

    missing: tuple[int, ...] = ()
    ecc: Mapping[int, str] = field(default_factory=dict)
    pending: tuple[int, ...] = ()
    failed: tuple[int, ...] = ()
    slow: tuple[int, ...] = ()
    down: Mapping[int, int] = field(default_factory=dict)
    kernel: str = ""
    fabric: str = "active"
    dcgm: tuple[dict[str, Any], ...] = (dcgm_test("software"), dcgm_test("memory"))
    efa: int = 32
    silent: Mapping[str, str] = field(default_factory=dict)

    def but(self, **changes: Any) -> "Outputs":
        """The same with something wrong."""
        return replace(self, **changes)

    def texts(self, gpus: int = 8) -> dict[str, str]:
        """Each command's output by its name."""
        there = [gpu for gpu in range(gpus) if gpu not in self.missing]
        rows = ((bus(gpu), "Yes" if gpu in self.pending else "No", "Yes" if gpu in self.failed else "No") for gpu in there)
        held = dict.fromkeys(self.slow, ("Active", "Active", "Not Active"))
        clocks = ((bus(gpu), *held.get(gpu, ("Not Active",) * 3)) for gpu in there)
        diagnosis = {"DCGM Diagnostic": {"test_categories": [{"category": "Deployment", "tests": list(self.dcgm)}]}}
        return {
            "gpus": "".join(f"{bus(gpu)}, {self.ecc.get(gpu, '0')}\n" for gpu in there),
            "rows": "".join(", ".join(row) + "\n" for row in rows),
            "clocks": "".join(", ".join(row) + "\n" for row in clocks),
            "nvlink": "".join(self._links(gpu) for gpu in there),
            "fabric": f"{self.fabric}\n",
            "kernel": BOOT + self.kernel,
            "dcgm": json.dumps(diagnosis, indent=1) + "\n",
        } | dict(self.silent)

    def record(self, folder: Path) -> Path:
        """Writes the outputs as a recorded folder."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in self.texts().items():
            (folder / f"{name}.txt").write_text(text)
        for name in self.silent:
            (folder / f"{name}.code").write_text("255\n")
        (folder / "efa.txt").write_text("".join(f"rdmap{number}s0\n" for number in range(self.efa)))
        return folder

    def _links(self, gpu: int) -> str:
        down = self.down.get(gpu, 0)
        lines = (f"\t Link {link}: {'<inactive>' if link < down else '26.562 GB/s'}\n" for link in range(18))
        return f"GPU {gpu}: NVIDIA H100 80GB HBM3 (UUID: GPU-00000000-0000-0000-0000-00000000000{gpu})\n" + "".join(lines)


GOOD = Outputs()


def shows(outputs: Outputs, gpus: int = 8) -> dict[str, str]:
    """The same as stand-ins of the commands, for a machine; none where it has no GPU."""
    if not gpus:
        return {}
    said = outputs.texts(gpus)

    def answer(name: str) -> str:
        return f"cat <<'SAID'\n{said[name]}SAID\nexit {255 if name in outputs.silent else 0}"

    smi = "\n".join(
        [
            'case "$*" in',
            f"*ecc.errors*) {answer('gpus')} ;;",
            f"*remapped*) {answer('rows')} ;;",
            f"*clocks_event*) {answer('clocks')} ;;",
            f"nvlink*) {answer('nvlink')} ;;",
            "*) exit 2 ;;",
            "esac",
        ]
    )
    is_active = f'case "$*" in *nvidia-fabricmanager*) {answer("fabric")} ;; *is-active*) exit 3 ;; esac'
    return {"nvidia-smi": smi, "dmesg": answer("kernel"), "dcgmi": answer("dcgm"), "systemctl": is_active}
