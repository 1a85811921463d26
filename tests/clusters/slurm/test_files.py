"""The Slurm model as Slurm's files."""

import pytest

from clusters.slurm.files import Site, files, fragment
from clusters.slurm.model import Nodes
from clusters.slurm.plan import Means, Scripts, cluster, nodes_of
from tests.clusters.slurm.models import GROUPS, MODEL, full, without

SITE = Site(name="example", controller="head")


def lines(file: str = "slurm.conf") -> list[str]:
    return files(full(), SITE)[file].splitlines()


@pytest.mark.parametrize(
    "line",
    [
        "SelectType=select/cons_tres",
        "GresTypes=gpu",
        "PriorityType=priority/multifactor",
        "PreemptType=preempt/qos",
        "PreemptMode=REQUEUE",
        "JobRequeue=1",
        "SlurmdTimeout=30",
        "AuthType=auth/munge",
        "TaskPlugin=task/cgroup,task/affinity",
        "ProctrackType=proctrack/cgroup",
        "SrunPortRange=60001-63000",
        "AccountingStorageType=accounting_storage/slurmdbd",
        "AccountingStorageEnforce=associations,limits,qos,safe",
        "AccountingStorageTRES=gres/gpu,gres/gpu:h100,gres/gpu:l4",
        "HealthCheckProgram=/opt/sovereign/slurm/health-check.sh",
    ],
)
def test_slurm_conf_says(line: str) -> None:
    assert line in lines()


def test_nodes_carry_what_their_instance_type_has_with_a_margin_of_memory() -> None:
    assert (
        lines().count("NodeName=train-[1-2] CPUs=192 RealMemory=1992294 Gres=gpu:h100:8 Features=train,p5.48xlarge,h100,efa State=UNKNOWN")
        == 1
    )


@pytest.mark.parametrize(
    ("partition", "says"),
    [
        ("train", "PriorityTier=10 Default=YES OverSubscribe=EXCLUSIVE AllowQos=urgent,plain"),
        ("desk", "PriorityTier=1 Default=NO OverSubscribe=NO"),
        ("train", "Nodes=train-[1-2] MaxTime=96:00:00 DefaultTime=96:00:00"),
        ("desk", "Nodes=train-[1-2],small-1 MaxTime=8:00:00 DefaultTime=1:00:00"),
    ],
)
def test_partitions_follow_the_type_of_job(partition, says) -> None:
    line = next(line for line in lines() if line.startswith(f"PartitionName={partition} "))
    assert f" {says} " in line


def test_backfill_sees_the_end_of_the_longest_job() -> None:
    assert "bf_window=5760,bf_resolution=300" in full().parameters["SchedulerParameters"]


def test_gres_conf_names_the_devices_of_each_group() -> None:
    assert lines("gres.conf")[1:] == [
        "NodeName=train-[1-2] Name=gpu Type=h100 File=/dev/nvidia[0-7]",
        "NodeName=small-1 Name=gpu Type=l4 File=/dev/nvidia0",
    ]


def test_cgroup_conf_confines_cores_memory_and_devices() -> None:
    assert lines("cgroup.conf")[1:] == ["ConstrainCores=yes", "ConstrainRAMSpace=yes", "ConstrainDevices=yes"]


def test_slurmdbd_conf_holds_no_password() -> None:
    assert "Include slurmdbd-password.conf" in lines("slurmdbd.conf")
    assert not [line for line in lines("slurmdbd.conf") if line.startswith("StoragePass")]


def test_nobody_is_put_aside_where_no_quality_says_so() -> None:
    plain = without(qos=())
    assert (plain.parameters["PreemptType"], plain.parameters["PreemptMode"]) == ("preempt/none", "OFF")


def test_the_munge_socket_joins_what_authinfo_says_already() -> None:
    there = Site(name="example", controller="head", munge_socket="/run/m/socket")
    assert "AuthInfo=cred_expire=10,socket=/run/m/socket" in files(full(), there)["slurm.conf"].splitlines()


def test_nodes_with_addresses_stand_one_a_line() -> None:
    nodes = Nodes("node", 2, cpus=1, memory_mib=512, addresses=("10.0.0.1", "10.0.0.2"))
    text = files(cluster(MODEL, (nodes,)), SITE)["slurm.conf"]
    assert "NodeName=node-2 NodeAddr=10.0.0.2 CPUs=1 RealMemory=512 State=UNKNOWN" in text.splitlines()


def test_a_laptop_without_cgroups_and_database_gets_neither() -> None:
    made = files(cluster(MODEL, nodes_of(GROUPS), Scripts("", "", "", ""), Means(cgroups=False, accounting=False)), SITE)
    assert set(made) == {"slurm.conf", "gres.conf"}
    assert "Accounting" not in made["slurm.conf"]
    assert "AllowQos" not in made["slurm.conf"]
    assert "proctrack/linuxproc" in made["slurm.conf"]


def test_a_fragment_leaves_nodes_and_partitions_to_the_service() -> None:
    text = fragment(full())
    assert "SlurmdTimeout=30" in text
    assert "NodeName" not in text
    assert "PartitionName" not in text
