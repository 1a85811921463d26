"""What Slurm runs on a node: a bad one is drained with the reason, a good one is left clean."""

from pathlib import Path

import pytest

from clusters.nodes.node import Node, Platform
from tests.clusters.nodes.machine import Machine
from tests.clusters.nodes.outputs import GOOD, Outputs, xid
from tests.clusters.nodes.watch import Ran

JOB = {"SLURM_JOB_ID": "42", "SLURM_JOB_UID": "1500", "SLURMD_NODENAME": "train-1"}
OFF_THE_BUS = GOOD.but(kernel=xid(79, words="GPU has fallen off the bus."))
REASON = "reason=health: reboot xid-79 0000:86:00: GPU has fallen off the bus (GPU has fallen off the bus.)"


def run(machine: Machine, name: str, outputs: Outputs = GOOD, *arguments: str, platform: Platform = "pcs", **environment: str) -> Ran:
    recorded = outputs.record(machine.root / "recorded")
    machine.is_node(Node("p5.48xlarge", platform=platform), slurm=True, HEALTH_RECORDED=str(recorded))
    return machine.run(f"slurm/{name}.sh", *arguments, **(JOB | environment))


def test_a_good_node_takes_the_job_and_gives_it_a_folder_of_its_own(machine: Machine) -> None:
    machine.scratch.mkdir()
    assert run(machine, "prolog").code == 0
    folder = machine.scratch / "job-42"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert machine.calls() == [f"chown 1500 {folder}"]


def test_a_job_that_comes_back_finds_its_folder(machine: Machine) -> None:
    machine.holds({"scratch/job-42/kept": ""})
    assert run(machine, "prolog").code == 0
    assert (machine.scratch / "job-42/kept").exists()


def test_a_bad_node_is_drained_with_the_reason_and_the_job_goes_elsewhere(machine: Machine) -> None:
    assert run(machine, "prolog", OFF_THE_BUS).code == 1
    assert machine.calls("scontrol") == ["scontrol --oneliner show node train-1", f"scontrol update nodename=train-1 state=drain {REASON}"]
    assert "train-1 prolog.sh: job 42 goes elsewhere" in machine.log


@pytest.mark.parametrize("state", ["IDLE+DRAIN", "DRAINED", "MIXED+DRAIN*", "FAIL"])
def test_the_first_reason_stays(machine: Machine, state: str) -> None:
    machine.has(scontrol=f"echo 'NodeName=train-1 Arch=x86_64 State={state} Reason=first'")
    assert run(machine, "prolog", OFF_THE_BUS).code == 1
    assert machine.calls("scontrol") == ["scontrol --oneliner show node train-1"]


@pytest.mark.parametrize("state", ["IDLE", "ALLOCATED", "MIXED", "DOWN*"])
def test_a_node_that_is_in_service_is_drained(machine: Machine, state: str) -> None:
    machine.has(scontrol=f"[ $2 != show ] || echo 'NodeName=train-1 State={state} Partitions=train'")
    run(machine, "health-check", OFF_THE_BUS)
    assert len(machine.calls("scontrol")) == 2


@pytest.mark.parametrize(
    ("outputs", "words"),
    [(OFF_THE_BUS, "reason=Action:Reboot"), (GOOD.but(missing=(1,)), "reason=Action:Replace")],
    ids=["reboot", "replace"],
)
def test_hyperpod_is_told_in_its_own_words(machine: Machine, outputs: Outputs, words: str) -> None:
    run(machine, "health-check", outputs, platform="hyperpod")
    assert machine.calls("scontrol")[-1] == f"scontrol update nodename=train-1 state=fail {words}"
    assert "out of service: " in machine.log


def test_what_is_only_watched_drains_nothing_and_is_logged(machine: Machine) -> None:
    assert run(machine, "prolog", GOOD.but(kernel=xid(31))).code == 0
    assert machine.calls("scontrol") == []
    assert "prolog.sh: monitor xid-31" in machine.log


def test_the_health_program_drains_and_does_not_fail_itself(machine: Machine) -> None:
    assert run(machine, "health-check", OFF_THE_BUS).code == 0
    assert machine.calls("scontrol")[-1].endswith(REASON)


