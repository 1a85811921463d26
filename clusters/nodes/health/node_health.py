"""Whether a node may run jobs: its GPUs, their links, the kernel's word on them, and its EFA devices.

Every image has a Python 3, and none of ours has more than its standard library: this file runs alone, from Python 3.9 on.

A finding is one line, `severity name place: sentence`, the worst last. Severities, from table.json: `monitor` (watch it), `reset` (the GPU,
once it is idle), `reboot` (the node), `isolate` (replace the node). Ends with 0 where nothing is worse than `monitor`, with 1 otherwise.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

SEVERITIES = ("monitor", "reset", "reboot", "isolate")
PATIENCE_S = 20
"""A driver that is gone lets nvidia-smi hang: that is a finding, and no job may wait for it."""

SMI = "nvidia-smi"
GPUS = [SMI, "--query-gpu=pci.bus_id,ecc.errors.uncorrected.volatile.total", "--format=csv,noheader,nounits"]
ROWS = [SMI, "--query-remapped-rows=gpu_bus_id,remapped_rows.pending,remapped_rows.failure", "--format=csv,noheader"]
SLOW = ("hw_slowdown", "hw_thermal_slowdown", "hw_power_brake_slowdown")
CLOCKS = [SMI, f"--query-gpu=pci.bus_id,{','.join(f'clocks_event_reasons.{why}' for why in SLOW)}", "--format=csv,noheader"]
COMMANDS = {
    "gpus": GPUS,
    "rows": ROWS,
    "clocks": CLOCKS,
    "nvlink": [SMI, "nvlink", "--status"],
    "fabric": ["systemctl", "is-active", "nvidia-fabricmanager"],
    "kernel": ["dmesg"],
    "dcgm": ["dcgmi", "diag", "-j", "-r"],
}
"""What is asked, by the name of its recorded output."""

XID = re.compile(r"(?:\[\s*(?P<at>\d+)\.\d+\] )?.*NVRM: Xid \(PCI:(?P<gpu>[0-9a-fA-F:.]+)\): (?P<xid>\d+)(?P<rest>,.*)?")
RECOVERY = {"gpu reset required": "reset", "drain and reset": "reset", "node reboot required": "reboot"}
"""Xid 154 says by itself what the GPU needs; it says so of an Xid before it."""
DCGM = {1: "dcgm-monitor", 2: "dcgm-isolate", 3: "dcgm-unknown", 4: "dcgm-triage", 5: "dcgm-config", 6: "dcgm-reset"}
"""`dcgmErrorSeverity_t` of DCGM 4's dcgm_errors.h."""


class Finding(NamedTuple):
    """One thing that is wrong: `name` is its row in the table."""

    name: str
    place: str
    detail: str = ""
    severity: str = ""


class Answer(NamedTuple):
    """What a command said; `code` is None where the node has no such command, -1 where it did not end."""

    code: int | None
    text: str


def ask(names: list[str], level: str) -> dict[str, Answer]:
    """Runs the commands side by side: each waits for the driver."""
    running: dict[str, subprocess.Popen[str] | None] = {}
    for name in names:
        command = [*COMMANDS[name], level] if name == "dcgm" else COMMANDS[name]
        try:
            running[name] = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        except OSError:
            running[name] = None
    return {name: _answer(process, 1800 if name == "dcgm" else PATIENCE_S) for name, process in running.items()}


def _answer(process: subprocess.Popen[str] | None, patience_s: int) -> Answer:
    if process is None:
        return Answer(None, "")
    try:
        text, _ = process.communicate(timeout=patience_s)
    except subprocess.TimeoutExpired:
        process.kill()
        return Answer(-1, "")
    return Answer(process.returncode, text)


def recorded(names: list[str], folder: Path) -> dict[str, Answer]:
    """The same from a folder: NAME.txt holds an output, NAME.code its exit code where that was not 0; no file: no such command."""
    found = {}
    for name in names:
        text, code = folder / f"{name}.txt", folder / f"{name}.code"
        ended = int(code.read_text()) if code.is_file() else 0
        found[name] = Answer(ended, text.read_text(errors="replace")) if text.is_file() else Answer(None, "")
    return found


def cells(text: str) -> Iterator[list[str]]:
    """The lines of a CSV without a header."""
    for line in text.splitlines():
        fields = [field.strip() for field in line.split(",")]
        if len(fields) > 1:
            yield fields


