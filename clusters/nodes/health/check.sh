#!/bin/bash
# Judges this node: one line a finding, the worst last; ends with 0 where the node may run jobs, with 1 where it must not.
#
#   check.sh [DCGM level]     with a level, also dcgmi's diagnosis: 1 takes seconds, 2 minutes, and wants the GPUs idle
#
# What the node should have stands in node.conf. HEALTH_RECORDED there names a folder of recorded outputs: then no command runs.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
set -a
# shellcheck source=/dev/null
. "$here/../node.conf"
set +a

if [[ ${NODE_GPUS:-0} -eq 0 && ${NODE_EFA:-0} -eq 0 ]]; then exit 0; fi
wanted=(--table "$here/table.json" --gpus "${NODE_GPUS:-0}" --efa "${NODE_EFA:-0}")
if [[ ${NODE_NVLINK:-0} == 1 ]]; then wanted+=(--nvlink); fi
if [[ -n ${HEALTH_RECORDED:-} ]]; then wanted+=(--recorded "$HEALTH_RECORDED"); fi
if [[ -n ${NODE_ROOT:-} ]]; then wanted+=(--root "$NODE_ROOT"); fi
if [[ -n ${1:-} ]]; then wanted+=(--dcgm "$1"); fi
# After a repair: `cut -d. -f1 /proc/uptime` written here tells that the kernel's older lines are dealt with.
if [[ -r ${NODE_STATE:-/run/sovereign-node}/repaired ]]; then wanted+=(--after "$(<"${NODE_STATE:-/run/sovereign-node}/repaired")"); fi
exec python3 -I -S "$here/node_health.py" "${wanted[@]}"