def test_jobs_on_a_bad_node_go_back_into_the_queue(machine: Machine) -> None:
    machine.has(squeue="printf '42\\n43\\n'", scontrol='case "$*" in *show*) echo State=MIXED ;; "requeue 43") exit 1 ;; esac')
    assert run(machine, "health-check", OFF_THE_BUS).code == 0
    assert machine.calls("squeue") == ["squeue --noheader --states=running --nodelist=train-1 --format=%A"]
    assert machine.calls("scontrol")[-2:] == ["scontrol requeue 42", "scontrol requeue 43"]
    assert "job 42 goes back into the queue" in machine.log
    assert "job 43 cannot be requeued and goes on" in machine.log


def test_jobs_on_a_good_node_are_not_even_looked_for(machine: Machine) -> None:
    run(machine, "health-check")
    assert machine.calls() == []


def test_hyperpod_moves_its_jobs_itself(machine: Machine) -> None:
    run(machine, "health-check", OFF_THE_BUS, platform="hyperpod")
    assert machine.calls("squeue") == []


def test_a_task_gets_the_environment_unless_the_person_set_it(machine: Machine) -> None:
    machine.holds({"scratch/job-42/x": ""})
    ran = run(machine, "task-prolog", NCCL_SOCKET_IFNAME="eth0")
    assert ran.output.splitlines() == ["export FI_PROVIDER=efa", f"export JOB_SCRATCH={machine.scratch}/job-42"]
    assert "export NCCL_SOCKET_IFNAME=^lo,docker,veth,eni,pod-id-link0" in run(machine, "task-prolog").output


def test_a_p4d_asks_for_remote_memory_access(machine: Machine) -> None:
    machine.is_node(Node("p4d.24xlarge"), slurm=True)
    assert "export FI_EFA_USE_DEVICE_RDMA=1" in machine.run("slurm/task-prolog.sh", **JOB).output


def left_behind(machine: Machine) -> Path:
    file = machine.root / "dev/shm/nccl-1"
    machine.holds({"dev/shm/nccl-1": "", "scratch/job-42/big": "", "scratch/job-7/other": ""})
    return file


def test_an_ended_job_leaves_nothing(machine: Machine) -> None:
    left_behind(machine)
    assert run(machine, "epilog", find="").code == 0
    assert not (machine.scratch / "job-42").exists()
    assert (machine.scratch / "job-7").exists()
    assert machine.calls("scontrol", "pkill") == ["scontrol listpids", "pkill -KILL -u 1500"]


def test_shared_memory_of_the_jobs_user_goes_and_no_other(machine: Machine) -> None:
    left_behind(machine)
    machine.has(find="")
    run(machine, "epilog")
    assert machine.calls("find") == [f"find {machine.root}/dev/shm -xdev -mindepth 1 -user 1500 -delete"]


def test_while_another_job_of_the_user_runs_its_things_stay(machine: Machine) -> None:
    listing = "printf 'PID JOBID STEPID LOCALID GLOBALID\\n100 42 0 0 0\\n200 43 0 0 0\\n-1 43 extern 0 0\\n'"
    machine.has(scontrol=listing, ps="printf '   0\\n  1500\\n'", find="")
    assert run(machine, "epilog").code == 0
    assert machine.calls("ps", "pkill", "find") == ["ps -o uid= -p 200"]


def test_things_of_system_users_stay(machine: Machine) -> None:
    machine.has(find="")
    run(machine, "epilog", SLURM_JOB_UID="0")
    assert machine.calls("pkill", "find", "scontrol") == []


def test_a_node_that_is_bad_afterwards_is_drained_and_the_job_is_not_blamed(machine: Machine) -> None:
    assert run(machine, "epilog", OFF_THE_BUS).code == 0
    assert machine.calls("scontrol")[-1].endswith(REASON)
    assert "drained after job 42" in machine.log


def test_a_job_is_put_back_into_the_queue(machine: Machine) -> None:
    assert run(machine, "requeue").code == 0
    assert machine.calls("scontrol") == ["scontrol requeue 42"]


def test_a_job_that_was_put_back_too_often_stays_ended(machine: Machine) -> None:
    ran = run(machine, "requeue", GOOD, "3", SLURM_RESTART_COUNT="3")
    assert (ran.code, machine.calls("scontrol")) == (1, [])
    assert "was requeued 3 times" in ran.errors