def gpus(answer: Answer, wanted: int) -> Iterator[Finding]:
    """As many GPUs as the type has, each without an uncorrected error of its memory since the driver was loaded."""
    if answer.code is None:
        yield Finding("no-driver", "node")
        return
    if answer.code == -1:
        yield Finding("driver-silent", "node", f"nvidia-smi did not answer in {PATIENCE_S} s")
        return
    rows = [fields for fields in cells(answer.text) if len(fields) == 2 and ":" in fields[0]]
    if len(rows) < wanted:
        yield Finding("gpu-missing", "node", f"{len(rows)} of {wanted} GPUs answer")
    for bus, errors in rows:
        if errors.isdigit():
            if int(errors):
                yield Finding("ecc-uncorrected", bus, f"{errors} uncorrected errors")
        elif "reset" in errors.lower():
            yield Finding("gpu-needs-reset", bus, f"nvidia-smi says {errors}")
        elif not errors.startswith(("[N/A", "N/A", "[Not Supported")):
            yield Finding("gpu-unreadable", bus, f"nvidia-smi says {errors}")


def remapped_rows(answer: Answer) -> Iterator[Finding]:
    """Rows of memory that wait for a reset to be replaced, or could not be replaced."""
    for fields in cells(answer.text):
        if len(fields) == 3 and answer.code == 0:
            bus, pending, failure = fields
            if failure.lower() in ("yes", "1"):
                yield Finding("row-remap-failure", bus)
            elif pending.lower() in ("yes", "1"):
                yield Finding("row-remap-pending", bus)


def clocks(answer: Answer) -> Iterator[Finding]:
    """GPUs that the hardware holds back: heat or power. An older driver does not know the question, which is no finding."""
    for fields in cells(answer.text):
        held = [why for why, state in zip(SLOW, fields[1:]) if state == "Active"]  # noqa: B905 - `strict` is Python 3.10's
        if held and answer.code == 0:
            yield Finding("throttled", fields[0], ", ".join(held))


def nvlink(answer: Answer) -> Iterator[Finding]:
    """Links that are down on a board where all GPUs are linked."""
    gpu, down, up = "", 0, 0
    for line in [*answer.text.splitlines(), "GPU end"]:
        if line.startswith("GPU "):
            if gpu and (down or not up):
                yield Finding("nvlink-down", gpu, f"{down} of {down + up} links inactive")
            gpu, down, up = line.split(":")[0], 0, 0
        elif "Link " in line:
            is_down = "inactive" in line.lower()
            down, up = down + is_down, up + (not is_down)


def fabric(answer: Answer) -> Iterator[Finding]:
    """Without its fabric manager no GPU of such a board starts a job."""
    state = answer.text.strip()
    if state != "active":
        yield Finding("fabric-manager", "node", f"nvidia-fabricmanager is {state or 'unknown'}")


def kernel(answer: Answer, after_s: int, table: dict[str, Any]) -> Iterator[Finding]:
    """Xids since the boot, or since the last repair: each GPU's once, an unknown one to be watched."""
    if answer.code != 0:
        yield Finding("kernel-log", "node", "dmesg gave nothing to judge by")
        return
    seen = set()
    for line in answer.text.splitlines():
        found = XID.search(line)
        if not found or (found["at"] and int(found["at"]) <= after_s) or (found["gpu"], found["xid"]) in seen:
            continue
        seen.add((found["gpu"], found["xid"]))
        name, detail = f"xid-{found['xid']}", (found["rest"] or "").strip(", ")[:160]
        if name not in table:
            name, detail = "xid-unknown", f"Xid {found['xid']} {detail}".strip()
        yield Finding(name, found["gpu"], detail, _asked_for(line) if name == "xid-154" else "")


def _asked_for(line: str) -> str:
    return next((severity for words, severity in RECOVERY.items() if words in line.lower()), "")


def dcgm(answer: Answer) -> Iterator[Finding]:
    """Failed tests of `dcgmi diag -j`: of DCGM 4 with a severity a warning, of DCGM 3 with a sentence alone."""
    try:
        content = json.loads(answer.text[answer.text.index("{") :])["DCGM Diagnostic"]["test_categories"]
    except (ValueError, KeyError, TypeError):
        yield Finding("dcgm-silent", "node", "dcgmi diag gave no result")
        return
    tests = [test for category in content for test in category.get("tests", [])]
    for test in tests:
        for result in test.get("results", []):
            if str(result.get("status", "")).lower() == "fail":
                yield from _failed(test.get("name", "test"), _place(result), result.get("warnings") or [])


