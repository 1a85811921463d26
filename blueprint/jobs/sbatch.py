"""A job as a batch script for Slurm: on HyperPod, on PCS, and on a Slurm of one's own without containers."""

import re
from shlex import quote

from blueprint.jobs.check import Checked
from blueprint.jobs.entry import LAKE, MODULE, WORKPLACE, arguments, launch
from blueprint.jobs.image import for_enroot, squash

FIRST_PORT, PORTS = 20_000, 10_000
"""The port at which a job's nodes meet: by its number, below the kernel's own range and above the services'."""

REQUEUE_EXIT = 85
"""Slurm requeues a job that ends with this code (RequeueExit in our slurm.conf, clusters/slurm/plan.py)."""

MEETING = """\
# The nodes meet at the first one. Each is known by the address at which Slurm reaches it: nothing has to resolve a name.
mapfile -t nodes < <(scontrol show hostnames "$SLURM_JOB_NODELIST")
addresses=()
for node in "${nodes[@]}"; do
  addresses+=("$(scontrol --oneliner show node "$node" | sed -n 's/.* NodeAddr=\\([^ ]*\\).*/\\1/p')")
done
export NODE_ADDRESSES="${addresses[*]}"
meeting="${addresses[0]}:$((%(first)d + SLURM_JOB_ID %% %(ports)d))"
"""

ON_EACH_NODE = (
    'trap "" USR1; read -ra at <<<"$NODE_ADDRESSES"; host=false; if [ "$SLURM_NODEID" = 0 ]; then host=true; fi; '
    'exec python3 -m torch.distributed.run --rdzv-conf="is_host=$host" --local-addr="${at[$SLURM_NODEID]}" "$@"'
)
"""The launcher and its store hear nothing of USR1 (an ignored signal stays ignored), its workers do: they save and go on."""

WAIT = """\
step=$!
trap 'kill -USR1 "$step"' USR1
code=0
wait "$step" || code=$?
# 128 and USR1's number: the signal broke the wait off, and the step goes on.
while [ "$code" -eq 138 ]; do
  code=0
  wait "$step" || code=$?
done
"""

AGAIN = """\
# A lost node ends the others' processes before Slurm knows of it. Any end but a good one may be such a one: the job goes back into the
# queue and goes on from its checkpoint, so many times and no more.
if [ "$code" -ne 0 ] && [ "${SLURM_RESTART_COUNT:-0}" -lt %(requeues)d ]; then exit %(again)d; fi
"""

PLAIN_PATH = re.compile(r"/[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)*")


def is_plain_path(path: str) -> bool:
    """Whether a path may stand in a script's options, where nothing can be quoted."""
    return PLAIN_PATH.fullmatch(path) is not None and ".." not in path.split("/")


def sbatch(checked: Checked, lake: str = LAKE) -> str:
    """The script, for `sbatch FILE`.

    Every value of the job stands there quoted, or has a form that no shell reads as anything but a word.

    Args:
        checked: The job and where it runs.
        lake: Where the nodes have the lake's file system.

    Raises:
        ValueError: `lake` is no plain path.
    """
    if not is_plain_path(lake):
        raise ValueError(f"not a plain path: {lake!r}")
    job = checked.job
    with_container = checked.platform.container == "pyxis"
    step = [
        "srun",
        f"--nodes={job.nodes}",
        f"--ntasks={job.nodes}",
        "--ntasks-per-node=1",
        "--cpu-bind=none",
        "--kill-on-bad-exit=1",
        *(["--auto-resume=1"] if checked.platform.auto_resume and job.requeue else []),
        *(_container(checked, lake) if with_container else []),
    ]
    launcher = [*launch(job), "--rdzv-backend=c10d"]
    lines = [
        "#!/bin/bash",
        f"# {job.name} on {checked.deployment.name}, for {checked.platform.title}. Written from the job file: change that, not this.",
        *(f"#SBATCH {option}" for option in _options(checked, lake)),
        "",
        "# shellcheck disable=SC2016  # what is quoted is expanded on each node, or nowhere",
        "set -euo pipefail",
        *(f"export {name}={quote(value)}" for name, value in sorted(job.environment.items())),
        f"mkdir -p {quote(f'{lake}/{job.output}')}",
        "",
        (MEETING % {"first": FIRST_PORT, "ports": PORTS}).rstrip(),
        "",
        "# The same command at every start: the training finds its last checkpoint by itself.",
        _folded([*map(quote, step)]),
        f"  bash -c {quote(ON_EACH_NODE)} launch \\",
        f"  {' '.join(map(quote, launcher))} \\",
        '  --rdzv-id="$SLURM_JOB_ID-${SLURM_RESTART_COUNT:-0}" --rdzv-endpoint="$meeting" \\',
        f"  -m {MODULE} {' '.join(map(quote, arguments(job, lake)))} &",
        WAIT.rstrip(),
        *([(AGAIN % {"requeues": job.max_requeues, "again": REQUEUE_EXIT}).rstrip()] if job.requeue else []),
        'exit "$code"',
    ]
    return "\n".join(lines) + "\n"


def _options(checked: Checked, lake: str) -> list[str]:
    job = checked.job
    return [
        f"--job-name={job.name}",
        f"--partition={job.queue}",
        *([f"--constraint={job.group}"] if job.group else []),
        *([f"--qos={job.priority}"] if job.priority else []),
        *([f"--account={job.account}"] if job.account else []),
        *([f"--nice={job.nice}"] if job.nice else []),
        f"--nodes={job.nodes}",
        "--ntasks-per-node=1",
        *([f"--gpus-per-node={job.gpus_per_node}"] if job.gpus_per_node else []),
        "--exclusive",
        f"--time={job.hours}:00:00",
        f"--signal=B:USR1@{job.checkpoint.notice_s}",
        "--requeue" if job.requeue else "--no-requeue",
        "--open-mode=append",
        f"--output={lake}/checkpoints/%x-%j.out",
    ]


def _container(checked: Checked, lake: str) -> list[str]:
    job = checked.job
    image = squash(job, lake) if job.image.squash else for_enroot(job, checked.deployment)
    mounts = [f"{lake}/{job.input}:{lake}/{job.input}:ro", f"{lake}/{job.output}:{lake}/{job.output}"]
    mounts += [f"{lake}/{mount.folder}:{mount.at}:ro" for mount in job.mounts]
    names = ",".join(sorted(job.environment))
    return [
        f"--container-image={image}",
        f"--container-mounts={','.join(mounts)}",
        f"--container-workdir={WORKPLACE}",
        "--no-container-mount-home",
        *([f"--container-env={names}"] if names else []),
    ]


def _folded(words: list[str]) -> str:
    """A command on several lines, each but the last word's with a backslash."""
    return " \\\n  ".join(words) + " \\"
