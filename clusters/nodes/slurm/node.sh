#!/bin/bash
# What Slurm's scripts on a node have in common; they source it. slurmd gives them a bare environment, so that all stands in node.conf.
home=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
set -a
# shellcheck source=/dev/null
. "$home/node.conf"
set +a
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin${SLURM_BIN:+:$SLURM_BIN}
node=${SLURMD_NODENAME:-$(hostname -s)}
log=${NODE_LOG:-/var/log/sovereign-node.log}
if [[ ! -d ${log%/*} ]]; then mkdir -p "${log%/*}"; fi

say() { TZ=UTC printf '%(%FT%TZ)T %s %s: %s\n' -1 "$node" "${0##*/}" "$*" >>"$log" || true; }

# Judges the node; a bad one is taken out of service with the worst finding as the reason. Ends with 1 where it is bad.
node_is_good() {
  local findings status=0 line
  findings=$(bash "$home/health/check.sh" 2>&1) || status=$?
  if [[ -n $findings ]]; then
    while IFS= read -r line; do say "$line"; done <<<"$findings"
  fi
  if [[ $status -eq 0 ]]; then return 0; fi
  bash "$home/slurm/drain.sh" "${findings##*$'\n'}"
  return 1
}
