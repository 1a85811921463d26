"""The batch script: what each Slurm is told, and that no value can become a command."""

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blueprint.jobs import render, sbatch
from blueprint.jobs.entry import LAKE, WORKPLACE
from blueprint.jobs.sbatch import is_plain_path
from clusters.nodes.node import MOUNT_POINT
from clusters.slurm.plan import REQUEUE_EXIT
from tests.blueprint.jobs.conftest import REPOSITORY

SLURMS = ("hyperpod-slurm", "pcs", "local-slurm")
FULL = {"priority": "urgent", "account": "language", "group": "train", "nice": 5, "environment": {"NOTE": "it's $HOME; `id`"}}


def options(script: str) -> list[str]:
    return [line.removeprefix("#SBATCH ") for line in script.splitlines() if line.startswith("#SBATCH ")]


@pytest.mark.parametrize("platform", SLURMS)
def test_a_job_is_appended_to_requeued_and_told_before_its_end(on, platform) -> None:
    assert {"--open-mode=append", "--requeue", "--exclusive", "--gpus-per-node=8", "--signal=B:USR1@300", "--time=24:00:00"} <= set(
        options(render(on(platform)))
    )


@pytest.mark.parametrize("platform", SLURMS)
def test_auto_resume_is_hyperpods_and_sruns_alone(on, platform) -> None:
    script = render(on(platform))
    assert ("--auto-resume=1" in script) == (platform == "hyperpod-slurm")
    assert not [option for option in options(script) if "auto-resume" in option]


def test_a_job_that_shall_not_come_back_is_not_resumed(on) -> None:
    script = render(on("hyperpod-slurm", requeue=False))
    assert "--auto-resume" not in script
    assert "--no-requeue" in options(script)


def test_queue_priority_account_group_and_rank_are_slurms(on) -> None:
    assert {"--partition=train", "--qos=urgent", "--account=language", "--constraint=train", "--nice=5"} <= set(
        options(render(on("pcs", **FULL)))
    )


def test_the_image_comes_from_our_registry_by_digest(on) -> None:
    image = f"--container-image=111122223333.dkr.ecr.eu-central-1.amazonaws.com#example-eu/training:sha256:{'ab' * 32}"
    assert shlex.quote(image) in render(on("pcs"))


def test_or_from_the_lake_as_a_file_that_carries_the_digest(on) -> None:
    script = render(on("pcs", image={"repository": "training", "digest": "sha256:" + "cd" * 32, "squash": True}))
    assert f"--container-image=/lake/models/images/training-{'cd' * 32}.sqsh" in script


def test_the_container_sees_its_input_read_only_and_its_output(on) -> None:
    script = render(on("pcs", mounts=[{"folder": "models/base", "at": "/base"}]))
    wanted = (
        "/lake/curated/2026-11:/lake/curated/2026-11:ro,/lake/checkpoints/pretrain:/lake/checkpoints/pretrain,/lake/models/base:/base:ro"
    )
    assert f"--container-mounts={wanted}" in script


def test_a_slurm_of_ones_own_starts_a_process(on) -> None:
    script = render(on("local-slurm"), lake="/srv/lake")
    assert "--container" not in script
    assert "--input /srv/lake/curated/2026-11 --output /srv/lake/checkpoints/pretrain" in script


@pytest.mark.parametrize("platform", SLURMS)
def test_the_command_is_the_same_at_every_start(on, platform) -> None:
    """Nothing of a restart reaches the training's own arguments: it finds its last checkpoint by itself."""
    script = render(on(platform))
    told = script[script.index("-m containers.training") :].splitlines()[0]
    assert "$" not in told
    assert "--set processes=16 --set device=cuda --set checkpoints.every=500 --set checkpoints.keep=2" in told


def test_minutes_between_checkpoints_reach_the_training(on) -> None:
    script = render(on("pcs", checkpoint={"every_steps": 500, "every_minutes": 20}))
    assert "--set checkpoints.every_minutes=20" in script
    assert "every_minutes" not in render(on("pcs"))


def test_paths_are_those_of_the_nodes_and_of_the_image() -> None:
    assert LAKE == MOUNT_POINT
    assert f"WORKDIR {WORKPLACE}\n" in (REPOSITORY / "containers/training/Dockerfile").read_text()