def _place(result: dict[str, Any]) -> str:
    """DCGM 3 names a GPU, DCGM 4 any entity."""
    return (
        f"GPU {result['gpu_id']}" if "gpu_id" in result else f"{result.get('entity_group', 'node')} {result.get('entity_id', '')}".strip()
    )


def _failed(test: str, place: str, warnings: str | list[dict[str, Any]]) -> Iterator[Finding]:
    """Each warning of a failed test; one without any failed all the same. A GPU's persistence mode is a setting, whatever DCGM calls it."""
    each: list[dict[str, Any]] = [{"warning": warnings}] if isinstance(warnings, str) else warnings or [{}]
    for warning in each:
        said = str(warning.get("warning", ""))[:160]
        name = "dcgm-config" if "persistence mode" in said.lower() else DCGM.get(warning.get("error_severity", 0), "dcgm-failed")
        yield Finding(name, place, f"{test}: {said}".strip(": "))


def efa(root: Path, folder: Path | None, wanted: int) -> Iterator[Finding]:
    """As many EFA devices as the type has; other drivers' devices in the same folder do not count."""
    if folder:
        listed = folder / "efa.txt"
        count = len(listed.read_text().split()) if listed.is_file() else 0
    else:
        devices = (root / "sys/class/infiniband").glob("*")
        count = sum((device / "device/driver").resolve().name == "efa" for device in devices)
    if count < wanted:
        yield Finding("efa-missing", "node", f"{count} of {wanted} EFA devices are there")


def findings(wanted: argparse.Namespace, table: dict[str, Any]) -> list[Finding]:
    """All that is wrong, the worst last."""
    names = ["gpus", "rows", "clocks", "kernel"] if wanted.gpus else []
    names += ["nvlink", "fabric"] if wanted.nvlink else []
    names += ["dcgm"] if wanted.dcgm else []
    answers = recorded(names, wanted.recorded) if wanted.recorded else ask(names, wanted.dcgm)
    found: list[Finding] = []
    if wanted.gpus:
        found += gpus(answers["gpus"], wanted.gpus)
        found += remapped_rows(answers["rows"])
        found += clocks(answers["clocks"])
        found += kernel(answers["kernel"], wanted.after, table)
    if wanted.nvlink:
        found += nvlink(answers["nvlink"])
        found += fabric(answers["fabric"])
    if wanted.dcgm:
        found += dcgm(answers["dcgm"])
    if wanted.efa:
        found += efa(wanted.root, wanted.recorded, wanted.efa)
    judged = [each._replace(severity=each.severity or table[each.name]["severity"]) for each in found]
    return sorted(judged, key=lambda each: SEVERITIES.index(each.severity))


def main() -> int:
    """Prints the findings; see the module's docstring for the code it ends with."""
    parser = argparse.ArgumentParser(description="Judge this node.")
    parser.add_argument("--table", type=Path, required=True, help="severities and sentences by finding")
    parser.add_argument("--gpus", type=int, default=0)
    parser.add_argument("--efa", type=int, default=0)
    parser.add_argument("--nvlink", action="store_true", help="all GPUs of the node are linked by NVSwitches")
    parser.add_argument("--dcgm", default="", choices=["", "1", "2"], help="level of dcgmi's diagnosis; none by default")
    parser.add_argument("--after", type=int, default=0, help="seconds after the boot; older lines of the kernel are dealt with")
    parser.add_argument("--recorded", type=Path, help="a folder of recorded outputs, in place of the commands")
    parser.add_argument("--root", type=Path, default=Path("/"))
    wanted = parser.parse_args()
    table = json.loads(wanted.table.read_text())
    found = findings(wanted, table)
    for each in found:
        detail = f" ({each.detail})" if each.detail else ""
        print(f"{each.severity} {each.name} {each.place}: {table[each.name]['text']}{detail}")
    return int(any(each.severity != "monitor" for each in found))


if __name__ == "__main__":
    sys.exit(main())
