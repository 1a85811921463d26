#!/bin/bash
# Slurm's Prolog: before a job's first process on this node. A bad node ends it with 1: Slurm drains the node and requeues the job.
# A good one gets a folder of the job's own on the instance store.
set -euo pipefail
# shellcheck source=clusters/nodes/slurm/node.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/node.sh"

if ! node_is_good; then
  say "job ${SLURM_JOB_ID:?} goes elsewhere"
  exit 1
fi
if [[ -n ${NODE_SCRATCH:-} && -d $NODE_SCRATCH ]]; then
  folder=$NODE_SCRATCH/job-${SLURM_JOB_ID:?}
  # A job that comes back to the node finds its folder, and it is its own.
  if [[ ! -d $folder ]]; then mkdir -m 0700 "$folder"; fi
  chown "${SLURM_JOB_UID:?}" "$folder"
fi
