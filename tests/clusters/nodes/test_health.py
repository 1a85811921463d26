"""The health check on recorded outputs of good and bad nodes: one line a finding, the worst last, and whether the node may run jobs."""

import ast
import json
from pathlib import Path

import pytest

from blueprint.facts.node_health import node_faults
from clusters.nodes.folder import script, severities
from clusters.nodes.health import node_health
from clusters.nodes.node import Node
from tests.clusters.nodes.machine import Machine
from tests.clusters.nodes.outputs import GOOD, Outputs, bus, dcgm_test, shows, xid
from tests.clusters.nodes.watch import Ran

NODE = Node("p5.48xlarge")


def judge(machine: Machine, outputs: Outputs, *arguments: str) -> Ran:
    """Judges a node by recorded outputs, through the script that Slurm's and the steps use."""
    recorded = outputs.record(machine.root / "recorded")
    return machine.is_node(NODE, HEALTH_RECORDED=str(recorded)).run("health/check.sh", *arguments)


def failed(test: str, warnings: object, **result: object) -> dict[str, object]:
    return dcgm_test(test, {"entity_group": "GPU", "entity_id": 2, "status": "Fail", "warnings": warnings} | result)


def test_a_good_node_has_no_finding(machine: Machine) -> None:
    ran = judge(machine, GOOD, "1")
    assert (ran.code, ran.output, ran.errors) == (0, "", "")


BAD = {
    "a GPU is gone": (GOOD.but(missing=(5,)), "isolate gpu-missing node: GPUs are missing (7 of 8 GPUs answer)"),
    "memory failed": (
        GOOD.but(ecc={2: "3"}),
        f"reset ecc-uncorrected {bus(2)}: uncorrected errors of the GPU's memory since the driver was loaded (3 uncorrected errors)",
    ),
    "the GPU asks for a reset": (
        GOOD.but(ecc={2: "[GPU requires reset]"}),
        f"reset gpu-needs-reset {bus(2)}: the GPU asks for a reset (nvidia-smi says [GPU requires reset])",
    ),
    "the GPU cannot be read": (
        GOOD.but(ecc={2: "[Unknown Error]"}),
        f"reboot gpu-unreadable {bus(2)}: the driver cannot read the GPU (nvidia-smi says [Unknown Error])",
    ),
    "a row waits": (GOOD.but(pending=(1,)), f"reset row-remap-pending {bus(1)}: a row of memory waits for a reset to be remapped"),
    "a row is lost": (GOOD.but(failed=(1,)), f"isolate row-remap-failure {bus(1)}: a row of memory could not be remapped"),
    "a link is down": (GOOD.but(down={4: 1}), "reboot nvlink-down GPU 4: NVLinks are down (1 of 18 links inactive)"),
    "all links are down": (GOOD.but(down={4: 18}), "reboot nvlink-down GPU 4: NVLinks are down (18 of 18 links inactive)"),
    "no fabric manager": (
        GOOD.but(fabric="failed"),
        "reboot fabric-manager node: the fabric manager does not run (nvidia-fabricmanager is failed)",
    ),
    "off the bus": (
        GOOD.but(kernel=xid(79, words="GPU has fallen off the bus.")),
        "reboot xid-79 0000:86:00: GPU has fallen off the bus (GPU has fallen off the bus.)",
    ),
    "a double bit error": (GOOD.but(kernel=xid(48)), "reset xid-48 0000:86:00: double bit ECC error (pid=4711, name=python)"),
    "a reboot is asked for": (
        GOOD.but(kernel=xid(154, words="changed from 0x0 (None) to 0x2 (Node Reboot Required)")),
        "reboot xid-154 0000:86:00: GPU recovery action changed (changed from 0x0 (None) to 0x2 (Node Reboot Required))",
    ),
    "an EFA device is gone": (GOOD.but(efa=31), "isolate efa-missing node: EFA devices are missing (31 of 32 EFA devices are there)"),
    "nvidia-smi fails": (
        GOOD.but(silent={"gpus": "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.\n"}),
        "isolate gpu-missing node: GPUs are missing (0 of 8 GPUs answer)",
    ),
}


