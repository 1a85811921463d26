#!/bin/bash
# Puts the running job back into the queue, for a job script that was told to end: requeue.sh [MOST], 10 times by default.
# A job that was requeued MOST times has a fault of its own, and stays ended.
set -euo pipefail
# shellcheck source=clusters/nodes/slurm/node.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/node.sh"

most=${1:-10}
if [[ ${SLURM_RESTART_COUNT:-0} -ge $most ]]; then
  echo "job ${SLURM_JOB_ID:?} was requeued $SLURM_RESTART_COUNT times: it stays ended, see its output" >&2
  exit 1
fi
scontrol requeue "${SLURM_JOB_ID:?}"