@pytest.mark.parametrize("platform", SLURMS)
def test_shellcheck_has_nothing_to_say(on, platform, tmp_path) -> None:
    checker = shutil.which("shellcheck")
    if checker is None:
        pytest.skip("shellcheck is not installed here")
    (tmp_path / "job.sh").write_text(render(on(platform, **FULL)))
    found = subprocess.run([checker, "job.sh"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert found.stdout == ""


@pytest.mark.parametrize("path", ["/lake;id", "lake", "/lake/../etc", "/la ke", "/lake\n#SBATCH --uid=0", "/$HOME"])
def test_a_lake_that_is_no_plain_path_is_refused(on, path) -> None:
    assert not is_plain_path(path)
    with pytest.raises(ValueError, match="not a plain path"):
        render(on("local-slurm"), lake=path)


RECORDER = """#!/bin/bash
printf '%s\\0' "$NOTE" "$@" >"$RECORD"
"""
SCONTROL = """#!/bin/bash
if [ "$2" = hostnames ]; then printf 'n1\\nn2\\n'; else echo "NodeName=$4 NodeAddr=10.0.0.${4#n} NodeHostName=$4"; fi
"""


def started(script: str, folder: Path, **more: str) -> tuple[int, list[str]]:
    """Runs a script with the cluster's commands replaced by ones that write down what they were given."""
    tools, record = folder / "bin", folder / "record"
    tools.mkdir(exist_ok=True)
    record.unlink(missing_ok=True)
    for name, body in {"srun": RECORDER, "scontrol": SCONTROL, "mkdir": "#!/bin/bash\n"}.items():
        if not (tools / name).exists() or name in more:
            (tools / name).write_text(more.get(name, body))
            (tools / name).chmod(0o755)
    environment = {
        "PATH": f"{tools}:{os.environ['PATH']}",
        "RECORD": str(record),
        "SLURM_JOB_ID": "7",
        "SLURM_JOB_NODELIST": "n[1-2]",
        "HOME": str(folder),
    }
    ended = subprocess.run(["bash", "-c", script], env=environment, cwd=folder, capture_output=True, text=True, check=False, timeout=30)
    return ended.returncode, record.read_text().split("\0")[:-1] if record.exists() else []


def test_the_nodes_meet_at_the_first_ones_address(on, tmp_path) -> None:
    code, told = started(render(on("pcs", environment={"NOTE": "x"})), tmp_path)
    assert code == 0
    assert {"--rdzv-endpoint=10.0.0.1:20007", "--rdzv-id=7-0", "--nnodes=2", "--nproc-per-node=8"} <= set(told)


def test_a_good_end_is_the_jobs_end(on, tmp_path) -> None:
    assert started(render(on("pcs")), tmp_path, srun="#!/bin/bash\nexit 0\n")[0] == 0


def test_a_bad_end_may_be_a_lost_nodes_and_goes_back_into_the_queue_so_many_times(on, tmp_path, monkeypatch) -> None:
    script = render(on("pcs", max_requeues=2))
    ends = [started(f"export SLURM_RESTART_COUNT={count}\n{script}", tmp_path, srun="#!/bin/bash\nexit 3\n")[0] for count in range(4)]
    assert ends == [REQUEUE_EXIT, REQUEUE_EXIT, 3, 3]


def test_a_job_that_shall_not_come_back_ends_as_it_ended(on, tmp_path) -> None:
    assert started(render(on("pcs", requeue=False)), tmp_path, srun="#!/bin/bash\nexit 3\n")[0] == 3


def test_the_code_that_asks_for_the_queue_is_the_one_in_our_slurm_conf() -> None:
    assert sbatch.REQUEUE_EXIT == REQUEUE_EXIT


def test_each_node_is_known_by_slurms_address_for_it(on, tmp_path) -> None:
    """What runs on each node is run here with the node's number: the launcher is told where it is, and who is the host."""
    script = render(on("pcs"))
    srun = '#!/bin/bash\nwhile [ "$1" != bash ]; do shift; done\nSLURM_NODEID=1 exec "$@"\n'
    python = '#!/bin/bash\nprintf "%s\\0" "$@" >"$RECORD"\n'
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/python3").write_text(python)
    (tmp_path / "bin/python3").chmod(0o755)
    _, told = started(script, tmp_path, srun=srun)
    assert told[:4] == ["-m", "torch.distributed.run", "--rdzv-conf=is_host=false", "--local-addr=10.0.0.2"]


def test_the_notice_reaches_the_step_and_the_job_goes_on_to_its_end(on, tmp_path) -> None:
    srun = '#!/bin/bash\ntrap \'printf "saved\\0" >"$RECORD"; exit 5\' USR1\nkill -USR1 "$PPID"\nfor _ in $(seq 100); do sleep 0.05; done\n'
    code, told = started(render(on("pcs")), tmp_path, srun=srun)
    assert (code, told) == (REQUEUE_EXIT, ["saved"])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" "), max_size=40).filter(str.isprintable))
def test_whatever_a_variable_holds_it_stays_a_value(on, tmp_path, value) -> None:
    """Started for real in a shell: the value arrives as it was written, and nothing of it is run."""
    bare = render(on("pcs", environment={"NOTE": "x"}))
    script = render(on("pcs", environment={"NOTE": value}))
    code, told = started(script, tmp_path)
    assert code == 0
    assert told[0] == value
    assert told[1:] == started(bare, tmp_path)[1][1:]
    assert not re.search(r"^#SBATCH", script.split("set -euo pipefail")[1], re.MULTILINE)


NAMES = st.text(st.characters(codec="utf-8"), max_size=50)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=NAMES, field=st.sampled_from(["name", "queue", "group", "priority", "account", "input", "output", "recipe"]))
def test_what_cannot_be_quoted_has_a_form_that_needs_no_quotes(job, text, field) -> None:
    """Options after #SBATCH cannot be quoted: whatever a job file may say there is a plain word."""
    from blueprint.jobs.load import JobError  # noqa: PLC0415 - beside its one use

    try:
        taken = getattr(job(**{field: text}), field)
    except JobError:
        return
    assert taken is None or re.fullmatch(r"[A-Za-z0-9/_.=-]+", taken)
