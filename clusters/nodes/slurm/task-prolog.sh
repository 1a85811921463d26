#!/bin/bash
# Slurm's TaskProlog: what it prints as `export NAME=value` is the task's environment. NCCL's and EFA's, unless the person set it already,
# and the job's folder on the instance store.
set -euo pipefail
# shellcheck source=clusters/nodes/slurm/node.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/node.sh"

while IFS='=' read -r name value; do
  if [[ -z ${!name+set} ]]; then echo "export $name=$value"; fi
done <"$home/node.env"
if [[ -d ${NODE_SCRATCH:-}/job-${SLURM_JOB_ID:?} ]]; then echo "export JOB_SCRATCH=$NODE_SCRATCH/job-$SLURM_JOB_ID"; fi
