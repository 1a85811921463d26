#!/bin/bash
# Slurm's HealthCheckProgram: every minute, whether a job runs here or not. A bad node takes no further job, and the jobs on it go back into
# the queue: what a broken GPU computes is worth nothing, and a job that hangs waits for its wall time. HyperPod moves its jobs itself.
set -euo pipefail
# shellcheck source=clusters/nodes/slurm/node.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/node.sh"

if node_is_good; then exit 0; fi
say "takes no further job"
if [[ ${NODE_PLATFORM:-} == hyperpod ]]; then exit 0; fi
for job in $(squeue --noheader --states=running --nodelist="$node" --format=%A); do
  if scontrol requeue "$job"; then say "job $job goes back into the queue"; else say "job $job cannot be requeued and goes on"; fi
done
