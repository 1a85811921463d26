#!/bin/bash
# Takes this node out of service: drain.sh FINDING, a line of the health check (`severity name place: sentence`).
# On HyperPod (NODE_PLATFORM=hyperpod) state and reason are those that start its own repair, to the letter (SageMaker guide, Manually replace
# or reboot a node); elsewhere a person reads the reason.
# A node that is out already stays as it is: the first reason is the cause.
set -euo pipefail
# shellcheck source=clusters/nodes/slurm/node.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/node.sh"

finding=$1
state=$(scontrol --oneliner show node "$node")
if [[ $state =~ State=[A-Z_*+!#~%\$@^-]*(DRAIN|FAIL) ]]; then
  say "is out of service already"
  exit 0
fi
case ${NODE_PLATFORM:-}-${finding%% *} in
  hyperpod-isolate) scontrol update "nodename=$node" state=fail reason=Action:Replace ;;
  hyperpod-reset | hyperpod-reboot) scontrol update "nodename=$node" state=fail reason=Action:Reboot ;;
  *) scontrol update "nodename=$node" state=drain "reason=health: $finding" ;;
esac
say "out of service: $finding"
