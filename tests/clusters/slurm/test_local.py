"""What a real Slurm makes of our files."""

import pytest

from clusters.slurm.accounts import accounts_script
from clusters.slurm.local.cluster import LocalCluster
from clusters.slurm.local.software import NoSlurmError, Software
from tests.clusters.slurm.models import MODEL


def submit(cluster: LocalCluster, *options: str, script: str = "#!/bin/sh\nsleep 60\n") -> int:
    return int(cluster.head.run("sbatch", "--parsable", "--output=/dev/null", *options, stdin=script))


def told(cluster: LocalCluster, job: int) -> dict[str, str]:
    said = cluster.head.run("scontrol", "--oneliner", "show", "job", str(job))
    return dict(word.split("=", 1) for word in said.split() if "=" in word)


def cancel(cluster: LocalCluster, *jobs: int) -> None:
    cluster.head.run("scancel", *map(str, jobs))
    cluster.wait(lambda: not cluster.head.run("squeue", "--noheader").strip(), "an empty queue")


def test_its_nodes_have_the_gpus_that_the_model_says(local) -> None:
    said = set(local.head.run("sinfo", "--noheader", "--Node", "--format=%N %G").split("\n"))
    assert {"train-1 gpu:h100:8", "train-2 gpu:h100:8", "small-1 gpu:l4:1"} <= said


def test_every_parameter_that_we_write_is_one_that_it_took(local) -> None:
    said = local.head.run("scontrol", "show", "config")
    config = dict(line.split("=", 1) for line in said.splitlines() if "=" in line)
    config = {name.strip().lower(): value.strip() for name, value in config.items()}
    assert (config["slurmdtimeout"], config["killwait"], config["messagetimeout"]) == ("30 sec", "5 sec", "5 sec")
    assert config["requeueexit"] == "85"
    assert (config["preempttype"], config["preemptmode"]) == ("preempt/qos", "REQUEUE")
    assert config["accountingstorageenforce"] == "associations,limits,qos,safe"


def test_a_job_runs_on_two_machines_with_addresses_of_their_own(local) -> None:
    said = local.head.run("srun", "--nodes=2", "--partition=train", "--qos=plain", "--time=5", "ip", "-4", "-o", "addr", "show", "eth0")
    assert sorted(line.split()[3] for line in said.splitlines()) == ["10.77.0.11/24", "10.77.0.12/24"]


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--partition=desk", "--time=9:00:00"], "time limit"),
        (["--partition=train", "--qos=normal"], "qos"),
        (["--partition=train", "--account=nobody"], "account"),
        (["--partition=train", "--qos=plain", "--nodes=3"], "node"),
    ],
)
def test_what_the_model_does_not_allow_is_refused_at_once(local, options, why) -> None:
    with pytest.raises(RuntimeError, match=f"(?i){why}"):
        submit(local, *options)


def test_a_quality_holds_no_more_gpus_for_an_account_than_it_may(local) -> None:
    first = submit(local, "--partition=train", "--qos=urgent", "--gres=gpu:8", "--nodes=2", "--time=30")
    second = submit(local, "--partition=desk", "--qos=urgent", "--gres=gpu:l4:1", "--time=30")
    local.wait(lambda: told(local, first)["JobState"] == "RUNNING", "the first job")
    local.wait(lambda: "QOS" in told(local, second)["Reason"], "the second job to wait for the limit")
    cancel(local, first, second)


def test_an_urgent_job_puts_a_plain_one_back_into_the_queue(local) -> None:
    plain = submit(local, "--partition=train", "--qos=plain", "--nodes=2", "--time=30", "--requeue")
    local.wait(lambda: told(local, plain)["JobState"] == "RUNNING", "the plain job")
    urgent = submit(local, "--partition=train", "--qos=urgent", "--nodes=2", "--time=30")
    local.wait(lambda: told(local, urgent)["JobState"] == "RUNNING", "the urgent job", 60)
    assert (told(local, plain)["JobState"], told(local, plain)["Restarts"]) == ("PENDING", "1")
    cancel(local, plain, urgent)


def test_a_job_that_ends_with_the_code_for_it_is_requeued(local) -> None:
    job = submit(local, "--partition=desk", "--qos=plain", "--time=5", script="#!/bin/sh\nexit 85\n")
    local.wait(lambda: told(local, job)["Restarts"] == "1", "it to come back")
    cancel(local, job)


def test_the_accounts_script_can_run_again(local) -> None:
    local.head.run("sh", "-s", stdin=accounts_script(MODEL))
    said = local.head.run("sacctmgr", "--noheader", "--parsable2", "show", "qos", "format=name,grptres,maxtrespa,maxwall")
    assert "urgent|node=2|gres/gpu=16|1-00:00:00" in said.splitlines()


def test_without_slurm_the_reason_is_told(tmp_path) -> None:
    (tmp_path / "missing").write_text("apt reaches no mirror\n")
    with pytest.raises(NoSlurmError, match="apt reaches no mirror"):
        Software.found(tmp_path)
    with pytest.raises(NoSlurmError, match="tools/slurm makes it"):
        Software.found(tmp_path / "elsewhere")
