#!/bin/bash
# Slurm's Epilog: after a job's last process on this node. Removes what the job left: its folder, and, where its user has no other job here,
# stray processes and files in shared memory. A node that is bad afterwards is drained with the reason. System users' things stay.
set -euo pipefail
# shellcheck source=clusters/nodes/slurm/node.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/node.sh"
root=${NODE_ROOT:-}
uid=${SLURM_JOB_UID:?}

if [[ -n ${NODE_SCRATCH:-} ]]; then rm -rf -- "$NODE_SCRATCH/job-${SLURM_JOB_ID:?}"; fi
if [[ $uid -ge 1000 ]]; then
  # Asks the job steps on this node, not the controller.
  others=$(scontrol listpids 2>/dev/null | awk -v job="$SLURM_JOB_ID" 'NR > 1 && $1 > 0 && $2 != job { print $1 }' || true)
  if [[ -n $others ]] && ps -o uid= -p "${others//$'\n'/,}" | grep -qw "$uid"; then
    say "another job of user $uid runs here: what this one left stays for its end"
  else
    if pkill -KILL -u "$uid"; then say "ended stray processes of user $uid"; fi
    find "$root/dev/shm" -xdev -mindepth 1 -user "$uid" -delete || say "could not empty /dev/shm of user $uid"
  fi
fi
node_is_good || say "drained after job $SLURM_JOB_ID"
