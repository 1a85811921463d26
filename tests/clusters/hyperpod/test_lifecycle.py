"""The lifecycle scripts as HyperPod runs them, without a network: in order, tried again, safe to repeat, with a reason where they fail."""

from pathlib import Path

import pytest

from clusters.hyperpod.lifecycle import AFTER, BEFORE, lifecycle_files, steps_of
from tests.clusters.hyperpod.node import ADDRESSES, PROBE, HyperPodNode, spec
from tests.clusters.nodes.machine import Machine


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def done(log: str) -> list[str]:
    return [line.split(" ", 1)[1].split(":")[0] for line in log.splitlines() if ": done in" in line]


@pytest.mark.parametrize(
    ("group", "own"),
    [
        ("controller", ["mount-lake", "slurm-settings", "start-slurm", "slurm-partitions", "slurm-accounts"]),
        ("login", ["mount-lake"]),
        ("large", ["mount-lake", "start-slurm"]),
    ],
)
def test_each_role_has_its_steps_in_order_around_those_of_every_node(machine, group, own) -> None:
    node = HyperPodNode(machine, group)
    ran = node.start()
    steps = done(machine.log)
    assert (ran.code, steps[0], steps[-len(own) :]) == (0, "resolve-names", own), ran.output + ran.errors
    assert "at-boot" in steps
    assert ran.output.splitlines()[-1] == machine.log.splitlines()[-1]
    assert "node: ready after" in ran.output


def test_a_node_that_computes_is_checked_and_keeps_slurms_scripts(machine) -> None:
    assert HyperPodNode(machine, "large").start().code == 0
    assert {"efa-devices", "health"} <= set(done(machine.log))
    assert (machine.home / "slurm/prolog.sh").exists()


def test_jobs_in_containers_ask_for_enroot_where_they_run_and_nowhere_else() -> None:
    asked = spec(enroot=True)
    assert {group.name: "enroot" in [step.name for step in steps_of(group, asked)] for group in asked.groups} == {
        "controller": False,
        "login": False,
        "large": True,
    }


def test_nodes_of_kubernetes_have_no_step_of_slurms_and_no_file_of_it() -> None:
    group = {"name": "large", "instance_type": "ml.p5.48xlarge", "nodes": 2}
    kubernetes = spec(orchestrator="eks", groups=(group,))
    made = lifecycle_files(kubernetes, None, probe_name=PROBE)
    assert {"resolve-names", "efa-devices", "health"} <= {step.name for step in steps_of(kubernetes.groups[0], kubernetes)}
    assert not [name for name in made if "slurm" in name or "controller" in name or "mount-lake" in name]


def test_the_controller_gets_our_settings_partitions_and_accounts(machine) -> None:
    node = HyperPodNode(machine)
    node.start()
    assert (node.conf / "slurm.conf").read_text().splitlines()[-1] == "Include sovereign.conf"
    assert "ReconfigFlags=KeepPartInfo" in (node.conf / "sovereign.conf").read_text()
    (partition,) = [call for call in machine.calls("scontrol") if call.startswith("scontrol update")]
    assert partition.startswith("scontrol update PartitionName=large MaxTime=48:00:00 ")
    assert any("add account census" in call for call in machine.calls("sacctmgr"))


def test_our_settings_name_no_node_and_no_partition_of_hyperpods(machine) -> None:
    settings = (HyperPodNode(machine).scripts / "controller/sovereign.conf").read_text()
    assert not [line for line in settings.splitlines() if line.startswith(("NodeName", "PartitionName", "ClusterName", "SlurmctldHost"))]


def test_a_second_run_changes_nothing_and_restarts_nothing(machine) -> None:
    node = HyperPodNode(machine)
    node.start()
    first, restarts = (node.conf / "slurm.conf").read_text(), machine.calls("systemctl").count("systemctl restart slurmctld")
    for mark in (machine.root / "run/node/done").iterdir():
        mark.unlink()
    assert node.start().code == 0
    assert (node.conf / "slurm.conf").read_text() == first
    assert machine.calls("systemctl").count("systemctl restart slurmctld") == restarts == 1