@pytest.mark.parametrize("fault", BAD)
def test_a_bad_node_is_told_by_one_line_and_may_run_no_job(machine: Machine, fault: str) -> None:
    outputs, line = BAD[fault]
    ran = judge(machine, outputs)
    assert (ran.code, ran.output, ran.errors) == (1, f"{line}\n", "")


@pytest.mark.parametrize("fault", BAD)
def test_the_judge_alone_says_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], fault: str
) -> None:
    outputs, line = BAD[fault]
    table = tmp_path / "table.json"
    table.write_text(severities())
    asked = ["--table", str(table), "--gpus", "8", "--efa", "32", "--nvlink", "--recorded", str(outputs.record(tmp_path / "recorded"))]
    monkeypatch.setattr("sys.argv", ["node_health.py", *asked])
    assert (node_health.main(), capsys.readouterr().out) == (1, f"{line}\n")


WATCHED = {
    "an application's fault": (GOOD.but(kernel=xid(31)), "xid-31"),
    "a row was remapped": (GOOD.but(kernel=xid(63)), "xid-63"),
    "held back": (GOOD.but(slow=(7,)), "throttled"),
    "an Xid that nobody knows": (GOOD.but(kernel=xid(999)), "xid-unknown"),
    "a recovery that needs nothing": (GOOD.but(kernel=xid(154, words="changed from 0x1 (GPU Reset) to 0x0 (None)")), "xid-154"),
    "a silent kernel": (GOOD.but(silent={"kernel": ""}), "kernel-log"),
}


@pytest.mark.parametrize("fault", WATCHED)
def test_what_is_only_watched_stops_no_job(machine: Machine, fault: str) -> None:
    outputs, name = WATCHED[fault]
    ran = judge(machine, outputs)
    assert (ran.code, ran.output.split(" ")[:2]) == (0, ["monitor", name])


def test_an_older_driver_that_does_not_know_the_clocks_is_no_bad_driver(machine: Machine) -> None:
    unknown = 'Field "clocks_event_reasons.hw_slowdown" is not a valid field to query.\n'
    assert judge(machine, GOOD.but(silent={"clocks": unknown})).output == ""


def test_a_type_without_ecc_is_no_bad_type(machine: Machine) -> None:
    assert judge(machine, GOOD.but(ecc=dict.fromkeys(range(8), "[N/A]"))).output == ""


def test_the_worst_is_last_and_each_xid_of_a_gpu_stands_once(machine: Machine) -> None:
    kernel = xid(31) + xid(79) + xid(31) + xid(31, gpu=4)
    ran = judge(machine, GOOD.but(kernel=kernel, failed=(0,)))
    assert [line.split(":")[0] for line in ran.output.splitlines()] == [
        "monitor xid-31 0000",
        "monitor xid-31 0000",
        "reboot xid-79 0000",
        f"isolate row-remap-failure {bus(0).split(':', maxsplit=1)[0]}",
    ]


def test_lines_from_before_a_repair_are_dealt_with(machine: Machine) -> None:
    machine.holds({"run/node/repaired": "900\n"})
    outputs = GOOD.but(kernel=xid(95, at=899) + xid(48, at=901))
    assert [line.split(" ")[1] for line in judge(machine, outputs).output.splitlines()] == ["xid-48"]


DIAGNOSES = {
    "DCGM 4 would isolate": (
        failed("memory", [{"warning": "page retirement limit", "error_id": 9, "error_severity": 2}]),
        1,
        "dcgm-isolate",
    ),
    "DCGM 4 would reset": (failed("memory", [{"warning": "pending", "error_severity": 6}]), 1, "dcgm-reset"),
    "DCGM 4 would watch": (failed("pcie", [{"warning": "replays", "error_severity": 1}]), 0, "dcgm-monitor"),
    "a setting": (
        failed("software", [{"warning": "Persistence Mode: Persistence mode for GPU 2 is disabled.", "error_severity": 5}]),
        0,
        "dcgm-config",
    ),
    "DCGM 3": (dcgm_test("pcie", {"gpu_id": "2", "status": "Fail", "warnings": "GPU 2 bandwidth is too low"}), 1, "dcgm-failed"),
    "DCGM 3, a setting": (
        dcgm_test("software", {"gpu_id": "2", "status": "Fail", "warnings": "Persistence mode is disabled"}),
        0,
        "dcgm-config",
    ),
    "no word": (failed("memory", []), 1, "dcgm-failed"),
}