@pytest.mark.parametrize("strategy", ["managed", "overwrite"])
def test_a_slurm_conf_that_is_hyperpods_alone_is_left_alone(machine, strategy) -> None:
    node = HyperPodNode(machine, provisioning="all_at_once", slurm_strategy=strategy)
    assert node.start().code == 0
    assert (node.conf / "slurm.conf").read_text() == "ClusterName=hyperpod\n"
    assert not [call for call in machine.calls("scontrol") if call.startswith("scontrol update")]


def test_a_daemon_that_does_not_run_is_started_without_waiting_and_asks_the_controller(machine) -> None:
    node = HyperPodNode(machine, "large")
    node.runs()
    assert node.start().code == 0
    assert "systemctl start --no-block slurmd" in machine.calls("systemctl")
    unit = machine.root / "etc/systemd/system/slurmd.service.d/controller.conf"
    assert f"--conf-server {ADDRESSES['controller'][0]}" in unit.read_text()


def test_a_daemon_that_runs_is_left_alone(machine) -> None:
    HyperPodNode(machine, "large").start()
    assert not [call for call in machine.calls("systemctl") if call.startswith("systemctl start")]


def test_why_a_node_failed_is_the_last_line_that_cloudwatch_gets_and_a_file(machine) -> None:
    node = HyperPodNode(machine, "login")
    machine.has(mountpoint="exit 1", mount="exit 32")
    ran = node.start()
    assert ran.code == 1
    last = ran.output.splitlines()[-1]
    assert f"FAILED mount-lake: nothing is mounted at {machine.lake}: check the security groups (TCP 988" in last
    assert last.endswith("(30 of 30 tries)")
    assert machine.calls("mount") == [f"mount {machine.lake}"] * 30
    assert (machine.root / "run/node/failed").read_text().startswith("mount-lake: nothing is mounted")


def test_a_file_system_that_takes_no_write_is_found(machine) -> None:
    node = HyperPodNode(machine, "login")
    (machine.lake / ".keep").unlink()
    machine.lake.rmdir()
    assert "takes no write" in node.start().output.splitlines()[-1]


def test_a_resolver_that_answers_late_is_waited_for(machine) -> None:
    node = HyperPodNode(machine, "login")
    machine.has(getent='n=$(cat "$NODE_ROOT/n" 2>/dev/null || echo 0); echo $((n + 1)) >"$NODE_ROOT/n"; [ $n -ge 2 ]')
    assert node.start().code == 0
    assert machine.log.count(f"{PROBE} has no address yet") == 2


def test_groups_that_are_named_otherwise_are_refused(machine) -> None:
    node = HyperPodNode(machine)
    node.describe(ADDRESSES | {"gpu": ["10.20.0.30"]})
    ran = node.start()
    assert ran.code == 1
    assert "FAILED node: the cluster's groups gpu are none of ours (controller, large, login)" in ran.output.splitlines()[-1]


def test_a_node_that_is_in_no_group_says_so(machine) -> None:
    node = HyperPodNode(machine)
    node.address = "10.9.9.9"
    assert "FAILED node: none of this node's addresses (10.9.9.9) stands in" in node.start().output


def test_a_step_that_would_leave_the_network_is_named(machine) -> None:
    node = HyperPodNode(machine, "login")
    machine.holds({"steps/mount-lake.sh": "#!/bin/bash\nexec 3<>/dev/tcp/192.0.2.1/443 || true\n"}, node.scripts)
    with pytest.raises(AssertionError, match=r"mount-lake.sh:2.*192\.0\.2\.1"):
        node.start()


def test_every_step_of_hyperpods_has_a_file_and_no_file_is_left_over() -> None:
    folder = Path(__file__).parents[3] / "clusters/hyperpod/lifecycle/steps"
    assert {file.stem for file in folder.glob("*.sh")} == {step.name for steps in (BEFORE, *AFTER.values()) for step in steps}