@pytest.mark.parametrize("case", DIAGNOSES)
def test_a_failed_diagnosis_is_judged_by_dcgms_own_severity(machine: Machine, case: str) -> None:
    test, code, name = DIAGNOSES[case]
    ran = judge(machine, GOOD.but(dcgm=(dcgm_test("first"), test)), "2")
    assert (ran.code, [line.split(" ")[1] for line in ran.output.splitlines()]) == (code, [name])
    assert "GPU 2" in ran.output


def test_a_diagnosis_that_gave_nothing_is_said(machine: Machine) -> None:
    ran = judge(machine, GOOD.but(silent={"dcgm": "Error: unable to connect to nv-hostengine\n"}), "1")
    assert (ran.code, ran.output.split(" ")[1]) == (0, "dcgm-silent")


def test_without_a_level_nothing_is_diagnosed(machine: Machine) -> None:
    machine.has_efa(32).has(**shows(GOOD)).is_node(NODE)
    assert machine.run("health/check.sh").code == 0
    assert machine.calls("dcgmi") == []


def test_the_real_commands_are_asked_what_the_recorded_ones_were(machine: Machine) -> None:
    machine.has_efa(32).has(**shows(GOOD.but(failed=(1,)))).is_node(NODE)
    ran = machine.run("health/check.sh", "1")
    assert (ran.code, ran.output.split(" ")[1]) == (1, "row-remap-failure")
    assert machine.calls("dcgmi", "systemctl", "dmesg") == ["dmesg", "systemctl is-active nvidia-fabricmanager", "dcgmi diag -j -r 1"]


def test_an_image_without_a_driver_is_no_gpu_node(machine: Machine) -> None:
    ran = machine.has_efa(32).lacks("nvidia-smi").is_node(Node("g5.xlarge")).run("health/check.sh")
    assert (ran.code, ran.output.split(" ")[1]) == (1, "no-driver")


def test_a_driver_that_does_not_answer_is_not_waited_for(machine: Machine) -> None:
    machine.is_node(Node("g5.xlarge")).has(**{"nvidia-smi": "exec tail -f /dev/null"})
    file = machine.home / "health/node_health.py"
    file.write_text(file.read_text().replace("PATIENCE_S = 20", "PATIENCE_S = 1"))
    ran = machine.run("health/check.sh")
    assert (ran.code, ran.output.splitlines()[-1]) == (
        1,
        "reboot driver-silent node: the driver does not answer (nvidia-smi did not answer in 1 s)",
    )


def test_a_node_with_nothing_to_judge_starts_no_python(machine: Machine) -> None:
    machine.has(python3="exit 1").is_node(Node("c7i.2xlarge"))
    assert machine.run("health/check.sh").code == 0


def test_every_finding_that_the_script_can_make_is_in_the_table() -> None:
    source = ast.parse(script("health/node_health.py"))
    made = {
        node.args[0].value
        for node in ast.walk(source)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding" and isinstance(node.args[0], ast.Constant)
    }
    dictionary = next(node.value for node in source.body if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "DCGM")
    made |= set(ast.literal_eval(dictionary).values())
    assert len(made) > 15
    assert made - set(json.loads(severities())) == set()


def test_every_row_of_the_table_is_an_xid_or_made_by_the_script() -> None:
    text = script("health/node_health.py")
    assert [name for name in node_faults() if not name.startswith("xid-") and f'"{name}"' not in text] == []


def test_it_runs_on_the_python_of_amazon_linux_2023() -> None:
    """3.9: no `match`, no `zip(strict=)`, no union types outside annotations, which `from __future__ import annotations` keeps unread."""
    text = script("health/node_health.py")
    ast.parse(text, feature_version=(3, 9))
    assert "from __future__ import annotations" in text
    assert "strict=" not in text
    imported = {name.name.split(".")[0] for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import) for name in node.names}
    assert imported <= {"argparse", "json", "re", "subprocess", "sys"}


def test_the_scripts_own_copy_runs_alone(tmp_path: Path) -> None:
    assert "blueprint" not in script("health/node_health.py")
    assert "clusters" not in script("health/node_health.py")
